"""Says in musical words what a melody net is about to choose: the moments of the codec `lead`."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np

from musegen_app.codecs.lead import (
    DURATION,
    DURATIONS,
    FIELDS,
    KIND,
    NO_VALUE,
    PITCH,
    PITCH_LOW,
    TO_BAR_END,
    Kind,
    LeadEvent,
    grid_of,
)
from musegen_app.codecs.lead_context import LeadContext
from musegen_app.codecs.lead_sheet import GRID_PER_QUARTER, TICKS_PER_GRID
from musegen_app.codecs.lead_tracker import LeadTracker
from musegen_app.sampling.frame import Frame
from musegen_app.sampling.steering.moment import Choices, Meanings, Moment, Sounded

_KINDS = Choices(strikes=np.array([1.0, 0.0, 0.0, np.nan]))  # NOTE, REST, HOLD, END
_LENGTHS = np.array([*DURATIONS, 0]) / GRID_PER_QUARTER

OFFERS = {KIND: frozenset({"strikes"}), DURATION: frozenset({"length", "wait"}), PITCH: frozenset({"pitch"})}


class LeadMoments:
    """Makes the moments of one take; `end` is the grid position where what is written ends."""

    def __init__(self, context: LeadContext, frame: Frame, end: int) -> None:
        self._context = context
        self._frame = frame
        self._beat = frame.pulse / GRID_PER_QUARTER
        self._origin = frame.origin_tick / (TICKS_PER_GRID * GRID_PER_QUARTER)
        self._pitches = Choices(pitch=np.arange(FIELDS[PITCH].size, dtype=float) + PITCH_LOW + context.anchor)
        self._starts = [c.start for c in context.chords]
        self._chords = [frozenset(c.chord.pitch_classes) if c.chord else None for c in context.chords]
        rests = {s.start for s in context.sections} | ({context.length} if context.length else set())
        self._rests = sorted(r for r in rests if r <= end)
        self._end = end
        self._line: list[Sounded] = []
        self._heard: list[LeadEvent] = []

    def of(self, tracker: LeadTracker, field: int, kind: int, duration: int) -> Moment:
        """What is to be said of `field` of the tracker's next event; NO_VALUE: not drawn yet."""
        at, bar = tracker.position, tracker.metre.bar
        left, ends = self._section(at)
        return Moment(
            tick=self._frame.tick(at),
            time=self._time(at),
            place=tracker.metre.place(at) / GRID_PER_QUARTER,
            bar=bar / GRID_PER_QUARTER,
            beat=self._beat,
            choices=self._choices(field, kind, tracker.to_bar_end),
            key=self._context.key,
            chord=self._chord(at),
            line=self._melody(tracker),
            section_left=left,
            ends=ends,
            length=float("nan") if duration == NO_VALUE else grid_of(duration, tracker.to_bar_end) / GRID_PER_QUARTER,
        )

    def _time(self, grid: int) -> float:
        return self._origin + grid / GRID_PER_QUARTER

    def _choices(self, field: int, kind: int, to_bar_end: int) -> Choices:
        if field == KIND:
            return _KINDS
        if field != DURATION:
            return self._pitches
        lengths: Meanings = _LENGTHS.copy()
        lengths[TO_BAR_END] = to_bar_end / GRID_PER_QUARTER
        return Choices(length=lengths if kind == Kind.NOTE else None, wait=lengths)

    def _chord(self, at: int) -> frozenset[int] | None:
        i = bisect_right(self._starts, at) - 1
        return self._chords[i] if i >= 0 else None

    def _section(self, at: int) -> tuple[float, bool]:
        """Quarters to the next place of rest or to the end of the take, and whether it is a rest."""
        i = bisect_right(self._rests, at)
        if i < len(self._rests):
            return (self._rests[i] - at) / GRID_PER_QUARTER, True
        return (self._end - at) / GRID_PER_QUARTER, False

    def _melody(self, tracker: LeadTracker) -> list[Sounded]:
        """The notes so far. One more event is the usual case; after going back all is gathered again."""
        events, heard = tracker.events, self._heard
        if events and len(events) == len(heard) + 1 and (not heard or events[-2] is heard[-1]):
            self._hear(events[-1], tracker.position, tracker)
        elif len(events) != len(heard) or (events and events[-1] is not heard[-1]):
            self._line = [Sounded(self._time(n.start), n.duration / GRID_PER_QUARTER, n.pitch) for n in tracker.notes()]
            self._heard = list(events)
        return self._line

    def _hear(self, event: LeadEvent, until: int, tracker: LeadTracker) -> None:
        """The last `event` ended at grid `until`. Its length is what is left of it since the last one."""
        self._heard.append(event)
        if event.kind is Kind.NOTE:
            start = tracker.last_start
            self._line.append(
                Sounded(self._time(start), (until - start) / GRID_PER_QUARTER, tracker.midi_pitch(event.pitch))
            )
        elif event.kind is Kind.HOLD and self._line:
            last = self._line[-1]
            self._line[-1] = last._replace(length=self._time(until) - last.start)
