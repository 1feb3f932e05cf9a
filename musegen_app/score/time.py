"""Musical time: ticks, tempo map and metre map. All arithmetic is on integer ticks, 960 to the quarter."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

TICKS_PER_QUARTER = 960
DEFAULT_US_PER_QUARTER = 500_000
MIN_BPM = 4
MAX_BPM = 1000


@dataclass(frozen=True, slots=True)
class TempoChange:
    """From `tick` on, a quarter note lasts `us_per_quarter` microseconds."""

    tick: int
    us_per_quarter: int

    @property
    def bpm(self) -> float:
        return 60_000_000 / self.us_per_quarter


@dataclass(frozen=True, slots=True)
class TempoMap:
    """Sorted tempo changes; the first one is at tick 0. Raises ValueError for anything else."""

    changes: tuple[TempoChange, ...] = (TempoChange(0, DEFAULT_US_PER_QUARTER),)
    # Microseconds times ticks a quarter before each change: integers, so no error adds up.
    _elapsed: tuple[int, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        _check_order([c.tick for c in self.changes])
        if any(c.us_per_quarter < 1 for c in self.changes):
            raise ValueError("a quarter note has to last")
        elapsed = [0]
        for this, nxt in pairwise(self.changes):
            elapsed.append(elapsed[-1] + (nxt.tick - this.tick) * this.us_per_quarter)
        object.__setattr__(self, "_elapsed", tuple(elapsed))

    @staticmethod
    def of_bpm(bpm: float) -> TempoMap:
        return TempoMap((TempoChange(0, round(60_000_000 / bpm)),))

    def at(self, tick: int) -> TempoChange:
        return self.changes[self._index(tick)]

    def seconds(self, tick: int) -> float:
        """Seconds from tick 0 to `tick` (negative before it)."""
        index = self._index(tick)
        change = self.changes[index]
        total = self._elapsed[index] + (tick - change.tick) * change.us_per_quarter
        return total / (TICKS_PER_QUARTER * 1_000_000)

    def tick(self, seconds: float) -> int:
        """The last tick at or before `seconds`; the inverse of `seconds` for every tick of a day of music."""
        elapsed = seconds * 1_000_000 * TICKS_PER_QUARTER
        index = max(0, bisect_right(self._elapsed, elapsed) - 1)
        change = self.changes[index]
        # The small addition takes up the rounding of the float, never a whole tick.
        return change.tick + math.floor((elapsed - self._elapsed[index]) / change.us_per_quarter + 1e-6)

    def _index(self, tick: int) -> int:
        return max(0, bisect_right(self.changes, tick, key=lambda c: c.tick) - 1)


@dataclass(frozen=True, slots=True)
class MeterChange:
    """From `tick` (a bar line) on, bars have `numerator` beats of 1/`denominator`."""

    tick: int
    numerator: int = 4
    denominator: int = 4

    @property
    def bar_ticks(self) -> int:
        return TICKS_PER_QUARTER * 4 * self.numerator // self.denominator

    @property
    def beat_ticks(self) -> int:
        """Ticks of the written beat (1/denominator)."""
        return TICKS_PER_QUARTER * 4 // self.denominator

    @property
    def pulse_ticks(self) -> int:
        """Ticks of the felt beat: a dotted one in compound metres (6/8, 9/8, 12/8)."""
        compound = self.denominator >= 8 and self.numerator % 3 == 0 and self.numerator > 3
        return self.beat_ticks * (3 if compound else 1)


@dataclass(frozen=True, slots=True)
class BarPosition:
    """A place in bars: `bar` counts from 0 (a pickup is bar -1), `tick` within the bar."""

    bar: int
    tick: int


@dataclass(frozen=True, slots=True)
class MeterMap:
    """Sorted metre changes, the first at tick 0; `pickup_ticks` is the length of an incomplete first bar.

    With a pickup, the ticks 0..pickup_ticks belong to bar -1 and bar 0 starts at `pickup_ticks`; later
    changes count from there. A change in mid-bar cuts that bar short. Raises ValueError for changes out of
    order, before the pickup's end, or with bars of no length.
    """

    changes: tuple[MeterChange, ...] = (MeterChange(0),)
    pickup_ticks: int = 0
    # The number of the bar that each change opens.
    _bars: tuple[int, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        _check_order([c.tick for c in self.changes])
        if any(c.numerator < 1 or c.denominator < 1 or c.beat_ticks < 1 for c in self.changes):
            raise ValueError("a bar has to last")
        if self.pickup_ticks < 0 or any(c.tick <= self.pickup_ticks for c in self.changes[1:]):
            raise ValueError("metre changes come after the pickup")
        bars = [0]
        for this, nxt in pairwise(self.changes):
            bars.append(bars[-1] - (-(nxt.tick - self._origin(this)) // this.bar_ticks))
        object.__setattr__(self, "_bars", tuple(bars))

    def at(self, tick: int) -> MeterChange:
        return self.changes[self._index(tick)]

    def position(self, tick: int) -> BarPosition:
        """Bar and tick within the bar. In a pickup the tick counts as if the bar were complete."""
        index = self._index(tick)
        change = self.changes[index]
        bars, rest = divmod(tick - self._origin(change), change.bar_ticks)
        return BarPosition(self._bars[index] + bars, rest)

    def bar_start(self, bar: int) -> int:
        """Tick of the bar line that opens `bar` (0 for the pickup bar)."""
        if bar < 0:
            return 0
        index = max(0, bisect_right(self._bars, bar) - 1)
        change = self.changes[index]
        return self._origin(change) + (bar - self._bars[index]) * change.bar_ticks

    def bar_lines(self, from_tick: int, to_tick: int) -> list[int]:
        """Ticks of all bar lines in [from_tick, to_tick)."""
        bar = self.position(max(0, from_tick)).bar
        lines: list[int] = []
        while (tick := self.bar_start(bar)) < to_tick:
            if tick >= from_tick:
                lines.append(tick)
            bar += 1
        return lines

    def _index(self, tick: int) -> int:
        return max(0, bisect_right(self.changes, tick, key=lambda c: c.tick) - 1)

    def _origin(self, change: MeterChange) -> int:
        """The tick from which the bars of `change` are counted."""
        return self.pickup_ticks if change.tick == 0 else change.tick


def _check_order(ticks: list[int]) -> None:
    if not ticks or ticks[0] != 0 or any(a >= b for a, b in pairwise(ticks)):
        raise ValueError("changes are sorted, one a tick, the first at tick 0")
