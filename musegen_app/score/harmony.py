"""Chords: symbols as text and as pitch classes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from musegen_app.base.errors import SettingsError
from musegen_app.score.keys import FLAT_NAMES, SHARP_NAMES


class Quality(StrEnum):
    """The eight chord qualities the chords net speaks; the value is the suffix of the symbol."""

    MAJOR = ""
    MINOR = "m"
    SEVENTH = "7"
    MAJOR_SEVENTH = "maj7"
    MINOR_SEVENTH = "m7"
    DIMINISHED = "dim"
    AUGMENTED = "aug"
    SUSPENDED = "sus4"


QUALITY_STEPS: dict[Quality, tuple[int, ...]] = {
    Quality.MAJOR: (0, 4, 7),
    Quality.MINOR: (0, 3, 7),
    Quality.SEVENTH: (0, 4, 7, 10),
    Quality.MAJOR_SEVENTH: (0, 4, 7, 11),
    Quality.MINOR_SEVENTH: (0, 3, 7, 10),
    Quality.DIMINISHED: (0, 3, 6),
    Quality.AUGMENTED: (0, 4, 8),
    Quality.SUSPENDED: (0, 5, 7),
}

_SUFFIXES: tuple[tuple[str, Quality], ...] = (
    (r"(maj7|ma7|M7|j7|Δ7?|maj9|maj13)", Quality.MAJOR_SEVENTH),
    (r"(m7b5|min7b5|ø7?|dim7?|d|o7?|°7?)", Quality.DIMINISHED),
    (r"(m7|min7|mi7|-7|m9|min9|m11)", Quality.MINOR_SEVENTH),
    (r"(aug7?|\+7?|7#5|7\+)", Quality.AUGMENTED),
    (r"(sus[24]?|7sus4?|9sus4?)", Quality.SUSPENDED),
    (r"(min6?|mi6?|m6?|-6?)(add9)?", Quality.MINOR),
    (r"(7|9|11|13)([b#(].*)?", Quality.SEVENTH),
    (r"(maj|M|6|69|6/9|add9|5|2)?", Quality.MAJOR),
)
# What suffixes are made of; anything else is a word ("Fine", "D.C.", "Coda"), not a chord. The last + keeps what was
# read: "majmajmaj…!" would otherwise be tried in every way there is.
_SUFFIX = re.compile(r"(?:major|minor|maj|ma|min|mi|dim|aug|sus|add|omit|no|alt|dom|[mMjdΔøo°+\-#b♯♭\d(), ])*+")
_LONGEST_SUFFIX = 40
_ROOT = re.compile(r"^([A-G])([#b♯♭]?)")
_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_ACCIDENTALS = {"": 0, "#": 1, "♯": 1, "b": -1, "♭": -1}


@dataclass(frozen=True, slots=True)
class Chord:
    """A root pitch class, one of eight qualities, and a bass pitch class (-1: the root)."""

    root: int
    quality: Quality = Quality.MAJOR
    bass: int = -1

    @property
    def pitch_classes(self) -> tuple[int, ...]:
        return tuple((self.root + s) % 12 for s in QUALITY_STEPS[self.quality])

    def text(self, flats: bool = False) -> str:
        """The symbol, such as `Bbm7/F`."""
        names = FLAT_NAMES if flats else SHARP_NAMES
        slash = f"/{names[self.bass]}" if self.bass not in (-1, self.root) else ""
        return f"{names[self.root]}{self.quality.value}{slash}"

    def transposed(self, semitones: int) -> Chord:
        bass = self.bass if self.bass < 0 else (self.bass + semitones) % 12
        return Chord((self.root + semitones) % 12, self.quality, bass)

    def voicing(self, lowest: int = 48) -> tuple[int, ...]:
        """A bass note below `lowest` and a close chord from there up, as MIDI pitches."""
        bass_class = self.root if self.bass < 0 else self.bass
        bass = lowest - 12 + (bass_class - lowest) % 12
        return (bass, *sorted(lowest + (pc - lowest) % 12 for pc in self.pitch_classes))


@dataclass(frozen=True, slots=True)
class ChordSymbol:
    """A chord from `tick` until the next symbol; `chord` None means "no chord" (N.C.). `text` is as written.
    `generated` says who wrote it; two symbols are equal whoever did."""

    tick: int
    chord: Chord | None
    text: str
    generated: bool = field(default=False, compare=False)


def _pitch_class(text: str) -> tuple[int, int] | None:
    match = _ROOT.match(text)
    if match is None:
        return None
    return (_LETTERS[match[1]] + _ACCIDENTALS[match[2]]) % 12, match.end()


def parse_chord(text: str) -> Chord | None:
    """`Am7`, `F#dim/C`, `Bb` … as a `Chord`; None for `N.C.`. Raises SettingsError for anything else.

    Unknown extensions fall back on the triad that the suffix begins with.
    """
    text = text.strip()
    text = text[1:-1] if text[:1] == "(" and text[-1:] == ")" else text
    if text.upper() in {"N.C.", "NC", "N", "NO CHORD"}:
        return None
    body, _, slash = text.replace("6/9", "69").partition("/")
    root = _pitch_class(body)
    suffix = body[root[1] :].replace("Maj", "maj").replace("Min", "min") if root else ""
    bass = _pitch_class(slash[:1].upper() + slash[1:].replace("+", "#"))
    if (
        root is None
        or len(suffix) > _LONGEST_SUFFIX
        or not _SUFFIX.fullmatch(suffix)
        or (slash and (bass is None or bass[1] < len(slash)))
    ):
        raise SettingsError(f"“{text}” is not a chord: write a root A–G and a type, such as Am7 or D/F#.")
    return Chord(root[0], _quality(suffix), bass[0] if bass else -1)


def _quality(suffix: str) -> Quality:
    """The quality that the longest known beginning of the suffix names."""
    for end in range(len(suffix), 0, -1):
        for pattern, quality in _SUFFIXES:
            if re.fullmatch(pattern, suffix[:end]):
                return quality
    return Quality.MAJOR
