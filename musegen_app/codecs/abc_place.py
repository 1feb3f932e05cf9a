"""Where in the bar a growing ABC text stands: counts note lengths character by character, without a full reader.

Knows what Nottingham-style text holds: lengths, tuplets, chords in brackets, fields, endings. What it does not know
(broken rhythm, grace notes) makes its count wrong until the next bar line and never fails.
"""

from __future__ import annotations

from enum import IntEnum

UNITS_PER_QUARTER = 24  # a 32nd note is 3, a triplet 16th 4
WHOLE = 4 * UNITS_PER_QUARTER
_NOTES = frozenset("ABCDEFGabcdefgz")
_FIELDS = frozenset("MLKP")
_BAR_SIGNS = frozenset("|:")


class Region(IntEnum):
    """What the next character belongs to."""

    FIELD = 0  # a field's text
    LINE_START = 1
    MUSIC = 2
    SYMBOL = 3  # inside "…"
    TUPLET = 4  # notes of a tuplet are still to come
    CHORD = 5  # inside […]
    LENGTH = 6  # right behind a note or its length
    BAR_SIGN = 7  # right behind a bar line


class AbcPlace:
    """`push` every character in order; then read `bar`, `place`, `left` and the rest (units of 1/24 quarter).

    `bar` counts bar lines that had notes before them; `place` is the time since the last one without the note that is
    being written, `sounding` that note so far; `section_bar` and `line_bar` count bars since a double bar or repeat
    and since the line began; `offset` counts characters since `place` last changed.
    """

    def __init__(self) -> None:
        self.bar = self.place = self.section_bar = self.line_bar = self.line_chars = self.offset = 0
        self.bar_length = 0  # 0: no metre yet
        self.metre, self.key = "", ""
        self._unit: int | None = None
        self._field = ""  # letter and text of the field being written
        self._line_start, self._in_field, self._in_symbol, self._in_chord = True, False, False, False
        self._last = "\n"
        self._tuplet_left, self._tuplet = 0, (1, 1)
        self._chord_heads = 0  # notes of the chord so far
        self._note = False  # is a note being written
        self._above, self._below, self._slashes = "", "", 0

    def __copy__(self) -> AbcPlace:
        """`copy.copy` without the long way round: takes look ahead with copies, many a character."""
        other = AbcPlace.__new__(AbcPlace)
        other.__dict__.update(self.__dict__)
        return other

    # ---- reading

    @property
    def unit(self) -> int:
        """The unit note length: of L:, else a 16th in metres below 3/4, else an eighth."""
        if self._unit is not None:
            return self._unit
        return WHOLE // 16 if 0 < self.bar_length < 3 * UNITS_PER_QUARTER else WHOLE // 8

    @property
    def sounding(self) -> int:
        """Length of the note that is being written as it stands now; 0 if none is."""
        if not self._note:
            return 0
        above = int(self._above or 1) or 1
        below = (int(self._below) or 1) if self._below else 2**self._slashes
        length = self.unit * above // below
        return length * self._tuplet[0] // self._tuplet[1] if self._tuplet_left else length

    @property
    def left(self) -> int:
        """Time to the bar's end if the note that is being written stays as it is; below 0: too long."""
        return self.bar_length - self.place - self.sounding

    @property
    def in_tuplet(self) -> bool:
        """Are notes of a tuplet still to come?"""
        return self._tuplet_left > 0

    @property
    def region(self) -> Region:
        if self._in_field:
            return Region.FIELD
        if self._line_start:
            return Region.LINE_START
        if self._in_symbol:
            return Region.SYMBOL
        if self._in_chord:
            return Region.CHORD
        if self._note:
            return Region.LENGTH
        if self._last in _BAR_SIGNS:
            return Region.BAR_SIGN
        return Region.TUPLET if self._tuplet_left else Region.MUSIC

    # ---- writing

    def push(self, character: str) -> None:
        before = (self.bar, self.place)
        self._take(character)
        self.offset = self.offset + 1 if before == (self.bar, self.place) else 1
        self.line_chars = 0 if character == "\n" else self.line_chars + 1
        self._last = character

    def _take(self, c: str) -> None:
        if self._in_field:
            self._field_goes_on(c)
        elif self._in_symbol:
            self._in_symbol = c != '"'
        elif c in _FIELDS and (self._line_start or self._last == "["):
            self._in_field, self._field, self._in_chord, self._line_start = True, c, False, False
        else:
            self._line_start = c == "\n"
            self._music(c)

    def _field_goes_on(self, c: str) -> None:
        if c not in "\n]":
            self._field += c
            return
        self._in_field, self._line_start = False, c == "\n"
        self._finish_field(self._field[0], self._field[1:].lstrip(":").strip())

    def _finish_field(self, letter: str, text: str) -> None:
        if letter == "K":
            self.key = text
        elif letter == "P":
            self.section_bar = 0
        else:
            above, _, below = text.partition("/")
            if above.isdigit() and below.isdigit() and 0 < int(below) <= 64 and int(above) <= 64:
                self._length_field(letter, WHOLE * int(above) // int(below), text)

    def _length_field(self, letter: str, length: int, text: str) -> None:
        if letter == "M":
            self.bar_length, self.metre = length, text
        else:
            self._unit = max(1, length)

    def _music(self, c: str) -> None:
        if c.isdigit() or c == "/":
            self._digit(c)
        elif c in _NOTES:
            self._begin_note()
        elif self._in_chord:
            self._in_chord = c != "]"
        else:
            self._finish_note()
            self._sign(c)

    def _digit(self, c: str) -> None:
        if self._last == "(":
            self._begin_tuplet(int(c) if c.isdigit() else 1)
        elif self._last == "[":
            self._in_chord = False  # an ending, [1
        elif self._note and not (self._in_chord and self._chord_heads > 1):
            if c == "/":
                self._slashes += 1
            elif self._slashes:
                self._below = (self._below + c)[:3]
            else:
                self._above = (self._above + c)[:3]

    def _begin_tuplet(self, count: int) -> None:
        compound = self.metre in {"6/8", "9/8", "12/8", "3/8"}
        inside = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}.get(count, 3 if compound else 2)
        self._tuplet_left, self._tuplet = count, (inside, max(1, count))

    def _begin_note(self) -> None:
        if self._in_chord:
            self._chord_heads += 1
            if self._chord_heads > 1:
                return
        self._finish_note()
        self._note, self._above, self._below, self._slashes = True, "", "", 0

    def _finish_note(self) -> None:
        if not self._note:
            return
        self.place += self.sounding
        self._note = False
        self._tuplet_left = max(0, self._tuplet_left - 1)

    def _sign(self, c: str) -> None:
        if c == '"':
            self._in_symbol = True
        elif c == "[":
            self._in_chord, self._chord_heads = True, 0
        elif c in _BAR_SIGNS:
            self._bar_line(c)
        elif c == "]" and self._last == "|":
            self.section_bar = 0
        elif c == "\n":
            self.line_bar = 0

    def _bar_line(self, c: str) -> None:
        if self.place > 0:
            self.bar += 1
            self.section_bar += 1
            self.line_bar += 1
            self.place = self._tuplet_left = 0
        if c == ":" or self._last in _BAR_SIGNS:
            self.section_bar = 0
