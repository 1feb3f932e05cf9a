"""Which values of a field may come next: inside the piece, in order, and never against what is given.

Masks are hard and never empty. They are the only thing that makes given notes exact: no value is changed afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from musegen_app.codecs.pop import (
    CHORD,
    DURATION,
    END,
    FIELDS,
    NEXT,
    ONSET,
    PART,
    PITCH,
    PITCH_LOW,
    PITCH_SIZE,
    Part,
)
from musegen_app.codecs.pop_context import CHORD_ROW
from musegen_app.codecs.pop_features import PARTS
from musegen_app.codecs.pop_tracker import PopTracker

Mask = NDArray[np.bool_]
MOST_TOGETHER = 7  # notes of one part at one moment


def legal(tracker: PopTracker, field: int, chosen: Sequence[int] = ()) -> Mask:
    """Mask of the values of `field`, given the values of the fields before it (one per field, NO_VALUE: not drawn)."""
    look = _Look(tracker)
    mask = np.zeros(FIELDS[field].size, bool)
    if field == ONSET:
        mask[look.onsets()] = True
    elif field == CHORD:
        mask[look.chords()] = True
    elif field == PART:
        mask[look.parts(chosen[ONSET])] = True
    elif field == PITCH:
        mask[look.pitches(chosen[ONSET], chosen[PART])] = True
    else:
        mask[look.given_value(field, chosen)] = True
    return mask


def may_enter(tracker: PopTracker, part: int) -> bool:
    """Can a note of `part` begin in what is left of this half bar?"""
    look = _Look(tracker)
    return any(part in look.parts(onset) for onset in look.onsets() if onset < NEXT)


class _Look:
    """A tracker's surroundings at one moment."""

    def __init__(self, tracker: PopTracker) -> None:
        self.tracker, self.lane = tracker, tracker.lane
        notes = tracker.lane.notes
        index = int(tracker.lane.orders.searchsorted(tracker.order, side="right")) if len(notes) else 0
        self.given: tuple[int, ...] | None = tuple(notes[index].tolist()) if index < len(notes) else None

    def onsets(self) -> list[int]:
        tracker, line = self.tracker, self._line()
        if not tracker.chords:
            return [NEXT]
        ahead = tracker.half_end - tracker.position
        if self.given is not None and self.given[0] < tracker.half_end:
            ahead = self.given[0] - tracker.position + 1
            line = []
        return [onset for onset in range(ahead) if self.parts(onset)] + line

    def _line(self) -> list[int]:
        """What may follow at the end of this half bar."""
        length, at = self.tracker.context.length, self.tracker.half_end
        if length is not None:
            return [END] if at >= length else [NEXT]
        return [NEXT, END] if self.given is None and at % self.tracker.context.bar == 0 else [NEXT]

    def chords(self) -> list[int]:
        number, closed = len(self.tracker.chords), self.lane.closed[CHORD_ROW]
        at = self.tracker.half_end
        if number < len(self.lane.chords) and self.lane.chords[number] >= 0:
            return [int(self.lane.chords[number])]
        return [0] if at < len(closed) and closed[at] else list(range(FIELDS[CHORD].size))

    def parts(self, onset: int) -> list[int]:
        return [part for part in PARTS if self._room(onset, part)]

    def _room(self, onset: int, part: int) -> bool:
        """May a note of `part` begin `onset` sixteenths on?"""
        at = self.tracker.position + onset
        if onset == 0 and not self._after_last(part):
            return False
        here = self.given if self.given is not None and self.given[0] == at else None
        if here is not None and part >= here[1]:
            return part == here[1]
        return not self._closed(part, at) and bool(self._free_pitches(onset, part))

    def _after_last(self, part: int) -> bool:
        last = self.tracker.events[-1][PART]
        if part != last:
            return part > last
        full = part == Part.LEAD or self.tracker.together >= MOST_TOGETHER
        here = self.given is not None and self.given[:2] == (self.tracker.position, part)
        return here or not full

    def _closed(self, part: int, at: int) -> bool:
        closed = self.lane.closed[part]
        return at < len(closed) and bool(closed[at])

    def _free_pitches(self, onset: int, part: int) -> range:
        """Pitch values inside MIDI's range that keep notes of one moment rising."""
        anchor = self.tracker.context.anchor
        low, high = max(0, -PITCH_LOW - anchor), min(PITCH_SIZE, 128 - PITCH_LOW - anchor)
        last = self.tracker.events[-1]
        if onset == 0 and last[PART] == part:
            low = max(low, last[PITCH] + 1)
        return range(low, high)

    def pitches(self, onset: int, part: int) -> list[int]:
        at = self.tracker.position + onset
        free = self._free_pitches(onset, part)
        if self.given is None or self.given[:2] != (at, part):
            return list(free)
        given = self.given[2]
        if self._closed(part, at) or part == Part.LEAD or given not in free:
            return [given]
        return [pitch for pitch in free if pitch <= given]

    def given_value(self, field: int, chosen: Sequence[int]) -> list[int]:
        """Length or velocity: that of the given note, if this is it."""
        at = self.tracker.position + chosen[ONSET]
        if self.given is not None and self.given[:3] == (at, chosen[PART], chosen[PITCH]):
            return [self.given[3 if field == DURATION else 4]]
        return list(range(FIELDS[field].size))
