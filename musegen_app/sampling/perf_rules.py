"""What must not be drawn for a piano take whatever the net says: keys that are held, hands that do not exist, notes
that are fixed, and the edges of the request."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from musegen_app.codecs.perf import (
    DURATION,
    DURATIONS,
    END,
    FIELDS,
    FIRST_KEY,
    GAP,
    GAPS,
    GRID_PER_QUARTER,
    PEDAL_DOWN,
    PEDAL_UP,
    TIMING,
    TIMINGS,
    VALUE,
    WAIT,
    PerfEvent,
    is_key,
    key_pitch,
    key_value,
    waits,
)
from musegen_app.codecs.perf_tracker import PerfTracker
from musegen_app.sampling.standing import Standing

Mask = npt.NDArray[np.bool_]
NEAR = 2 * round(TIMINGS[-1] * GRID_PER_QUARTER) + 1  # grid units within which timing could change the order
MOST_AT_ONCE = 10  # keys of one onset: two hands
MOST_HELD = 12  # keys held together; 99.9 % of the notes of real pieces are struck with fewer
_GAPS, _DURATIONS = np.array(GAPS), np.array(DURATIONS)
_TIMINGS = np.array(TIMINGS) * GRID_PER_QUARTER


@dataclass(frozen=True, slots=True)
class Fixed:
    """A note that stands already: where, its value, and the event that it is (its gap is not used)."""

    start: int
    event: PerfEvent

    @property
    def place(self) -> tuple[int, int]:
        return (self.start, self.event.value)


@dataclass(frozen=True, slots=True)
class PerfRules:
    """New events begin in [start, end) on the grid and do not ring on past `end`. `fixed` is sorted; nothing is struck
    instead of a fixed note, none is passed over. No timing leads before `earliest` (grid units).

    With `slots` new notes stand exactly where old ones were taken away: at each grid unit as many as it has duration
    values (which they keep with `keep_durations`). `retouched` are places of fixed notes whose
    velocity and timing are drawn, in the order in which they stand. `standing` are the notes of the written track that
    stay, in grid units with their timing."""

    start: int
    end: int
    fixed: tuple[Fixed, ...] = ()
    pedalled: bool = True
    earliest: float = 0.0
    slots: Mapping[int, tuple[int, ...]] | None = None
    keep_durations: bool = False
    retouched: frozenset[tuple[int, int]] = frozenset()
    standing: Standing = field(default_factory=Standing)
    _places: tuple[tuple[int, int], ...] = field(init=False, repr=False, default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", tuple(f.place for f in self.fixed))

    def next_fixed(self, tracker: PerfTracker) -> Fixed | None:
        """The first fixed note after the last event."""
        i = bisect_right(self._places, (tracker.position, tracker.last_value))
        return self.fixed[i] if i < len(self.fixed) else None

    def at(self, tracker: PerfTracker, gap: int, value: int) -> Fixed | None:
        """The fixed note that this gap and value lead to, if it is one."""
        place = (tracker.position + GAPS[gap], value)
        i = bisect_left(self._places, place)
        return self.fixed[i] if i < len(self.fixed) and self._places[i] == place else None

    def allowed(self, name: int, tracker: PerfTracker, chosen: Sequence[int], ends: dict[int, float]) -> Mask:
        """The values of a field that may be drawn next, given those `chosen` before it; at least one. `ends` says when
        (in grid units, timing included) each key was let go of."""
        if name == GAP:
            return self._gaps(tracker)
        at = tracker.position + GAPS[chosen[GAP]]
        if name == VALUE:
            return self._values(tracker, chosen[GAP], at)
        if name == DURATION:
            return self._durations(at, chosen[VALUE])
        if name == TIMING:
            return self._timings(tracker, at, chosen[VALUE], DURATIONS[chosen[DURATION]], ends)
        return np.ones(FIELDS[name].size, bool)

    def _gaps(self, tracker: PerfTracker) -> Mask:
        fixed = self.next_fixed(tracker)
        if self.slots is not None:
            return self._one_gap(tracker, self._next_stop(tracker, fixed) - tracker.position)
        room = _GAPS[-1] if fixed is None else fixed.start - tracker.position
        mask: Mask = (room >= _GAPS) & (min(self.start - tracker.position, _GAPS[-1]) <= _GAPS)
        if not mask.any():
            mask = room >= _GAPS
        if mask[1:].any() and not (fixed and fixed.start == tracker.position) and not self._more_here(tracker):
            mask[0] = False
        return mask

    def _one_gap(self, tracker: PerfTracker, way: int) -> Mask:
        """The gap that leads there, or the WAIT on the way."""
        mask = np.zeros(len(GAPS), bool)
        steps = waits(way)
        mask[steps[0].gap if steps else GAPS.index(way)] = True
        return mask

    def _next_stop(self, tracker: PerfTracker, fixed: Fixed | None) -> int:
        """Where the next note has to stand: here, at the next fixed note, at the next slot, or at the end."""
        assert self.slots is not None
        at = tracker.position
        if self._left(tracker) > 0 and self._more_here(tracker):
            return at
        stops = [s for s in self.slots if s > at]
        return min([self.end, *stops, *([fixed.start] if fixed else [])])

    def _left(self, tracker: PerfTracker) -> int:
        """How many of the slots at the onset of the last event are still to be filled."""
        assert self.slots is not None
        at, wanted = tracker.position, len(self.slots.get(tracker.position, ()))
        here = tracker.events[len(tracker.events) - _at_onset(tracker) :]
        return wanted - sum(is_key(e.value) and (at, e.value) not in self._places for e in here)

    def _more_here(self, tracker: PerfTracker) -> bool:
        """May anything more happen at the onset of the last event?"""
        if not tracker.events:
            return True
        return tracker.last_value < WAIT and bool(self._free(tracker, 0, tracker.position).any())

    def _values(self, tracker: PerfTracker, gap: int, at: int) -> Mask:
        mask = self._free(tracker, gap, at)
        fixed = self.next_fixed(tracker)
        if self.slots is not None:
            return self._values_in_slots(tracker, mask, fixed, gap, at)
        if fixed is not None and fixed.start == at:
            mask[fixed.event.value :] = False
            mask[fixed.event.value] = True
        elif GAPS[gap] > 0:
            mask[WAIT] = True
            mask[: WAIT if at < self.start else 0] = False
        if not mask.any():
            mask[tracker.last_value + 1 : WAIT] = True
        return mask

    def _values_in_slots(self, tracker: PerfTracker, free: Mask, fixed: Fixed | None, gap: int, at: int) -> Mask:
        assert self.slots is not None
        left = self._left(tracker) if GAPS[gap] == 0 else len(self.slots.get(at, ()))
        mask = free if left > 0 else np.zeros_like(free)
        if fixed is not None and fixed.start == at:
            mask[fixed.event.value :] = False
            mask[fixed.event.value] = True
        if not mask.any():
            mask[WAIT] = True
        return mask

    def _free(self, tracker: PerfTracker, gap: int, at: int) -> Mask:
        """Keys and pedals that may be drawn at grid `at`, fixed notes aside."""
        mask = np.zeros(END + 1, bool)
        held = tracker.held(at)
        here = _at_onset(tracker) if GAPS[gap] == 0 else 0
        if len(held) < MOST_HELD and here < MOST_AT_ONCE:
            mask[FIRST_KEY:WAIT] = True
            mask[list(held)] = False
            mask[[key_value(p) for p in self.standing.sounding(at, at + 1)]] = False
        if self.pedalled:
            mask[PEDAL_DOWN if not tracker.pedal_down else PEDAL_UP] = True
        if GAPS[gap] == 0 and tracker.events:
            mask[: tracker.last_value + 1] = False
        return mask

    def _durations(self, at: int, value: int) -> Mask:
        """Not past the end, not into the same key's next fixed note."""
        again = next((f.start for f in self.fixed if f.event.value == value and f.start > at), self.end)
        room = min(self.end, again, self.standing.next(key_pitch(value), at)) - at
        mask: Mask = room >= _DURATIONS
        mask[0] = True
        if self.slots is not None and self.keep_durations:
            kept = np.zeros_like(mask)
            kept[list(self.slots.get(at, ()))] = True
            mask = mask & kept if (mask & kept).any() else mask
        return mask

    def _timings(self, tracker: PerfTracker, at: int, value: int, duration: int, ends: dict[int, float]) -> Mask:
        """Not before the start or the key's release, not past the end nor into a note that stays."""
        pitch, places = key_pitch(value), at + _TIMINGS
        first = max(float(self.start), self.earliest, ends.get(value, -1.0), self.standing.last_end(pitch, at))
        first = max(first, struck_before(tracker, at)) if self.retouched else first
        latest = max(self.standing.next(pitch, at) - duration, at)
        mask: Mask = (places >= first) & (places < self.end) & (places <= latest)
        if not mask.any():
            mask[-1 if at < first else 0] = True
        return mask


def _at_onset(tracker: PerfTracker) -> int:
    """How much has happened at the onset of the last event."""
    return len(tracker.positions) - bisect_left(tracker.positions, tracker.position)


def struck_before(tracker: PerfTracker, at: int) -> float:
    """When the last key of an earlier onset was struck, timing included."""
    found = 0.0
    for event, place in zip(reversed(tracker.events), reversed(tracker.positions), strict=True):
        if place < at - NEAR:
            break
        if place < at and is_key(event.value) and event.timing >= 0:
            found = max(found, float(place + _TIMINGS[event.timing]))
    return found


def release(event: PerfEvent, at: int) -> float:
    """When the key of an event that happens at grid `at` is let go of, timing included."""
    timing = _TIMINGS[event.timing] if event.timing >= 0 else 0.0
    return float(at + timing + DURATIONS[event.duration]) if is_key(event.value) else 0.0
