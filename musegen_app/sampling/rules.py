"""What must not be drawn whatever the net says: hard edges of the request, and bans while a collapse is mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from musegen_app.codecs.lead import DURATION, DURATIONS, FIELDS, KIND, PITCH, TO_BAR_END, Kind
from musegen_app.codecs.lead_tracker import LeadTracker

Mask = npt.NDArray[np.bool_]
_LENGTHS = np.array(DURATIONS)


@dataclass(frozen=True, slots=True)
class Rules:
    """`start` and `end` on the grid: nothing before `start` may be held on, nothing may pass `end`.

    `pitches` is the range of pitch values of the part's register (inclusive). Register and bans are wishes: where
    they would leave nothing, they give way. END is never drawn: a continuation has exactly the length asked for.

    For a variation: `stood` names the pitch value that stood at a position (a wish: not that one again), `contour` the
    way to go there from the note before (-1, 0, 1) and the values from which the notes to come can go theirs.
    `joins`: the pitches lead to the next known note (see `sampling.bridge`).
    """

    start: int
    end: int
    pitches: tuple[int, int] = (0, FIELDS[PITCH].size - 1)
    banned_kinds: frozenset[int] = frozenset()
    banned_pitches: frozenset[int] = frozenset()
    stood: Mapping[int, int] = field(default_factory=dict)
    contour: Mapping[int, tuple[int, Mask]] = field(default_factory=dict)
    joins: bool = False

    def allowed(self, field: int, tracker: LeadTracker, wishes: bool = True) -> Mask:
        """The values of `field` that may be drawn next, at least one; without `wishes` all that are possible."""
        hard = tracker.legal(field) & self._edges(field, tracker)
        if not hard.any():
            hard = tracker.legal(field)
        wished = hard & self._wishes(field, tracker.position) if wishes else hard
        return wished if wished.any() else hard

    def _edges(self, field: int, tracker: LeadTracker) -> Mask:
        mask = np.ones(FIELDS[field].size, bool)
        if field == KIND:
            mask[Kind.END] = False
            mask[Kind.HOLD] = tracker.position > self.start
        elif field == DURATION:
            room = max(1, self.end - tracker.position)
            mask[:TO_BAR_END] = room >= _LENGTHS
            mask[TO_BAR_END] = tracker.to_bar_end <= room
        elif tracker.position in self.contour:
            mask &= self._contour(tracker)
        return mask

    def _contour(self, tracker: LeadTracker) -> Mask:
        """The pitch values that move the way the old note did."""
        way, values = self.contour[tracker.position]
        last = next((e.pitch for e in reversed(tracker.events) if e.kind is Kind.NOTE), None)
        return values if last is None else values & (np.sign(np.arange(len(values)) - last) == way)

    def _wishes(self, field: int, position: int) -> Mask:
        mask = np.ones(FIELDS[field].size, bool)
        if field == KIND:
            mask[list(self.banned_kinds)] = False
        elif field == PITCH:
            mask[: self.pitches[0]] = False
            mask[self.pitches[1] + 1 :] = False
            mask[list(self.banned_pitches)] = False
            if position in self.stood:
                mask[self.stood[position]] = False
        return mask
