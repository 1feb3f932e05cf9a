"""Ticks, frames and the exact arithmetic between them; the clock that tests and exports turn by hand.

Time is counted in *units*: 960,000,000 to the frame, so that a tick of any whole tempo at any whole sample rate
is a whole number of units. Nothing is ever rounded but the final step to a frame, and a loop never drifts.
"""

from __future__ import annotations

from bisect import bisect_right

import numpy as np

from musegen_app.engine.protocols import Block, Render
from musegen_app.score.time import TICKS_PER_QUARTER, TempoMap

UNITS_PER_FRAME = TICKS_PER_QUARTER * 1_000_000


class Timeline:
    """A tempo map at a sample rate. Immutable."""

    def __init__(self, tempo: TempoMap, sample_rate: int) -> None:
        self.sample_rate = sample_rate
        self._ticks: list[int] = []
        self._units: list[int] = []
        self._slopes: list[int] = []  # units per tick
        units, last_tick, slope = 0, 0, 0
        for change in tempo.changes:
            units += (change.tick - last_tick) * slope
            last_tick, slope = change.tick, max(1, change.us_per_quarter) * sample_rate
            self._ticks.append(change.tick)
            self._units.append(units)
            self._slopes.append(slope)

    def units(self, tick: int) -> int:
        """Units from tick 0 to `tick`."""
        i = max(0, bisect_right(self._ticks, tick) - 1)
        return self._units[i] + (tick - self._ticks[i]) * self._slopes[i]

    def tick_at(self, units: int) -> int:
        """The last tick at or before `units`."""
        i = max(0, bisect_right(self._units, units) - 1)
        return self._ticks[i] + (units - self._units[i]) // self._slopes[i]

    def frames_to(self, units: int, tick: int, step: int = UNITS_PER_FRAME) -> int:
        """Frames from the place `units` to the first frame not before `tick`, at `step` units a frame."""
        return -((units - self.units(tick)) // step)

    def slope_at(self, units: int) -> int:
        """Units per tick at the place `units`."""
        return self._slopes[max(0, bisect_right(self._units, units) - 1)]

    def moved(self, units: int, other: Timeline) -> int:
        """The place `units` of this timeline as one of `other`: the same tick and the same part of a tick."""
        tick = self.tick_at(units)
        part = units - self.units(tick)
        length = self.units(tick + 1) - self.units(tick)
        return other.units(tick) + part * (other.units(tick + 1) - other.units(tick)) // length


class ManualClock:
    """Asks `render` for blocks only when told to: the clock of tests and of the offline twin."""

    def __init__(self, render: Render, block_frames: int = 256, sample_rate: int = 48_000) -> None:
        self.frame = 0
        self._render = render
        self._block_frames = block_frames
        self._sample_rate = sample_rate

    @property
    def at_ns(self) -> int:
        """The clock's time: exactly what the frames so far last."""
        return self.frame * 1_000_000_000 // self._sample_rate

    def block(self, frames: int = 0) -> Block:
        """The next block (0: of the usual length)."""
        block = np.zeros((frames or self._block_frames, 2), np.float32)
        self._render(block, self.at_ns)
        self.frame += len(block)
        return block

    def advance(self, frames: int) -> Block:
        """`frames` frames in usual blocks, as one array."""
        whole, rest = divmod(frames, self._block_frames)
        blocks = [self.block() for _ in range(whole)] + ([self.block(rest)] if rest else [])
        return np.concatenate(blocks) if blocks else np.zeros((0, 2), np.float32)
