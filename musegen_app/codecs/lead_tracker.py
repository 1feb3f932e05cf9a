"""Follows a piece event by event and says what the net may know before the next one.

The only place where the lead net's inputs are computed: training pushes whole tunes through it, the sampler pushes
event by event. Torch-free; about 30 µs per event.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musegen_app.codecs.lead import (
    DURATION,
    DURATIONS,
    FIELDS,
    KIND,
    NO_VALUE,
    PITCH_LOW,
    PITCH_SIZE,
    TO_BAR_END,
    Kind,
    LeadEvent,
    duration_of,
    grid_of,
)
from musegen_app.codecs.lead_context import LeadContext
from musegen_app.codecs.lead_features import (
    BACK_BEGINS,
    BACK_GOES_ON,
    BACK_NOT_YET,
    BACK_START,
    BACK_WIDTH,
    COUNT_BINS,
    INDEX,
    LANE_START,
    LOOK_BACK_BARS,
    LOOK_BACKS,
    WIDTH,
)
from musegen_app.codecs.lead_form import FormMap
from musegen_app.codecs.lead_lane import KNOWN_REST, Ints, Lane, NextKnown
from musegen_app.codecs.lead_sheet import LeadChord, LeadNote

_LAST_KIND, _LAST_DURATION = INDEX["last_kind"], INDEX["last_duration"]
_LAST_PITCH, _PITCH_BEFORE = INDEX["last_pitch"], INDEX["pitch_before"]
_UNKNOWN = (0, 0, 0, 0)
_NOT_YET = (BACK_NOT_YET, 0, 0, 0)
_NO_COUNTS = (0,) * len(LOOK_BACKS)


@dataclass(frozen=True, slots=True)
class LeadMark:
    """A tracker's state at one moment; restores into any tracker of the same context."""

    position: int
    events: tuple[LeadEvent, ...]
    starts: tuple[int, ...]
    pitches: tuple[int, ...]
    before: tuple[int, ...]
    copied: tuple[int, ...]
    rhythm_copied: tuple[int, ...]


