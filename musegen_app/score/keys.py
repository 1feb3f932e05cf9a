"""Keys, modes and pitch names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """The modes of the training sets; `MAJOR` is ionian and `MINOR` aeolian (harmonic and melodic included)."""

    MAJOR = "major"
    MINOR = "minor"
    DORIAN = "dorian"
    MIXOLYDIAN = "mixolydian"
    PHRYGIAN = "phrygian"
    LYDIAN = "lydian"
    LOCRIAN = "locrian"


MODE_STEPS: dict[Mode, tuple[int, ...]] = {
    Mode.MAJOR: (0, 2, 4, 5, 7, 9, 11),
    Mode.MINOR: (0, 2, 3, 5, 7, 8, 10),
    Mode.DORIAN: (0, 2, 3, 5, 7, 9, 10),
    Mode.MIXOLYDIAN: (0, 2, 4, 5, 7, 9, 10),
    Mode.PHRYGIAN: (0, 1, 3, 5, 7, 8, 10),
    Mode.LYDIAN: (0, 2, 4, 6, 7, 9, 11),
    Mode.LOCRIAN: (0, 1, 3, 5, 6, 8, 10),
}

# Semitones from a mode's tonic up to the tonic of the major scale with the same notes.
_TO_RELATIVE_MAJOR: dict[Mode, int] = {
    Mode.MAJOR: 0,
    Mode.MINOR: 3,
    Mode.DORIAN: 10,
    Mode.MIXOLYDIAN: 5,
    Mode.PHRYGIAN: 8,
    Mode.LYDIAN: 7,
    Mode.LOCRIAN: 1,
}

SHARP_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
FLAT_NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
_FLAT_MAJORS = frozenset({1, 3, 5, 8, 10})


@dataclass(frozen=True, slots=True)
class Key:
    """A tonic pitch class (0 = C) and a mode."""

    tonic: int = 0
    mode: Mode = Mode.MAJOR

    @property
    def relative_major(self) -> int:
        """Pitch class of the major tonic with the same signature."""
        return (self.tonic + _TO_RELATIVE_MAJOR[self.mode]) % 12

    @property
    def uses_flats(self) -> bool:
        return self.relative_major in _FLAT_MAJORS

    @property
    def fifths(self) -> int:
        """Sharps (positive) or flats (negative) of the signature, -5..6."""
        fifths = self.relative_major * 7 % 12
        return fifths - 12 if fifths > 6 else fifths

    @property
    def pitch_classes(self) -> frozenset[int]:
        return frozenset((self.tonic + s) % 12 for s in MODE_STEPS[self.mode])

    @property
    def name(self) -> str:
        return f"{self.pitch_class_name(self.tonic)} {self.mode.value}"

    def pitch_class_name(self, pitch_class: int) -> str:
        return (FLAT_NAMES if self.uses_flats else SHARP_NAMES)[pitch_class % 12]

    def transposed(self, semitones: int) -> Key:
        return Key((self.tonic + semitones) % 12, self.mode)


@dataclass(frozen=True, slots=True)
class KeyChange:
    """From `tick` on the music is in `key`."""

    tick: int
    key: Key


def pitch_name(pitch: int, key: Key | None = None) -> str:
    """Scientific name, middle C (60) = C4."""
    names = FLAT_NAMES if key is not None and key.uses_flats else SHARP_NAMES
    return f"{names[pitch % 12]}{pitch // 12 - 1}"
