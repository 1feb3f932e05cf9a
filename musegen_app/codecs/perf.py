"""The `perf` codec: piano music as events, one a note, each a row of fields drawn in order.

    gap  value  duration  velocity  timing

`gap` is the way from the last event on a grid of 1/24 quarter (0: the same onset). `value` is a key of the piano, or
the pedal going up or down, or WAIT (nothing happens here: how gaps outside the alphabet are written), or END. Only keys
have the other fields. Within one onset values ascend, so a chord is written in exactly one way.

Durations are rounded to 32 lengths and velocities to 16 steps. `timing` is how far a note comes before or after its
place on the grid when the clock of its bar runs evenly; rubato is in there, because the sets that have any keep it in
the tempo map (see `perf_clock.py`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from musegen_app.codecs.lead import Field

GRID_PER_QUARTER = 24
TICKS_PER_GRID = 40
_WIDE_GAPS = (
    26,
    28,
    30,
    32,
    33,
    36,
    40,
    42,
    44,
    45,
    48,
    54,
    56,
    60,
    64,
    66,
    68,
    69,
    72,
    78,
    80,
    84,
    88,
    90,
    92,
    93,
    96,
)
GAPS: tuple[int, ...] = (*range(25), *_WIDE_GAPS)
_WIDE_DURATIONS = (14, 16, 18, 20, 22, 24, 28, 32, 36, 40, 48, 56, 64, 72, 84, 96, 120, 144, 192, 288)
DURATIONS: tuple[int, ...] = (*range(1, 13), *_WIDE_DURATIONS)
LOWEST, HIGHEST = 21, 108  # MIDI pitches of the piano
PEDAL_UP, PEDAL_DOWN, FIRST_KEY = 0, 1, 2  # values of the field `value`
WAIT = FIRST_KEY + HIGHEST - LOWEST + 1
END = WAIT + 1
VELOCITY_STEP = 8
VELOCITIES = 128 // VELOCITY_STEP
TIMINGS = (-0.16, -0.08, -0.04, -0.018, 0.0, 0.018, 0.04, 0.08, 0.16)  # quarters
_TIMING_EDGES = tuple((a + b) / 2 for a, b in pairwise(TIMINGS))

FIELDS = (
    Field("gap", len(GAPS)),
    Field("value", END + 1),
    Field("duration", len(DURATIONS)),
    Field("velocity", VELOCITIES),
    Field("timing", len(TIMINGS)),
)
GAP, VALUE, DURATION, VELOCITY, TIMING = range(5)  # indices into FIELDS and into a row of targets
NO_VALUE = -1


@dataclass(frozen=True, slots=True)
class PerfNote:
    """A note on the grid; `velocity` 0: not told (a flat score), `timing` in quarters."""

    start: int
    duration: int
    pitch: int
    velocity: int = 0
    timing: float = 0.0


@dataclass(frozen=True, slots=True)
class Pedal:
    """The sustain pedal goes down or up."""

    start: int
    down: bool


@dataclass(frozen=True, slots=True)
class PerfEvent:
    """One event; all are field values, NO_VALUE where there is none or it is not told."""

    gap: int
    value: int
    duration: int = NO_VALUE
    velocity: int = NO_VALUE
    timing: int = NO_VALUE

    @property
    def fields(self) -> tuple[int, int, int, int, int]:
        return (self.gap, self.value, self.duration, self.velocity, self.timing)


def is_key(value: int) -> bool:
    """Is it a note, not the pedal, WAIT or END?"""
    return FIRST_KEY <= value < WAIT


def key_value(pitch: int) -> int:
    """The value of a MIDI pitch, moved by octaves onto the piano where it lies outside."""
    while pitch < LOWEST:
        pitch += 12
    while pitch > HIGHEST:
        pitch -= 12
    return pitch - LOWEST + FIRST_KEY


def key_pitch(value: int) -> int:
    """The MIDI pitch of a key's value."""
    return value - FIRST_KEY + LOWEST


def duration_value(grid: int, longest: int | None = None) -> int:
    """The nearest duration value (by ratio); with `longest`, none that lasts longer than that."""
    i = min(bisect_left(DURATIONS, grid), len(DURATIONS) - 1)
    if i and DURATIONS[i] * DURATIONS[i - 1] > grid * grid:
        i -= 1
    while i and longest is not None and DURATIONS[i] > longest:
        i -= 1
    return i


