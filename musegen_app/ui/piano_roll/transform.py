"""From music to pixels and back: a time axis (ticks, left to right) and a pitch axis (rows, high pitches on top).

Pure values without Qt widgets. Pixels are logical (device independent); `scroll` is the distance in pixels from
the beginning of the axis to the edge of the view.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from functools import lru_cache

from musegen_app.score.time import TICKS_PER_QUARTER

MIN_PIXELS_PER_TICK = 1 / 16 / TICKS_PER_QUARTER / 4  # sixteen 4/4 bars to a pixel: the longest song in one view
MAX_PIXELS_PER_TICK = 640 / TICKS_PER_QUARTER
MIN_ROW = 5
MAX_ROW = 40
PITCHES = 128


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Where ticks lie. `scroll` is whole pixels, so that notes keep their shape while the view moves."""

    pixels_per_tick: float = 72 / TICKS_PER_QUARTER / 4 * 1.5
    scroll: int = 0

    def x(self, tick: float) -> float:
        """Pixels from the left edge of the view."""
        return tick * self.pixels_per_tick - self.scroll

    def pixel(self, tick: float) -> int:
        """The nearest whole pixel; it moves by exactly as much as the view."""
        return round(tick * self.pixels_per_tick) - self.scroll

    def tick(self, x: float) -> float:
        return (x + self.scroll) / self.pixels_per_tick

    def ticks(self, pixels: float) -> float:
        """How many ticks `pixels` are."""
        return pixels / self.pixels_per_tick

    def scrolled(self, scroll: float) -> TimeAxis:
        """The same zoom with its left edge `scroll` pixels after tick 0, never before it."""
        return replace(self, scroll=max(0, round(scroll)))

    def zoomed(self, factor: float, anchor_x: float) -> TimeAxis:
        """`factor` times larger; the tick under `anchor_x` stays there (unless that would show time before 0)."""
        tick = self.tick(anchor_x)
        scale = min(MAX_PIXELS_PER_TICK, max(MIN_PIXELS_PER_TICK, self.pixels_per_tick * factor))
        return TimeAxis(scale).scrolled(tick * scale - anchor_x)

    def fitted(self, from_tick: float, to_tick: float, width: float, margin: float = 0) -> TimeAxis:
        """The axis that shows `from_tick` to `to_tick` in `width` pixels, `margin` pixels free at both ends."""
        span = max(1.0, to_tick - from_tick)
        scale = (width - 2 * margin) / span
        scale = min(MAX_PIXELS_PER_TICK, max(MIN_PIXELS_PER_TICK, scale))
        return TimeAxis(scale).scrolled(from_tick * scale - margin)


@dataclass(frozen=True, slots=True)
class PitchAxis:
    """Where pitches lie: rows of `row` pixels, the highest on top.

    `rows` are the pitches that have a row, rising (a folded roll, a drum kit); None: all 128. A pitch without a row is
    placed half-way between its neighbours' rows, so that what is moved there for a moment is seen to be in between.
    """

    row: int = 18
    scroll: int = 0
    rows: tuple[int, ...] | None = None
    _places: tuple[float, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        if self.rows is not None:
            object.__setattr__(self, "_places", _places_of(self.rows))

    @property
    def count(self) -> int:
        """How many rows there are."""
        return PITCHES if self.rows is None else len(self.rows)

    @property
    def height(self) -> int:
        """Height of all rows."""
        return self.row * self.count

    def y(self, pitch: int) -> int:
        """Top of the pitch's row, in pixels from the top of the view."""
        return int(self.place(pitch) * self.row) - self.scroll

    def pitch(self, y: float) -> int:
        """The pitch of the row at `y`, held within the rows."""
        place = min(self.count - 1, max(0, int((y + self.scroll) // self.row)))
        return PITCHES - 1 - place if self.rows is None else self.rows[-1 - place]

    def place(self, pitch: int) -> float:
        """The number of the pitch's row, counted from the top; a half when it has none."""
        if self.rows is None:
            return PITCHES - 1 - pitch
        return self._places[min(PITCHES - 1, max(0, pitch))]

    def has(self, pitch: int) -> bool:
        """Whether the pitch has a row of its own."""
        return self.rows is None or self.place(pitch).is_integer()

    def stepped(self, pitch: int, rows: int) -> int:
        """The pitch that is `rows` rows higher (lower when negative), held within the rows."""
        if self.rows is None:
            return min(PITCHES - 1, max(0, pitch + rows))
        if not rows:
            return pitch
        place = self.place(pitch) - rows
        whole = math.ceil(place) if rows > 0 else math.floor(place)
        return self.rows[-1 - min(self.count - 1, max(0, whole))]

    def seen(self, view_height: float, top: float = 0) -> tuple[int, ...]:
        """The pitches whose rows are in sight between `top` and `view_height`, rising."""
        low, high = self.pitch(view_height), self.pitch(top)
        if self.rows is None:
            return tuple(range(low, high + 1))
        return self.rows[bisect_left(self.rows, low) : bisect_right(self.rows, high)]

    def scrolled(self, scroll: float, view_height: float) -> PitchAxis:
        """The same zoom with its top edge `scroll` pixels down, held within the rows."""
        return replace(self, scroll=round(min(max(0.0, self.height - view_height), max(0.0, scroll))))

    def zoomed(self, row: int, anchor_y: float, view_height: float) -> PitchAxis:
        """Rows of `row` pixels; the pitch under `anchor_y` stays there."""
        row = min(MAX_ROW, max(MIN_ROW, row))
        place = (anchor_y + self.scroll) / self.row
        return replace(self, row=row).scrolled(place * row - anchor_y, view_height)

    def centred(self, pitch: float, view_height: float) -> PitchAxis:
        """The row of `pitch` in the middle of the view."""
        below, above = math.floor(pitch), math.ceil(pitch)
        place = (self.place(below) + self.place(above)) / 2
        return self.scrolled((place + 0.5) * self.row - view_height / 2, view_height)

    def fitted(self, low: int, high: int, view_height: float) -> PitchAxis:
        """Rows from 8 to 24 pixels so that `low` to `high` and two rows around them are seen, if they can be."""
        row = int(view_height // (self.place(low) - self.place(high) + 5))
        return replace(self, row=min(24, max(8, row))).centred((low + high) / 2, view_height)

    def filling(self, view_height: float) -> PitchAxis:
        """Rows as high as all of them have room for, from what they are now to 24 pixels."""
        row = max(self.row, min(24, int(view_height // self.count)))
        return replace(self, row=row).scrolled(self.scroll, view_height)

    def with_rows(self, rows: tuple[int, ...] | None, view_height: float) -> PitchAxis:
        """The same zoom with other rows; the pitch in the middle of the view stays there as nearly as it can."""
        if rows == self.rows:
            return self
        middle = self.pitch(view_height / 2)
        return replace(self, rows=rows or None).centred(middle, view_height)


@lru_cache(maxsize=64)
def _places_of(rows: tuple[int, ...]) -> tuple[float, ...]:
    """The place of each of the 128 pitches among `rows`, from the top."""
    count = len(rows)
    below = [bisect_left(rows, pitch) for pitch in range(PITCHES)]
    own = frozenset(rows)
    return tuple(float(count - 1 - b) if p in own else count - 0.5 - b for p, b in enumerate(below))
