"""Where a grid position stands in bar, form and harmony: the inputs that depend on nothing that was played."""

from __future__ import annotations

from bisect import bisect_right

from musegen_app.codecs.lead_context import LeadContext
from musegen_app.codecs.lead_features import (
    COLUMNS,
    DISTANCES,
    INDEX,
    LETTERS,
    METRES,
    MODES,
    PLACES,
    TUNE_TYPES,
    capped,
    chord_index,
)
from musegen_app.codecs.lead_sheet import GRID_PER_QUARTER, LeadChord

_SIZES = {c.name: c.size for c in COLUMNS}


class FormMap:
    """Looks up the position columns of one request."""

    def __init__(self, context: LeadContext) -> None:
        self.context = context
        self.metre = context.metre
        beat = GRID_PER_QUARTER * 4 // context.denominator
        compound = context.denominator >= 8 and context.numerator % 3 == 0 and context.numerator > 3
        self._pulse = beat * (3 if compound else 1)
        self._half_pulse = beat if compound else beat // 2
        self._section_starts = [s.start for s in context.sections]
        self._origins = [s.start + (context.pickup - s.start) % self.metre.bar for s in context.sections]
        self._first: dict[str, int] = {}
        for section, origin in zip(context.sections, self._origins, strict=True):
            if section.letter:
                self._first.setdefault(section.letter, origin)
        self._still = self._fixed_columns()
        self.set_chords(context.chords)

    def set_chords(self, chords: tuple[LeadChord, ...]) -> None:
        self._chord_starts = [c.start for c in chords]
        self._chords = [chord_index(c.chord, self.context.anchor) for c in chords]

    def horizon(self, grid: int) -> int:
        """The earliest grid position that a look-back from `grid` may see."""
        i = bisect_right(self._section_starts, grid) - 1
        start = self._section_starts[i] if i >= 0 else 0
        return start if start in self.context.fresh else 0

    def first_occurrence(self, grid: int) -> int | None:
        """The same place when this section was first heard: -1 if this is the first time, None if unknown.

        Sections are laid over each other by their first bar lines, for the first pickup of a tune stands before the
        first bar and the later ones at the end of the section before.
        """
        i = bisect_right(self._section_starts, grid) - 1
        if i < 0 or not self.context.sections[i].letter:
            return None
        origin = self._origins[i]
        first = self._first[self.context.sections[i].letter]
        return -1 if first == origin else first + grid - origin

    def fill(self, row: list[int], grid: int) -> None:
        """Write the columns of position `grid` into `row`."""
        for column, value in self._still:
            row[column] = value
        self._fill_bar(row, grid)
        self._fill_form(row, grid)
        self._fill_chords(row, grid)

    def _fixed_columns(self) -> list[tuple[int, int]]:
        """Columns that are the same for the whole piece."""
        c = self.context
        metre = (c.numerator, c.denominator)
        values = {
            "metre": 1 + METRES.index(metre) if metre in METRES else 0,
            "tonic": 1 + c.key.tonic if c.key else 0,
            "mode": 1 + MODES.index(c.key.mode) if c.key else 0,
            "tune_type": TUNE_TYPES.index(c.tune_type),
            "density": c.density,
            "register": c.register,
            "leap": c.leap,
        }
        return [(INDEX[name], min(value, _SIZES[name] - 1)) for name, value in values.items()]

    def weight(self, place: int) -> int:
        """Metrical weight 0 (off the grid of quavers) … 5 (bar line)."""
        if place == 0:
            return 5
        if place % self._pulse == 0:
            return 4 if 2 * place == self.metre.bar else 3
        if self._half_pulse and place % self._half_pulse == 0:
            return 2
        return 1 if place % 3 == 0 else 0

    def _fill_bar(self, row: list[int], grid: int) -> None:
        place = self.metre.place(grid)
        row[INDEX["place"]] = capped(place, 1 + PLACES)
        row[INDEX["to_bar_end"]] = capped(self.metre.bar - place, 1 + PLACES)
        row[INDEX["place_in_pulse"]] = capped(place % self._pulse, 38)
        row[INDEX["weight"]] = 1 + self.weight(place)
        row[INDEX["bar_of_8"]] = 1 + self.metre.number(grid) % 8

    def _fill_form(self, row: list[int], grid: int) -> None:
        bar, length = self.metre.bar, self.context.length
        if length is not None:
            row[INDEX["bars_to_end"]] = capped(-(-(length - grid) // bar), 36)
        i = bisect_right(self._section_starts, grid) - 1
        if i < 0:
            return
        section = self.context.sections[i]
        letter = LETTERS.find(section.letter[:1]) if section.letter else len(LETTERS)
        row[INDEX["letter"]] = 1 + (letter if letter >= 0 else len(LETTERS))
        row[INDEX["repeat"]] = capped(section.repeat, 5)
        row[INDEX["section_bar"]] = capped((grid - self._origins[i]) // bar, 18)
        end = self._section_starts[i + 1] if i + 1 < len(self._section_starts) else length
        if end is not None:
            row[INDEX["bars_to_section_end"]] = capped(-(-(end - grid) // bar), 18)

    def _fill_chords(self, row: list[int], grid: int) -> None:
        i = bisect_right(self._chord_starts, grid) - 1
        if i >= 0:
            row[INDEX["chord"]] = self._chords[i]
        if i + 1 < len(self._chords):
            row[INDEX["next_chord"]] = self._chords[i + 1]
            row[INDEX["to_next_chord"]] = bisect_right(DISTANCES, self._chord_starts[i + 1] - grid)
