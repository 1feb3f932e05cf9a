"""Whether notes are at rest in the harmony or strain against it."""

from __future__ import annotations

from functools import lru_cache

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.control import Control, ControlGroup, LogProbs, leaning
from musegen_app.sampling.steering.moment import Meanings, Moment
from musegen_app.sampling.steering.tilt import by_class
from musegen_app.score.keys import Key

STRAIN = 2.5  # nats at ±1 for the tensest note against one at rest
IN_KEY = 0.7  # strain of a note of the key that is not in the chord; foreign ones have 1
WITHOUT_CHORD = {0: 0.0, 7: 0.2, 4: 0.3, 3: 0.3}  # from the tonic, where no chord is known


def strain(chord: frozenset[int] | None, key: Key | None) -> Meanings | None:
    """For every pitch class 0 (at rest) … 1 (foreign); None where neither chord nor key is known."""
    if not chord and key is None:
        return None
    strains = np.ones(12)
    if key is not None:
        strains[list(key.pitch_classes)] = IN_KEY
    if chord:
        strains[list(chord)] = 0.0
    elif key is not None:
        for step, value in WITHOUT_CHORD.items():
            place = (key.tonic + step) % 12
            strains[place] = min(strains[place], value) if place in key.pitch_classes else strains[place]
    return strains


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """Towards notes outside the chord (without one: far from the tonic), or to those inside."""
    if moment is None or moment.choices.pitch is None:
        return log_probs
    nats = _nats(moment.chord, moment.key, value)
    return log_probs if nats is None else log_probs + by_class(moment.choices, nats)


@lru_cache(maxsize=256)
def _nats(chord: frozenset[int] | None, key: Key | None, value: float) -> Meanings | None:
    strains = strain(chord, key)
    return None if strains is None else value * STRAIN * np.append(strains, 0.0)


CONTROL = Control(
    leaning(
        "tension",
        "tension",
        "Tension",
        "Left: notes at rest in the chord. Right: notes that strain against it.",
        49,
        ControlGroup.HARMONY,
        ("at rest", "tense"),
    ),
    bend,
    frozenset({"pitch"}),
)