def timing_value(timing: float) -> int:
    return bisect_right(_TIMING_EDGES, timing)


def event_of(note: PerfNote, gap: int, longest: int | None = None, timed: bool = True) -> PerfEvent:
    """The event of a note, `gap` a gap value."""
    velocity = min(note.velocity, 127) // VELOCITY_STEP if note.velocity > 0 else NO_VALUE
    timing = timing_value(note.timing) if timed else NO_VALUE
    return PerfEvent(gap, key_value(note.pitch), duration_value(note.duration, longest), velocity, timing)


def one_hand_each_key(notes: Sequence[PerfNote]) -> list[PerfNote]:
    """Sorted by onset and pitch, each key struck once an onset; a key that is struck again ends before that."""
    longest: dict[tuple[int, int], PerfNote] = {}
    for note in notes:
        place = (note.start, key_value(note.pitch))
        if place not in longest or note.duration > longest[place].duration:
            longest[place] = note
    return [longest[place] for place in sorted(longest)]


def encode(
    notes: Sequence[PerfNote],
    pedals: Sequence[Pedal] = (),
    start: int = 0,
    end: int | None = None,
    timed: bool = True,
) -> list[PerfEvent]:
    """The events of a piece from grid `start`; with `end` a final END there."""
    music = one_hand_each_key(notes)
    longest = _rooms(music)
    rows: list[tuple[int, int, int]] = [(n.start, key_value(n.pitch), i) for i, n in enumerate(music)]
    rows += [(p.start, PEDAL_DOWN if p.down else PEDAL_UP, -1) for p in pedals]
    events: list[PerfEvent] = []
    position = start
    for at, value, i in sorted(set(rows)):
        events += waits(at - position)
        gap = GAPS.index(left_of(at - position))
        note = event_of(music[i], gap, longest[i], timed) if i >= 0 else PerfEvent(gap, value)
        events.append(note)
        position = at
    if end is not None:
        events += [*waits(end - position), PerfEvent(GAPS.index(left_of(end - position)), END)]
    return events


def _rooms(music: Sequence[PerfNote]) -> list[int | None]:
    """For each note how long its key has until it is struck again."""
    struck: dict[int, int] = {}
    rooms: list[int | None] = [None] * len(music)
    for i in range(len(music) - 1, -1, -1):
        value = key_value(music[i].pitch)
        if value in struck:
            rooms[i] = struck[value] - music[i].start
        struck[value] = music[i].start
    return rooms


_IN_ALPHABET = frozenset(GAPS)


def waits(grid: int) -> list[PerfEvent]:
    """The WAITs before an event that is `grid` units away."""
    events = []
    while grid not in _IN_ALPHABET:
        step = bisect_right(GAPS, grid) - 1
        events.append(PerfEvent(step, WAIT))
        grid -= GAPS[step]
    return events


def left_of(grid: int) -> int:
    """What is left of `grid` units after the WAITs."""
    while grid not in _IN_ALPHABET:
        grid -= GAPS[bisect_right(GAPS, grid) - 1]
    return grid


class Decoder:
    """Turns events into notes and pedals one after the other; `position` is where the last one happened."""

    def __init__(self, start: int = 0) -> None:
        self.position = start
        self.notes: list[PerfNote] = []
        self.pedals: list[Pedal] = []
        self.done = False

    def push(self, event: PerfEvent) -> None:
        """One event more; nothing happens after END."""
        if self.done:
            return
        self.position += GAPS[event.gap]
        self.done = event.value == END
        if event.value in (PEDAL_UP, PEDAL_DOWN):
            self.pedals.append(Pedal(self.position, event.value == PEDAL_DOWN))
        elif is_key(event.value):
            self.notes.append(note_of(event, self.position))


def note_of(event: PerfEvent, start: int) -> PerfNote:
    """The note of an event that happens at grid `start`."""
    velocity = event.velocity * VELOCITY_STEP + VELOCITY_STEP // 2 if event.velocity >= 0 else 0
    timing = TIMINGS[event.timing] if event.timing >= 0 else 0.0
    return PerfNote(start, DURATIONS[event.duration], key_pitch(event.value), velocity, timing)


def decode(events: Sequence[PerfEvent], start: int = 0) -> tuple[list[PerfNote], list[Pedal]]:
    """Notes and pedals of `events` that begin at grid `start`."""
    decoder = Decoder(start)
    for event in events:
        decoder.push(event)
    return decoder.notes, decoder.pedals
