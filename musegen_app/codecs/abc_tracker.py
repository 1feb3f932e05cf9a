"""Follows an ABC text character by character and says what the net may know before the next one.

Beside the last two characters: the place in the bar, the key, and *candidates for copying*, which are characters that
stood where the text stood before: behind the longest stretch that is the same as the last characters (as in the match
model of the PAQ compressors, Mahoney 2005), and at the same place of the bar 1, 2, 4, 8 and 16 bars ago. Training
pushes whole tunes through it, the sampler pushes character by character. About 10 µs a character.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musegen_app.codecs.abc_place import AbcPlace, Region
from musegen_app.codecs.abc_text import ALPHABET, SYMBOLS

LOOK_BACK_BARS = (1, 2, 4, 8, 16)
LONG_MATCH, SHORT_MATCH = 8, 4  # characters that must be the same for a stretch to be followed
LONGEST_MATCH = 24  # longer ones count as this long
UNITS = 144  # of place and time left; more counts as this much (a bar of 6/4)
METRES = ("4/4", "6/8", "3/4", "2/4", "9/8", "2/2", "3/2", "6/4", "12/8", "5/4", "3/8")
KEYS = (
    "C",
    "G",
    "D",
    "A",
    "E",
    "B",
    "F",
    "Bb",
    "Eb",
    "Ab",
    "Db",
    "F#",
    "Gb",
    "Am",
    "Em",
    "Bm",
    "F#m",
    "C#m",
    "G#m",
    "Dm",
    "Gm",
    "Cm",
    "Fm",
    "Bbm",
    "Ebm",
)
BARS = 17  # bar counts up to 16
LINE_CHARS = 32  # quarters of the line length: up to 124 characters


@dataclass(frozen=True, slots=True)
class Column:
    """One input: its name and how many values it takes."""

    name: str
    size: int


COLUMNS = (
    Column("last", SYMBOLS + 1),  # 0: nothing yet
    Column("before", SYMBOLS + 1),
    Column("region", len(Region)),
    Column("place", UNITS + 1),
    Column("left", UNITS + 2),  # 0: less than nothing
    Column("metre", len(METRES) + 2),  # 0: unknown, last: another
    Column("key", len(KEYS) + 2),
    Column("section_bar", BARS),
    Column("line_bar", BARS),
    Column("line_chars", LINE_CHARS),
    Column("match_length", LONGEST_MATCH + 1),
    Column("match", SYMBOLS + 1),  # 0: no candidate, else 1 + symbol; so the five below
    *(Column(f"bars_ago_{n}", SYMBOLS + 1) for n in LOOK_BACK_BARS),
)
SIZES = tuple(c.size for c in COLUMNS)
WIDTH = len(COLUMNS)
COPY_COLUMNS = tuple(range(WIDTH - 1 - len(LOOK_BACK_BARS), WIDTH))
PLAIN_COLUMNS = (0, 1)  # what a net without any knowledge of ABC sees
_INDEX = {character: i + 1 for i, character in enumerate(ALPHABET)}
_METRES = {name: i + 1 for i, name in enumerate(METRES)}
_KEYS = {name: i + 1 for i, name in enumerate(KEYS)}


class AbcTracker:
    """`push` a character, read `features`. `plain` leaves all but the last two characters unknown."""

    def __init__(self, plain: bool = False) -> None:
        self.text = ""
        self.at = AbcPlace()
        self._plain = plain
        self._where: dict[tuple[int, int, int], int] = {}  # (bar, place, offset) → 1 + symbol that came there
        self._seen: dict[str, int] = {}  # the last characters → index of what came behind them
        self._follow, self._length = 0, 0  # index that the match follows (0: none), how long it is

    def copy(self) -> AbcTracker:
        """A tracker that goes on from here by itself."""
        other = copy.copy(self)
        other.at = copy.copy(self.at)
        other._where, other._seen = dict(self._where), dict(self._seen)
        return other

    def push(self, character: str) -> None:
        """One more character of the alphabet."""
        at = self.at
        self._where[at.bar, at.place, at.offset] = _INDEX[character]
        followed = self._follow and self.text[self._follow] == character
        self.text += character
        at.push(character)
        if followed:
            self._follow, self._length = self._follow + 1, self._length + 1
        else:
            self._follow = self._length = 0
        self._find_match()

    def features(self) -> NDArray[np.int64]:
        """The inputs of the next character: WIDTH integers, see COLUMNS."""
        row = [0] * WIDTH
        row[0] = _INDEX[self.text[-1]] if self.text else 0
        row[1] = _INDEX[self.text[-2]] if len(self.text) > 1 else 0
        if not self._plain:
            self._fill_place(row)
            self._fill_candidates(row)
        return np.array(row, np.int64)

    def _fill_place(self, row: list[int]) -> None:
        at = self.at
        row[2] = int(at.region)
        row[3] = min(at.place, UNITS)
        row[4] = 1 + min(at.left, UNITS) if at.left >= 0 else 0
        row[5] = _METRES.get(at.metre, len(METRES) + 1) if at.metre else 0
        row[6] = _KEYS.get(at.key, len(KEYS) + 1) if at.key else 0
        row[7] = min(at.section_bar, BARS - 1)
        row[8] = min(at.line_bar, BARS - 1)
        row[9] = min(at.line_chars // 4, LINE_CHARS - 1)

    def _fill_candidates(self, row: list[int]) -> None:
        at = self.at
        if self._follow:
            row[10] = min(self._length, LONGEST_MATCH)
            row[11] = _INDEX[self.text[self._follow]]
        for i, back in enumerate(LOOK_BACK_BARS):
            row[12 + i] = self._where.get((at.bar - back, at.place, at.offset), 0)

    def _find_match(self) -> None:
        """Look for the same last characters before: a longer stretch than the followed one is preferred."""
        text = self.text
        for size in (LONG_MATCH, SHORT_MATCH):
            if len(text) < size:
                continue
            before = self._seen.get(text[-size:])
            if before is not None and self._length < size:
                self._follow, self._length = before, self._same(before)
        for size in (LONG_MATCH, SHORT_MATCH):
            if len(text) >= size:
                self._seen[text[-size:]] = len(text)

    def _same(self, index: int) -> int:
        """How many characters before `index` are the last characters of the text."""
        text, count = self.text, 0
        while count < LONGEST_MATCH and index > count and text[index - 1 - count] == text[-1 - count]:
            count += 1
        return count


def rows_of(text: str, plain: bool = False) -> NDArray[np.int64]:
    """Inputs of every character of a plain text and of END behind it: (len + 1, WIDTH)."""
    tracker = AbcTracker(plain)
    rows = np.empty((len(text) + 1, WIDTH), np.int64)
    for i, character in enumerate(text):
        rows[i] = tracker.features()
        tracker.push(character)
    rows[len(text)] = tracker.features()
    return rows
