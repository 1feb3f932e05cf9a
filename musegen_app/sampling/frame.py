"""Between the document's ticks and the net's grid of 1/12 quarters."""

from __future__ import annotations

from dataclasses import dataclass

from musegen_app.codecs.lead_sheet import GRID_PER_QUARTER, TICKS_PER_GRID
from musegen_app.sampling.messages import Hearing
from musegen_app.score.time import MeterChange, MeterMap

FINEST_DENOMINATOR = 16


@dataclass(frozen=True, slots=True)
class Frame:
    """Grid 0 lies at `origin_tick`; bars have `numerator` beats of 1/`denominator`, the first line at `pickup`.

    `exact` is False when the document's metre has no whole number of grid units in a bar and a near one is heard.
    """

    origin_tick: int
    numerator: int
    denominator: int
    pickup: int = 0
    exact: bool = True

    @property
    def bar(self) -> int:
        """Grid units of a bar."""
        return GRID_PER_QUARTER * 4 * self.numerator // self.denominator

    @property
    def pulse(self) -> int:
        """Grid units of the felt beat."""
        return max(1, MeterChange(0, self.numerator, self.denominator).pulse_ticks // TICKS_PER_GRID)

    def nearest(self, tick: int) -> int:
        """The grid position nearest to `tick`; half-way goes down."""
        return -(-(2 * (tick - self.origin_tick) - TICKS_PER_GRID) // (2 * TICKS_PER_GRID))

    def at_or_after(self, tick: int) -> int:
        """The first grid position that is not before `tick`."""
        return -(-(tick - self.origin_tick) // TICKS_PER_GRID)

    def exactly(self, tick: int) -> float:
        """Where `tick` lies on the grid, not rounded."""
        return (tick - self.origin_tick) / TICKS_PER_GRID

    def tick(self, grid: int) -> int:
        return self.origin_tick + grid * TICKS_PER_GRID

    def place(self, grid: int) -> int:
        """Units since the bar line; a pickup counts as the end of a full bar."""
        return (grid - self.pickup) % self.bar

    def next_bar(self, grid: int) -> int:
        """The first bar line at or after `grid`."""
        return grid + -self.place(grid) % self.bar

    def bar_of(self, grid: int) -> int:
        """The last bar line at or before `grid` (before the music begins, for a pickup)."""
        return grid - self.place(grid)

    def starting_at(self, grid: int) -> Frame:
        """The same bars, counted from a new grid 0 at `grid`: what lies before the next bar line is a pickup."""
        pickup = -self.place(grid) % self.bar
        return Frame(self.tick(grid), self.numerator, self.denominator, pickup, self.exact)


def frame_of(meter: MeterMap, from_tick: int, start_tick: int, wish: Hearing) -> Frame:
    """The bars as the net counts them: those of the document at `start_tick`, unless the wish says otherwise.

    Grid 0 is the bar line at or before `from_tick` (the start of the pickup, if `from_tick` lies in one), but not
    before a change of metre: only one metre is heard.
    """
    change = meter.at(start_tick)
    numerator, denominator, exact = _heard_metre(change, wish)
    first = change is meter.changes[0]
    base = 0 if first else change.tick
    pickup_ticks = meter.pickup_ticks if first else 0
    line = base + (pickup_ticks if wish.pickup_ticks is None else wish.pickup_ticks)
    whole = Frame(line, numerator, denominator, 0, exact)
    begin = whole.bar_of(whole.nearest(max(from_tick, base)))
    pickup = -(-(line - base) // TICKS_PER_GRID)
    if begin < 0 and pickup <= whole.bar:
        return whole.starting_at(-pickup)
    return Frame(whole.tick(begin), numerator, denominator, 0, exact)


def _heard_metre(change: MeterChange, wish: Hearing) -> tuple[int, int, bool]:
    """Numerator, denominator and whether the grid holds such bars exactly."""
    numerator = wish.numerator or change.numerator
    denominator = wish.denominator or change.denominator
    bar_ticks = MeterChange(0, numerator, denominator).bar_ticks
    if denominator <= FINEST_DENOMINATOR and bar_ticks % TICKS_PER_GRID == 0 and bar_ticks:
        return numerator, denominator, True
    return max(1, round(bar_ticks / 480)), 8, False
