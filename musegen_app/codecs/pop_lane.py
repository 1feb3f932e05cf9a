"""The constraint lane of a pop request: given notes and chord symbols, ahead of the event that is being drawn.

A cell is a given note or the given chord of a half bar. A net reads the cells from the end backwards; what the next
ones are is also told plainly in the event's last columns. A part that is *closed* somewhere has there what the lane
holds and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from musegen_app.codecs.pop import CHORDS, DURATIONS, NEXT, PITCH_SIZE, Part, note_value
from musegen_app.codecs.pop_context import CHORD_ROW, PopContext
from musegen_app.codecs.pop_features import LANE_WIDTH, PARTS, PLACES, STEPS

Ints = NDArray[np.int64]

CELL_SIZES = (2 + len(PARTS), 2 + len(STEPS), 1 + PLACES, 1 + PITCH_SIZE, 1 + CHORDS, 1 + len(DURATIONS))
CELL_WIDTH = len(CELL_SIZES)  # kind (part or chord), gap to the next, place, pitch, chord, duration
CELL_PITCH, CELL_CHORD = 3, 4
CHORD_CELL = 1 + CHORD_ROW
_EDGES = np.array(STEPS[1:])
BEFORE_ALL = -1  # the order of "nothing yet"


def order_of(start: int, part: int = -1, pitch: int = 0) -> int:
    """A number that sorts moments as events do: by time, half bar before notes, by part, from low to high.

    `part` -1: the half bar that begins at `start`. The lead has one note a moment, whatever its pitch.
    """
    return (start * 4 + part + 1) * 128 + (0 if part <= Part.LEAD else pitch + 1)


def buckets(grid: Ints) -> Ints:
    """1 + the bin of each distance ≥ 0 in sixteenths."""
    return 1 + np.searchsorted(_EDGES, grid, side="right").astype(np.int64)


@dataclass(frozen=True)
class Lane:
    """`notes` (n, 5): start, part, pitch, duration, velocity values, in order. `chords`: the given chord value of each
    half bar, -1 where none is given. `closed` (4, steps): each part, then the chord symbols. Nothing is given past
    the end of the arrays."""

    notes: Ints
    chords: Ints
    closed: NDArray[np.bool_]
    half: int

    @staticmethod
    def of(context: PopContext) -> Lane:
        values = {v[:3]: v for v in (note_value(n, context.anchor) for n in context.notes)}
        ordered = sorted(values.values(), key=lambda v: order_of(*v[:3]))
        chords = dict(context.chords)
        ends = [c.end for c in context.closed]
        halves = max([-1, *chords, *(-(-e // context.half) - 1 for e in ends)]) + 1
        closed = np.zeros((CHORD_ROW + 1, halves * context.half), bool)
        for stretch in context.closed:
            closed[stretch.part, max(0, stretch.start) : stretch.end] = True
        given = np.array([chords.get(h, -1) for h in range(halves)], np.int64)
        return Lane(np.array(ordered, np.int64).reshape(-1, 5), given, closed, context.half)

    @cached_property
    def empty(self) -> bool:
        return not len(self.notes) and not self.closed.any()

    @cached_property
    def orders(self) -> Ints:
        """The order of each note."""
        start, part, pitch = self.notes[:, 0], self.notes[:, 1], self.notes[:, 2]
        return (start * 4 + part + 1) * 128 + np.where(part == Part.LEAD, 0, pitch + 1)

    @cached_property
    def _by_part(self) -> list[tuple[Ints, Ints]]:
        """The notes of each part and their orders."""
        own = (self.notes[:, 1] == part for part in PARTS)
        return [(self.notes[rows], self.orders[rows]) for rows in own]

    def cells(self) -> tuple[Ints, Ints]:
        """What the lane net reads, (cells, CELL_WIDTH), and the order of each cell."""
        given = np.flatnonzero(self.chords >= 0)
        starts = np.concatenate([given * self.half, self.notes[:, 0]])
        orders = np.concatenate([given * self.half * 4 * 128, self.orders])
        rows = np.zeros((len(starts), CELL_WIDTH), np.int64)
        rows[:, 2] = 1 + starts % (2 * self.half) % PLACES
        rows[: len(given), 0], rows[: len(given), CELL_CHORD] = CHORD_CELL, 1 + self.chords[given]
        rows[len(given) :, 0], rows[len(given) :, CELL_PITCH] = 1 + self.notes[:, 1], 1 + self.notes[:, 2]
        rows[len(given) :, 5] = 1 + self.notes[:, 3]
        sequence = np.argsort(orders, kind="stable")
        rows, starts = rows[sequence], starts[sequence]
        rows[:-1, 1] = buckets(np.diff(starts))
        return rows, orders[sequence]

    def columns(self, orders: Ints, positions: Ints, half_ends: Ints) -> Ints:
        """The last columns of an event's features, (n, LANE_WIDTH), for events that come after `orders`.

        `positions`: when the event before began; `half_ends`: when the half bar ends that it lies in.
        """
        out = np.zeros((len(positions), LANE_WIDTH), np.int64)
        if self.empty:
            return out
        for part in PARTS:
            out[:, 3 * part : 3 * part + 3] = self._part(part, orders, positions)
        out[:, 3 * CHORD_ROW] = 1 + self._is_closed(CHORD_ROW, half_ends)
        out[:, 10] = 1 + self._chord(half_ends // self.half)
        out[:, 11] = 1 + self._chord(half_ends // self.half + 1)
        out[:, 12:] = self._next(orders, positions, half_ends)
        return out

    def _part(self, part: Part, orders: Ints, positions: Ints) -> Ints:
        notes, own = self._by_part[part]
        index = np.searchsorted(own, orders, side="right")
        there = index < len(notes)
        out = np.zeros((len(positions), 3), np.int64)
        out[:, 0] = 1 + self._is_closed(part, positions)
        out[there, 1] = buckets(notes[index[there], 0] - positions[there])
        out[there, 2] = 1 + notes[index[there], 2]
        return out

    def _next(self, orders: Ints, positions: Ints, half_ends: Ints) -> Ints:
        index = np.searchsorted(self.orders, orders, side="right")
        out = np.zeros((len(positions), 5), np.int64)
        none_left = self._is_closed(0, positions) & self._is_closed(1, positions) & self._is_closed(2, positions)
        out[none_left, 0] = 1 + NEXT
        there = index < len(self.notes)
        there[there] = self.notes[index[there], 0] < half_ends[there]
        out[there] = 1 + self.notes[index[there]]
        out[there, 0] -= positions[there]
        return out

    def _is_closed(self, row: int, at: Ints) -> NDArray[np.bool_]:
        inside = at < self.closed.shape[1]
        if not self.closed.shape[1]:
            return np.zeros(len(at), bool)
        return np.asarray(inside & self.closed[row, np.where(inside, at, 0)])

    def _chord(self, halves: Ints) -> Ints:
        inside = halves < len(self.chords)
        return np.where(inside, self.chords[np.where(inside, halves, 0)], -1) if len(self.chords) else halves * 0 - 1
