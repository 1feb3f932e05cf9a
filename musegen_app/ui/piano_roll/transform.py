"""From music to pixels and back: a time axis (ticks, left to right) and a pitch axis (rows, high pitches on top).

Pure values without Qt widgets. Pixels are logical (device independent); `scroll` is the distance in pixels from
the beginning of the axis to the edge of the view.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from musegen_app.score.time import TICKS_PER_QUARTER

MIN_PIXELS_PER_TICK = 4 / TICKS_PER_QUARTER / 4  # a 4/4 bar is 4 pixels wide
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
    """Where pitches lie: rows of `row` pixels, pitch 127 on top."""

    row: int = 18
    scroll: int = 0

    @property
    def height(self) -> int:
        """Height of all rows."""
        return self.row * PITCHES

    def y(self, pitch: int) -> int:
        """Top of the pitch's row, in pixels from the top of the view."""
        return (PITCHES - 1 - pitch) * self.row - self.scroll

    def pitch(self, y: float) -> int:
        """The pitch of the row at `y`, held within 0..127."""
        return min(PITCHES - 1, max(0, PITCHES - 1 - int((y + self.scroll) // self.row)))

    def scrolled(self, scroll: float, view_height: float) -> PitchAxis:
        """The same zoom with its top edge `scroll` pixels down, held within the rows."""
        return replace(self, scroll=round(min(max(0.0, self.height - view_height), max(0.0, scroll))))

    def zoomed(self, row: int, anchor_y: float, view_height: float) -> PitchAxis:
        """Rows of `row` pixels; the pitch under `anchor_y` stays there."""
        row = min(MAX_ROW, max(MIN_ROW, row))
        place = (anchor_y + self.scroll) / self.row
        return PitchAxis(row).scrolled(place * row - anchor_y, view_height)

    def centred(self, pitch: float, view_height: float) -> PitchAxis:
        """The row of `pitch` in the middle of the view."""
        return self.scrolled((PITCHES - 0.5 - pitch) * self.row - view_height / 2, view_height)

    def fitted(self, low: int, high: int, view_height: float) -> PitchAxis:
        """Rows from 8 to 24 pixels so that `low` to `high` and two rows around them are seen, if they can be."""
        row = int(view_height // (high - low + 5))
        return PitchAxis(min(24, max(8, row))).centred((low + high) / 2, view_height)
