"""The `lead` codec: a melody as events, each a row of fields drawn in order kind → duration → pitch.

    NOTE  duration  pitch     a note begins here
    REST  duration            silence
    HOLD  duration            the note before goes on (how lengths outside the alphabet, such as 40/12, are written)
    END                       the piece is over

Values are small integers. A duration value names a length on the grid of 1/12 quarter, or "to the bar's end"; a
pitch value is semitones above `PITCH_LOW` relative to the *anchor*, the tonic nearest middle C, so that the same
tune in two keys is the same events. Every melody on the grid can be written, in exactly one way.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from musegen_app.codecs.lead_sheet import LeadNote
from musegen_app.score.keys import Key

DURATIONS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 18, 20, 21, 24, 27, 30, 32, 33, 36, 42, 45, 48)
TO_BAR_END = len(DURATIONS)  # the last duration value
PITCH_LOW = -24  # semitones of pitch value 0 above the anchor
PITCH_SIZE = 61
ANCHOR_LOW, ANCHOR_UNKNOWN = 55, 60  # tonics are taken from G3 up; without a key everything is relative to C4

_VALUE_OF = {grid: value for value, grid in enumerate(DURATIONS)}


class Kind(IntEnum):
    """What an event does; the value is the value of the field `kind`."""

    NOTE = 0
    REST = 1
    HOLD = 2
    END = 3


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an event: its name and how many values it takes."""

    name: str
    size: int


FIELDS = (Field("kind", len(Kind)), Field("duration", len(DURATIONS) + 1), Field("pitch", PITCH_SIZE))
KIND, DURATION, PITCH = 0, 1, 2  # indices into FIELDS and into a row of targets
NO_VALUE = -1


@dataclass(frozen=True, slots=True)
class LeadEvent:
    """One event; `duration` and `pitch` are field values, NO_VALUE where the kind has none."""

    kind: Kind
    duration: int = NO_VALUE
    pitch: int = NO_VALUE

    @property
    def fields(self) -> tuple[int, int, int]:
        return (int(self.kind), self.duration, self.pitch)


def fields_of(kind: int) -> tuple[int, ...]:
    """Indices of the fields that an event of `kind` draws, in drawing order."""
    return {Kind.NOTE: (KIND, DURATION, PITCH), Kind.END: (KIND,)}.get(Kind(kind), (KIND, DURATION))


def anchor_of(key: Key | None) -> int:
    """The MIDI pitch that pitches are relative to: the tonic in G3…F#4, or C4 without a key."""
    return ANCHOR_UNKNOWN if key is None else ANCHOR_LOW + (key.tonic - ANCHOR_LOW) % 12


def grid_of(duration: int, to_bar_end: int) -> int:
    """Grid units of a duration value when `to_bar_end` units are left in the bar."""
    return to_bar_end if duration == TO_BAR_END else DURATIONS[duration]


def duration_of(grid: int, to_bar_end: int) -> int:
    """The one duration value that writes the first part of a length of `grid` ≥ 1 units.

    The length itself if the alphabet has it, else "to the bar's end" if it ends there, else the longest that fits.
    """
    if grid in _VALUE_OF:
        return _VALUE_OF[grid]
    return TO_BAR_END if grid == to_bar_end else bisect_right(DURATIONS, grid) - 1


@dataclass(frozen=True, slots=True)
class Metre:
    """Bars on the grid: `bar` units each, the first line at `pickup`."""

    bar: int
    pickup: int = 0

    def place(self, grid: int) -> int:
        """Units since the bar line (a pickup counts as the end of a full bar)."""
        return (grid - self.pickup) % self.bar

    def number(self, grid: int) -> int:
        """Bar number from 0; the pickup is bar -1."""
        return (grid - self.pickup) // self.bar

    def to_bar_end(self, grid: int) -> int:
        return self.bar - self.place(grid)


def one_voice(notes: tuple[LeadNote, ...], length: int) -> list[LeadNote]:
    """Sorted, of notes at one onset only the highest, cut at the next onset and at `length`."""
    top: dict[int, LeadNote] = {}
    for note in sorted(notes, key=lambda n: (n.start, n.pitch)):
        if 0 <= note.start < length and note.duration > 0:
            top[note.start] = note
    starts = [*sorted(top), length]
    return [LeadNote(at, min(top[at].duration, after - at), top[at].pitch) for at, after in pairwise(starts)]


def pitch_value(pitch: int, anchor: int) -> int:
    """The pitch value of a MIDI pitch, moved by octaves into the alphabet where it lies outside."""
    value = pitch - anchor - PITCH_LOW
    while value < 0:
        value += 12
    while value >= PITCH_SIZE:
        value -= 12
    return value


def encode(notes: tuple[LeadNote, ...], length: int, metre: Metre, anchor: int, end: bool = True) -> list[LeadEvent]:
    """The events of a melody from grid 0 to `length`; with `end` a final END."""
    events: list[LeadEvent] = []
    position = 0
    for note in one_voice(notes, length):
        events += _span(Kind.REST, position, note.start, metre)
        events += _span(Kind.NOTE, note.start, note.start + note.duration, metre, pitch_value(note.pitch, anchor))
        position = note.start + note.duration
    events += _span(Kind.REST, position, length, metre)
    return [*events, LeadEvent(Kind.END)] if end else events


def _span(kind: Kind, start: int, end: int, metre: Metre, pitch: int = NO_VALUE) -> list[LeadEvent]:
    events: list[LeadEvent] = []
    while start < end:
        left = metre.to_bar_end(start)
        value = duration_of(end - start, left)
        goes_on = kind is Kind.NOTE and events
        events.append(LeadEvent(Kind.HOLD, value) if goes_on else LeadEvent(kind, value, pitch))
        start += grid_of(value, left)
    return events


def decode(events: list[LeadEvent], metre: Metre, anchor: int, start: int = 0) -> list[LeadNote]:
    """The melody of `events` that begin at grid `start`."""
    notes: list[LeadNote] = []
    for event in events:
        if event.kind is Kind.END:
            break
        grid = grid_of(event.duration, metre.to_bar_end(start))
        if event.kind is Kind.NOTE:
            notes.append(LeadNote(start, grid, event.pitch + PITCH_LOW + anchor))
        elif event.kind is Kind.HOLD and notes and notes[-1].start + notes[-1].duration == start:
            notes[-1] = LeadNote(notes[-1].start, notes[-1].duration + grid, notes[-1].pitch)
        start += grid
    return notes
