"""How pitches are spelled in ABC: letters, octave marks and the accidentals that are needed.

Programs differ on whether an accidental holds for its letter in every octave or in its own only; an accidental
is written wherever one of the two readings would go wrong.
"""

from __future__ import annotations

from collections.abc import Iterable

_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_SIGNS = {-2: "__", -1: "_", 0: "=", 1: "^", 2: "^^"}
_SHARPS = (("C", 0), ("C", 1), ("D", 0), ("D", 1), ("E", 0), ("F", 0), ("F", 1), ("G", 0), ("G", 1), ("A", 0), ("A", 1))
_FLATS = (("C", 0), ("D", -1), ("D", 0), ("E", -1), ("E", 0), ("F", 0), ("G", -1), ("G", 0), ("A", -1), ("A", 0))


class Spelling:
    """The accidentals in force while one voice is written."""

    def __init__(self, signature: dict[str, int]) -> None:
        self._signature = signature
        self._letters: dict[str, int] = {}  # letter -> accidental, for every octave
        self._places: dict[tuple[str, int], int] = {}  # the same for one octave
        self._unsure = False  # the key changed within the bar: write everything out
        self._tied: tuple[int, ...] = ()

    def new_bar(self) -> None:
        self._letters.clear()
        self._places.clear()
        self._unsure = False

    def new_key(self, signature: dict[str, int]) -> None:
        """From here on another signature."""
        self._signature = signature
        self._unsure = bool(self._places)

    def sounded(self, tied: Iterable[int]) -> None:
        """The pitches of the last note that are held into the next one."""
        self._tied = tuple(tied)

    def name(self, pitch: int) -> str:
        """The pitch with its accidental, if it needs one; that holds from now on."""
        letter, accidental = self._spelled(pitch % 12)
        octave = (pitch - accidental) // 12
        base = self._signature.get(letter, 0)
        by_letter = self._letters.get(letter, base)
        by_place = self._places.get((letter, octave), base)
        sign = ""
        if by_letter != accidental or by_place != accidental or self._unsure or self._beside_tie(pitch):
            sign = _SIGNS[accidental]
            self._letters[letter] = self._places[letter, octave] = accidental
        return sign + _with_octave(letter, octave)

    def _beside_tie(self, pitch: int) -> bool:
        """Next to a held pitch some readers take a bare letter for the held note."""
        return any(0 < abs(pitch - held) <= 2 for held in self._tied)

    def _spelled(self, pitch_class: int) -> tuple[str, int]:
        for letter, number in _LETTERS.items():
            accidental = self._signature.get(letter, 0)
            if (number + accidental) % 12 == pitch_class:
                return letter, accidental
        flats = any(a < 0 for a in self._signature.values())
        for letter, accidental in _FLATS if flats else _SHARPS:
            if (_LETTERS[letter] + accidental) % 12 == pitch_class:
                return letter, accidental
        return ("B", -1) if pitch_class == 10 else ("B", 0)


def _with_octave(letter: str, octave: int) -> str:
    """Octave 5 begins at middle C and is written in capitals."""
    if octave >= 6:
        return letter.lower() + "'" * (octave - 6)
    return letter + "," * (5 - octave)
