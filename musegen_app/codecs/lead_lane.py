"""The constraint lane: the cells of a piece that are already fixed, as the net sees them.

The lane net reads the cells backwards once per request and gives one vector per cell; an event looks at the vector
of the next cell. What that next cell is, and how far away, is also told plainly in the event's last columns.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musegen_app.codecs.lead import Metre, pitch_value
from musegen_app.codecs.lead_context import KnownNote
from musegen_app.codecs.lead_features import DISTANCES, LANE_WIDTH, PITCHES, PLACES

Ints = NDArray[np.int64]

KNOWN_NOTE, KNOWN_RHYTHM, KNOWN_REST = 2, 3, 4  # values of the columns `known_kind` and of a cell's kind
CELL_SIZES = (5, 2 + len(DISTANCES), 1 + len(DISTANCES), 1 + PLACES, PITCHES)  # kind, duration, gap, place, pitch
CELL_WIDTH = len(CELL_SIZES)
_EDGES = np.array(DISTANCES[1:])


def buckets(grid: Ints) -> Ints:
    """1 + the bin of each distance ≥ 0 in grid units."""
    return 1 + np.searchsorted(_EDGES, grid, side="right").astype(np.int64)


@dataclass(frozen=True, slots=True)
class Lane:
    """The known cells as arrays, in order: start and end on the grid, kind, 1 + pitch value (0 none)."""

    starts: Ints
    ends: Ints
    kinds: Ints
    pitches: Ints

    @staticmethod
    def of(known: tuple[KnownNote, ...], anchor: int) -> Lane:
        def kind(cell: KnownNote) -> int:
            return KNOWN_REST if cell.rest else KNOWN_RHYTHM if cell.pitch is None else KNOWN_NOTE

        def pitch(cell: KnownNote) -> int:
            return 0 if cell.pitch is None or cell.rest else 1 + pitch_value(cell.pitch, anchor)

        rows = np.array([(c.start, c.start + c.duration, kind(c), pitch(c)) for c in known], np.int64).reshape(-1, 4)
        return Lane(*rows.T)

    @property
    def size(self) -> int:
        return len(self.starts)

    def next_index(self, positions: Ints) -> Ints:
        """For each position the first cell that ends after it (`size`: none)."""
        return np.searchsorted(self.ends, positions, side="right").astype(np.int64)

    def columns(self, positions: Ints) -> Ints:
        """The last columns of an event's features at each position: (n, LANE_WIDTH)."""
        index = self.next_index(positions)
        out = np.zeros((len(positions), LANE_WIDTH), np.int64)
        there = index < self.size
        at = index[there]
        away = np.maximum(self.starts[at] - positions[there], 0)
        left = self.ends[at] - np.maximum(self.starts[at], positions[there])
        out[there] = np.stack([self.kinds[at], buckets(away), buckets(left), self.pitches[at]], axis=1)
        return out

    def cells(self, metre: Metre) -> Ints:
        """What the lane net reads: (size, CELL_WIDTH)."""
        if not self.size:
            return np.zeros((0, CELL_WIDTH), np.int64)
        gaps = np.append(self.starts[1:] - self.ends[:-1], DISTANCES[-1])
        places = 1 + np.minimum((self.starts - metre.pickup) % metre.bar, PLACES - 1)
        return np.stack([self.kinds, buckets(self.ends - self.starts), buckets(gaps), places, self.pitches], axis=1)


class NextKnown:
    """The hard side of the lane: which cell a position lies in or before. Used by the masks."""

    def __init__(self, lane: Lane) -> None:
        self._starts = lane.starts.tolist()
        self._ends = lane.ends.tolist()
        self._kinds = lane.kinds.tolist()
        self._pitches = lane.pitches.tolist()

    def cell(self, position: int) -> tuple[int, int, int, int] | None:
        """(start, end, kind, 1 + pitch value) of the first cell that ends after `position`."""
        i = bisect_right(self._ends, position)
        if i == len(self._ends):
            return None
        return self._starts[i], self._ends[i], self._kinds[i], self._pitches[i]

    def ends_at(self, position: int) -> bool:
        """Does a fixed cell end exactly here (so that nothing may prolong it)?"""
        i = bisect_right(self._ends, position) - 1
        return i >= 0 and self._ends[i] == position
