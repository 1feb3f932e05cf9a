"""The styles that the piano net can be told: composers of whom there is much music, and periods for the others.

A style is a vector of weights that sum to one (Mao, Shin and Cottrell 2018, "DeepJ": styles are mixed by mixing their
weights); all 0 is no preference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from musegen_app.codecs.perf_features import STYLES

COMPOSERS = (
    *("Albeniz", "Bach", "Beethoven", "Brahms", "Burgmueller", "Chopin", "Clementi", "Debussy", "Grieg", "Handel"),
    *("Haydn", "Joplin", "Liszt", "Mendelssohn", "Mozart", "Mussorgsky", "Rachmaninoff", "Ravel", "Schubert"),
    *("Schumann", "Tchaikovsky", "Verdi"),
)
PERIODS = ("Baroque", "Classical", "Romantic", "Modern", "Folk", "Ragtime", "March")
NAMES: tuple[str, ...] = (*COMPOSERS, *PERIODS)
_ALIASES = {"BurgmullerJFF": "Burgmueller", "Mendelssohn-BartholdyF": "Mendelssohn", "Christmas": "Folk"}
_PERIOD_OF = {
    "baroque": "Baroque",
    "classical": "Classical",
    "romantic": "Romantic",
    "romantique": "Romantic",
    "technique": "Classical",
    "folk": "Folk",
    "song": "Folk",
    "jazz": "Ragtime",
    "popular / dance": "Ragtime",
    "march": "March",
    "modern": "Modern",
    "avant-garde": "Modern",
}
_LATE = frozenset({"Balakirev", "Borodin", "Granados", "Godowsky", "Moszkowski", "Sinding"})


def style_of(composer: str, period: str = "") -> str:
    """The style name of a composer as the sets spell them ("BachJS", "Bach"); "" if nothing is known."""
    plain = _ALIASES.get(composer) or re.sub(r"(?<=[a-z])[A-Z]+[a-z]?$", "", composer)
    if composer in ("BachCPE", "BachWF", "BachJC"):
        plain = ""
    if plain in NAMES:
        return plain
    return "Romantic" if composer in _LATE else _PERIOD_OF.get(period.lower(), "")


def style_weights(wanted: Iterable[tuple[str, float]], names: Sequence[str]) -> tuple[float, ...]:
    """The style vector of named weights: unknown names and weights of 0 or less count for nothing."""
    found = {name.lower(): i for i, name in enumerate(names)}
    weights = [0.0] * STYLES
    for name, weight in wanted:
        place = found.get(name.lower())
        if place is not None and weight > 0:
            weights[place] += weight
    total = sum(weights)
    return tuple(w / total for w in weights) if total else tuple(weights)
