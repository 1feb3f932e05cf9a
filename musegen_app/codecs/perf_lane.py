"""The constraint lane of the piano: notes that are fixed already, as the net sees them.

The lane net reads the cells backwards once a request and gives one vector a cell; an event looks at the vector of the
next cell. The next cell's distance, key and length are told plainly in the event's last columns, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musegen_app.codecs.perf import DURATIONS, END, PerfNote, duration_value, key_value, one_hand_each_key
from musegen_app.codecs.perf_features import DISTANCES, LANE_WIDTH

Ints = NDArray[np.int64]
KNOWN_HERE, KNOWN_LATER = 1, 2  # of the column `known_kind`: at the onset of the last event, or after it
CELL_SIZES = (2, 1 + len(DISTANCES), END + 2, 1 + len(DURATIONS))  # there, gap to the cell before, 1 + value, duration
CELL_WIDTH = len(CELL_SIZES)
LONGEST_LANE = 64  # cells; what lies farther away says nothing to a net that was trained with no more
_EDGES = np.array(DISTANCES[1:])


def buckets(grid: Ints) -> Ints:
    """1 + the bin of each distance ≥ 0 in grid units."""
    return 1 + np.searchsorted(_EDGES, grid, side="right").astype(np.int64)


@dataclass(frozen=True, slots=True)
class Lane:
    """Known notes by onset and key: onset on the grid, value, duration value."""

    starts: Ints
    values: Ints
    durations: Ints

    @staticmethod
    def of(notes: Sequence[PerfNote]) -> Lane:
        music = one_hand_each_key(notes)
        rows = [(n.start, key_value(n.pitch), duration_value(n.duration)) for n in music]
        return Lane(*np.array(rows, np.int64).reshape(-1, 3).T)

    @property
    def size(self) -> int:
        return len(self.starts)

    def next_index(self, positions: Ints, values: Ints) -> Ints:
        """The first cell after each event, given where it happened and its value (`size`: none)."""
        order = self.starts * (END + 2) + self.values
        return np.searchsorted(order, positions * (END + 2) + values, side="right").astype(np.int64)

    def columns(self, positions: Ints, values: Ints) -> Ints:
        """The last columns of the event after each given one: (n, LANE_WIDTH)."""
        index = self.next_index(positions, values)
        out = np.zeros((len(positions), LANE_WIDTH), np.int64)
        there = index < self.size
        at = index[there]
        away = self.starts[at] - positions[there]
        kind = np.where(away == 0, KNOWN_HERE, KNOWN_LATER)
        out[there] = np.stack([kind, buckets(away), 1 + self.values[at], 1 + self.durations[at]], axis=1)
        return out

    def cells(self) -> Ints:
        """What the lane net reads: (size, CELL_WIDTH)."""
        if not self.size:
            return np.zeros((0, CELL_WIDTH), np.int64)
        gaps = np.diff(self.starts, prepend=self.starts[:1])
        return np.stack([np.ones_like(gaps), buckets(gaps), 1 + self.values, 1 + self.durations], axis=1)
