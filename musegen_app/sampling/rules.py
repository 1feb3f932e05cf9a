"""What must not be drawn whatever the net says: hard edges of the request, and bans while a collapse is mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from musegen_app.codecs.lead import DURATION, DURATIONS, FIELDS, KIND, PITCH, PITCH_LOW, TO_BAR_END, Kind, grid_of
from musegen_app.codecs.lead_tracker import LeadTracker
from musegen_app.sampling.standing import Standing

Mask = npt.NDArray[np.bool_]
_LENGTHS = np.array(DURATIONS)


@dataclass(frozen=True, slots=True)
class Rules:
    """`start` and `end` on the grid: nothing before `start` may be held on, nothing may pass `end`.

    `pitches` is the range of pitch values of the part's register (inclusive). Register and bans are wishes: where
    they would leave nothing, they give way. END is never drawn: a continuation has exactly the length asked for.

    For a variation: `stood` names the pitch value that stood at a position (a wish: not that one again), `contour` the
    way to go there from the note before (-1, 0, 1) and the values from which the notes to come can go theirs.
    `standing` are the notes of the track that stay, in grid units: nothing new meets them on their pitch; `extents`
    from where to where a note at a position sounds, if that is not as long as it is drawn. `joins`: the pitches lead to
    the next known note (see `sampling.bridge`).
    """

    start: int
    end: int
    pitches: tuple[int, int] = (0, FIELDS[PITCH].size - 1)
    banned_kinds: frozenset[int] = frozenset()
    banned_pitches: frozenset[int] = frozenset()
    stood: Mapping[int, int] = field(default_factory=dict)
    contour: Mapping[int, tuple[int, Mask]] = field(default_factory=dict)
    joins: bool = False
    standing: Standing = field(default_factory=Standing)
    extents: Mapping[int, tuple[float, float]] = field(default_factory=dict)

    def allowed(self, field: int, tracker: LeadTracker, wishes: bool = True) -> Mask:
        """The values of `field` that may be drawn next, at least one; without `wishes` all that are possible."""
        hard = tracker.legal(field) & self._edges(field, tracker)
        if not hard.any():
            hard = tracker.legal(field)
        wished = hard & self._wishes(field, tracker.position) if wishes else hard
        return wished if wished.any() else hard

    def clear(self, mask: Mask, tracker: LeadTracker, duration: int) -> Mask:
        """Of these pitch values those that meet no note that stays, lasting for the value `duration`; all if none would
        be left."""
        at, free = tracker.position, mask.copy()
        low, high = self.extents.get(at, (at, at))
        for pitch in self.standing.sounding(min(low, at), max(high, at + grid_of(duration, tracker.to_bar_end))):
            value = pitch - tracker.context.anchor - PITCH_LOW
            if 0 <= value < len(free):
                free[value] = False
        return free if free.any() else mask

    def _edges(self, field: int, tracker: LeadTracker) -> Mask:
        mask = np.ones(FIELDS[field].size, bool)
        if field == KIND:
            mask[Kind.END] = False
            mask[Kind.HOLD] = tracker.position > self.start and not self._meets(tracker)
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

    def _meets(self, tracker: LeadTracker) -> bool:
        """Would the last note, held on to the end of the bar, meet one that stays?"""
        at = tracker.position
        stays = self.standing.sounding(at, at + tracker.to_bar_end)
        last = next((e.pitch for e in reversed(tracker.events) if e.kind is Kind.NOTE), None)
        return bool(stays) and last is not None and last + tracker.context.anchor + PITCH_LOW in stays

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