class LeadTracker:
    """`push` what happened, read `features`, draw a field among `legal` values, push again.

    `position` is the grid unit at which the next event begins; `done` after END. `events` is the history.
    """

    def __init__(self, context: LeadContext) -> None:
        self.context = context
        self.metre = context.metre
        self.lane = Lane.of(context.lane, context.anchor)
        self._form = FormMap(context)
        self._known = NextKnown(self.lane)
        self._back: list[tuple[int, int, int, int]] | None = None
        self.restore(LeadMark(0, (), (), (), (), _NO_COUNTS, _NO_COUNTS))

    # ---- following

    @property
    def done(self) -> bool:
        return bool(self.events) and self.events[-1].kind is Kind.END

    @property
    def to_bar_end(self) -> int:
        """Grid units from `position` to the next bar line."""
        return self.metre.to_bar_end(self.position)

    @property
    def last_start(self) -> int:
        """Where the last event began; there must be one."""
        return self._starts[-1]

    def push(self, event: LeadEvent) -> None:
        """One event happened at `position`."""
        self._count_copies(event)
        note = self._last_note()
        self.events.append(event)
        self._starts.append(self.position)
        self._before.append(note)
        self._pitches.append(event.pitch if event.kind is Kind.NOTE else note if event.kind is Kind.HOLD else NO_VALUE)
        self._back = None
        if event.kind is not Kind.END:
            self.position += grid_of(event.duration, self.to_bar_end)

    def snapshot(self) -> LeadMark:
        return LeadMark(
            self.position,
            tuple(self.events),
            tuple(self._starts),
            tuple(self._pitches),
            tuple(self._before),
            tuple(self._copied),
            tuple(self._rhythm_copied),
        )

    def restore(self, mark: LeadMark) -> None:
        self.position = mark.position
        self.events: list[LeadEvent] = list(mark.events)
        self._starts = list(mark.starts)
        self._pitches = list(mark.pitches)  # pitch value sounding in each event, NO_VALUE in silence
        self._before = list(mark.before)  # pitch value of the last note before each event
        self._copied = list(mark.copied)
        self._rhythm_copied = list(mark.rhythm_copied)
        self._back = None

    def set_chords(self, chords: tuple[LeadChord, ...]) -> None:
        """Use these chords from now on (they may be written while the melody is)."""
        self._form.set_chords(chords)

    def notes(self) -> list[LeadNote]:
        """The melody so far; its last note may still be held on."""
        notes: list[LeadNote] = []
        ends = [*self._starts[1:], self.position]
        for event, start, end in zip(self.events, self._starts, ends, strict=True):
            if event.kind is Kind.NOTE:
                notes.append(LeadNote(start, end - start, self.midi_pitch(event.pitch)))
            elif event.kind is Kind.HOLD and notes:
                notes[-1] = LeadNote(notes[-1].start, end - notes[-1].start, notes[-1].pitch)
        return notes

    def midi_pitch(self, value: int) -> int:
        return value + PITCH_LOW + self.context.anchor

    # ---- what the net may know

    @property
    def lane_index(self) -> int:
        """Row of the lane vectors that belongs to the next event; `lane.size` = past the last known cell."""
        return int(self.lane.next_index(np.array([self.position]))[0])

    def features(self) -> Ints:
        """The inputs of the next event: WIDTH integers, see `lead_features.COLUMNS`."""
        row = [0] * WIDTH
        self._form.fill(row, self.position)
        self._fill_past(row)
        if self.context.look_back:
            self._fill_back(row)
        out = np.array(row, np.int64)
        if self.lane.size:
            out[LANE_START:] = self.lane.columns(np.array([self.position]))[0]
        return out

    def _fill_past(self, row: list[int]) -> None:
        if not self.events:
            return
        row[_LAST_KIND] = 1 + self.events[-1].kind
        row[_LAST_DURATION] = 1 + self.events[-1].duration
        row[_LAST_PITCH] = 1 + self._last_note()
        if self.events[-1].kind is Kind.NOTE:
            row[_PITCH_BEFORE] = 1 + self._before[-1]

    def _fill_back(self, row: list[int]) -> None:
        column = BACK_START
        for back, copied, rhythm in zip(self._looks_back(), self._copied, self._rhythm_copied, strict=True):
            if back[0]:
                row[column : column + 4] = back
                row[column + 4] = bisect_right(COUNT_BINS, copied)
                row[column + 5] = bisect_right(COUNT_BINS, rhythm)
            column += BACK_WIDTH

    def _last_note(self) -> int:
        """Pitch value of the last note, NO_VALUE before the first."""
        if not self.events:
            return NO_VALUE
        return self.events[-1].pitch if self.events[-1].kind is Kind.NOTE else self._before[-1]

    def _looks_back(self) -> list[tuple[int, int, int, int]]:
        """(kind, duration, pitch, sequence) column values of every look-back at this place."""
        if self._back is None:
            horizon = self._form.horizon(self.position)
            places = [self.position - bars * self.metre.bar for bars in LOOK_BACK_BARS]
            back = [_UNKNOWN if 0 <= place < horizon else self._stood_at(place) for place in places]
            first = self._form.first_occurrence(self.position)
            self._back = [*back, _UNKNOWN if first is None else self._stood_at(first)]
        return self._back

    def _stood_at(self, grid: int) -> tuple[int, int, int, int]:
        """What stood at an earlier `grid` position."""
        if grid < 0 or grid >= self.position:
            return _NOT_YET
        i = bisect_right(self._starts, grid) - 1
        event, start = self.events[i], self._starts[i]
        end = self._starts[i + 1] if i + 1 < len(self._starts) else self.position
        begins = start == grid
        duration = event.duration if begins else duration_of(end - grid, self.metre.to_bar_end(grid))
        sequence = self._last_note() + event.pitch - self._before[i] if begins and event.kind is Kind.NOTE else NO_VALUE
        if self._before[i] < 0 or not 0 <= sequence < PITCH_SIZE:
            sequence = NO_VALUE
        kind = (BACK_BEGINS if begins else BACK_GOES_ON) + event.kind
        return kind, 1 + duration, 1 + self._pitches[i], 1 + sequence

    def _count_copies(self, event: LeadEvent) -> None:
        for k, (kind, duration, pitch, _) in enumerate(self._looks_back()):
            rhythm = kind == BACK_BEGINS + event.kind and duration == 1 + event.duration
            same = rhythm and (event.kind is not Kind.NOTE or pitch == 1 + event.pitch)
            self._rhythm_copied[k] = self._rhythm_copied[k] + 1 if rhythm else 0
            self._copied[k] = self._copied[k] + 1 if same else 0

    # ---- what may come next

    def legal(self, field: int) -> NDArray[np.bool_]:
        """Mask of the values of `field` that keep inside the piece and leave fixed cells alone. Never empty."""
        mask = np.zeros(FIELDS[field].size, bool)
        if field == KIND:
            mask[self._legal_kinds()] = True
        elif field == DURATION:
            mask[self._legal_durations()] = True
        else:
            mask[self._legal_pitches()] = True
        return mask

    def _fixed_here(self) -> tuple[int, int, int, int] | None:
        """The known cell that `position` lies in, if any."""
        cell = self._known.cell(self.position)
        return cell if cell is not None and cell[0] <= self.position else None

    def _may_hold(self) -> bool:
        sounding = bool(self.events) and self.events[-1].kind in (Kind.NOTE, Kind.HOLD)
        return sounding and not self._known.ends_at(self.position)

    def _legal_kinds(self) -> list[int]:
        length = self.context.length
        if length is not None and self.position >= length:
            return [Kind.END]
        cell = self._fixed_here()
        if cell is not None:
            if cell[2] == KNOWN_REST:
                return [Kind.REST]
            return [Kind.HOLD if self.position > cell[0] and self._may_hold() else Kind.NOTE]
        kinds: list[int] = [Kind.NOTE, Kind.REST, *([Kind.HOLD] if self._may_hold() else [])]
        more_to_come = self._known.cell(self.position) is not None
        return kinds if length is not None or more_to_come or not self.events else [*kinds, Kind.END]

    def _legal_durations(self) -> list[int]:
        left = self.to_bar_end
        cell = self._known.cell(self.position)
        limit = DURATIONS[-1] * 99 if self.context.length is None else self.context.length - self.position
        if cell is not None and cell[0] <= self.position:
            return [duration_of(max(1, min(limit, cell[1] - self.position)), left)]
        if cell is not None:
            limit = min(limit, cell[0] - self.position)
        fits = [value for value, grid in enumerate(DURATIONS) if grid <= max(1, limit)]
        return [*fits, TO_BAR_END] if left <= limit and left not in DURATIONS else fits

    def _legal_pitches(self) -> list[int]:
        cell = self._fixed_here()
        if cell is not None and cell[3]:
            return [cell[3] - 1]
        low, high = -PITCH_LOW - self.context.anchor, 127 - PITCH_LOW - self.context.anchor
        return list(range(max(0, low), min(PITCH_SIZE, high + 1)))
