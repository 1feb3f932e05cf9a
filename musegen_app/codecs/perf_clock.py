"""Between ticks of a document and the grid of the `perf` codec, whose bars run evenly.

A piece with a tempo curve is heard bar by bar: within a bar the clock runs evenly from bar line to bar line, and where
a note comes earlier or later than its place on the grid, that is its timing. So a ritardando is a row of slower bars,
and rubato is timing; a take written over an even tempo has its rubato in the notes.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from musegen_app.codecs.perf import GRID_PER_QUARTER, TICKS_PER_GRID
from musegen_app.score.time import MeterMap, TempoMap

SLOWEST, FASTEST = 20.0, 400.0  # quarters a minute that a bar is told to have


@dataclass(frozen=True, slots=True)
class PerfBar:
    """A bar: grid units of its line (a pickup counts as the end of a full bar, so it may begin before 0) and of its
    whole length, its metre, and how many quarters a minute it runs at (0: not told)."""

    start: int
    length: int
    numerator: int
    denominator: int
    bpm: float = 0.0

    @property
    def pulse(self) -> int:
        """Grid units of the felt beat."""
        beat = GRID_PER_QUARTER * 4 // self.denominator
        return beat * 3 if self.denominator >= 8 and self.numerator % 3 == 0 and self.numerator > 3 else beat


class BarClock:
    """The bars of a document up to `end_tick` and somewhat beyond, and where ticks lie in them."""

    def __init__(self, meter: MeterMap, tempo: TempoMap, end_tick: int, spare: int = 2) -> None:
        self.tempo = tempo
        first = -1 if meter.pickup_ticks else 0
        last = max(meter.position(max(0, end_tick)).bar + 1 + spare, first + 1)
        ticks = [meter.bar_start(bar) for bar in range(first, last + 1)]
        if first < 0:
            ticks[0] = meter.pickup_ticks - meter.at(0).bar_ticks
        self._ticks = ticks
        self._seconds = [tempo.seconds(t) for t in ticks]
        self.bars = tuple(self._bar(meter, i) for i in range(len(ticks) - 1))

    def _bar(self, meter: MeterMap, i: int) -> PerfBar:
        start, end = self._ticks[i], self._ticks[i + 1]
        change = meter.at(max(start, 0))
        quarters = (end - start) / TICKS_PER_GRID / GRID_PER_QUARTER
        bpm = 60 * quarters / max(1e-6, self._seconds[i + 1] - self._seconds[i])
        length = max(1, round(change.bar_ticks / TICKS_PER_GRID))
        told = min(FASTEST, max(SLOWEST, bpm))
        return PerfBar(round(start / TICKS_PER_GRID), length, change.numerator, change.denominator, told)

    def _at(self, tick: int) -> int:
        return min(max(bisect_right(self._ticks, tick) - 1, 0), len(self._ticks) - 2)

    def place(self, tick: int) -> tuple[int, float]:
        """(grid unit, timing in quarters) of an onset."""
        i = self._at(tick)
        grid = round(tick / TICKS_PER_GRID)
        share = (self.tempo.seconds(tick) - self._seconds[i]) / max(1e-9, self._seconds[i + 1] - self._seconds[i])
        even = (self._ticks[i] + share * (self._ticks[i + 1] - self._ticks[i])) / TICKS_PER_GRID
        return grid, (even - grid) / GRID_PER_QUARTER

    def tick(self, grid: int, timing: float = 0.0) -> int:
        """The tick at which a note of that grid unit and timing begins; the inverse of `place`."""
        i = self._at(grid * TICKS_PER_GRID)
        even = (grid + timing * GRID_PER_QUARTER) * TICKS_PER_GRID
        share = (even - self._ticks[i]) / (self._ticks[i + 1] - self._ticks[i])
        seconds = self._seconds[i] + share * (self._seconds[i + 1] - self._seconds[i])
        return max(0, round(self.tempo.tick(seconds + 1e-7)))
