"""Follows a piano piece event by event and says what the net may know before the next one.

The only place where the piano net's inputs are computed: training pushes whole pieces through it, the sampler pushes
event by event. Torch-free. All history is in lists that only grow, so going back is cutting them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from musegen_app.codecs.perf import DURATIONS, FIRST_KEY, GAPS, PEDAL_DOWN, PEDAL_UP, PerfEvent, is_key
from musegen_app.codecs.perf_clock import PerfBar
from musegen_app.codecs.perf_features import (
    BACK_START,
    BARS_LEFT,
    COUNT_BINS,
    DENSE,
    INDEX,
    KEYS,
    LANE_START,
    LOOK_BACK_BARS,
    LOOK_BACK_PULSES,
    LOOK_BACKS,
    PLACES,
    RECENT_NOTES,
    STYLE,
    STYLES,
    TEMPO_EDGES,
    WIDTH,
    bin_of,
    metre_index,
)
from musegen_app.codecs.perf_lane import Ints, Lane
from musegen_app.codecs.perf_sheet import KeyFrom
from musegen_app.score.keys import Mode

Floats = NDArray[np.float32]
_GAP_VALUE = {grid: value for value, grid in enumerate(GAPS)}
_NO_CANDIDATE = (0, 0, 0, 0)
_LONGEST = DURATIONS[-1]
_MINOR = frozenset({Mode.MINOR, Mode.DORIAN, Mode.PHRYGIAN, Mode.LOCRIAN})


@dataclass(frozen=True, slots=True)
class PerfContext:
    """All that is known of a request; what is empty or 0 is no preference.

    `start`: the grid unit from which gaps are counted. `length`: where the piece ends, None = open. `style`: weights of
    the bundle's style names, summing to one or all 0. `pedalled` None: not told. `density` and `register` are 1 + bins.
    """

    bars: tuple[PerfBar, ...]
    start: int = 0
    length: int | None = None
    keys: tuple[KeyFrom, ...] = ()
    style: tuple[float, ...] = (0.0,) * STYLES
    pedalled: bool | None = None
    density: int = 0
    register: int = 0
    lane: Lane = field(default_factory=lambda: Lane.of(()))


class PerfTracker:
    """`push` what happened, read `features`, draw the fields of the next event, push again.

    `position` is the grid unit of the last event (of `context.start` before the first one).
    """

    def __init__(self, context: PerfContext) -> None:
        self.context = context
        self.events: list[PerfEvent] = []
        self.positions: list[int] = []
        self._bar_starts = [b.start for b in context.bars]
        self._key_starts = [k.start for k in context.keys]
        self._copied: list[tuple[int, ...]] = []
        self._onsets: list[int] = []  # grid units at which something happened
        self._firsts: list[int] = []  # the number of the first event at each
        self._notes: list[int] = []  # numbers of the events that are notes
        self.pedal_down = False
        self._candidates: list[tuple[int, int, int, int]] | None = None
        self._sounding: list[tuple[int, int]] = []  # (end, value) of the keys that are held

    # ---- following

    @property
    def position(self) -> int:
        return self.positions[-1] if self.positions else self.context.start

    @property
    def last_value(self) -> int:
        """The value of the last event, -1 before the first one."""
        return self.events[-1].value if self.events else -1

    def push(self, event: PerfEvent) -> None:
        """One event happened."""
        self._count_copies(event)
        at = self.position + GAPS[event.gap]
        if not self._onsets or at != self._onsets[-1]:
            self._onsets.append(at)
            self._firsts.append(len(self.events))
            self._sounding = [s for s in self._sounding if s[0] > at]
        if is_key(event.value):
            self._notes.append(len(self.events))
            self._sounding.append((at + DURATIONS[event.duration], event.value))
        elif event.value in (PEDAL_UP, PEDAL_DOWN):
            self.pedal_down = event.value == PEDAL_DOWN
        self.events.append(event)
        self.positions.append(at)
        self._candidates = None

    def back_to(self, count: int) -> None:
        """Forget all but the first `count` events."""
        del self.events[count:], self.positions[count:], self._copied[count:]
        del self._notes[bisect_left(self._notes, count) :]
        while self._firsts and self._firsts[-1] >= count:
            self._firsts.pop()
            self._onsets.pop()
        self._candidates = None
        self.pedal_down = next((e.value == PEDAL_DOWN for e in reversed(self.events) if e.value < FIRST_KEY), False)
        self._sounding = self._held_at(self.position)

    def _held_at(self, grid: int) -> list[tuple[int, int]]:
        held: list[tuple[int, int]] = []
        for i in range(len(self.events) - 1, -1, -1):
            if self.positions[i] < grid - _LONGEST:
                break
            if is_key(self.events[i].value):
                end = self.positions[i] + DURATIONS[self.events[i].duration]
                if end > grid:
                    held.append((end, self.events[i].value))
        return held[::-1]

    def held(self, grid: int) -> dict[int, int]:
        """The values of the keys that still sound at `grid` (not before `position`), with their ends."""
        return {value: end for end, value in self._sounding if end > grid}

    def bar_at(self, grid: int) -> PerfBar:
        return self.context.bars[max(0, bisect_right(self._bar_starts, grid) - 1)]

    # ---- what the net may know

    @property
    def lane_index(self) -> int:
        """Row of the lane vectors that belongs to the next event; `lane.size` = past the last known cell."""
        return int(self.context.lane.next_index(*self._here())[0])

    def _here(self) -> tuple[Ints, Ints]:
        return np.array([self.position]), np.array([self.last_value])

    def features(self) -> Ints:
        """The inputs of the next event: WIDTH integers, see `perf_features.COLUMNS`."""
        row = [0] * WIDTH
        self._fill_told(row)
        self._fill_past(row)
        self._fill_back(row)
        out = np.array(row, np.int64)
        if self.context.lane.size:
            out[LANE_START:] = self.context.lane.columns(*self._here())[0]
        return out

    def dense(self) -> Floats:
        """The numbers beside them: (DENSE,) in 0…1."""
        out = np.zeros(DENSE, np.float32)
        for _, value in self._sounding:
            out[value - FIRST_KEY] = 1.0
        for i in self._notes[-RECENT_NOTES:]:
            out[KEYS + (self.events[i].value - FIRST_KEY + 9) % 12] += 4 / RECENT_NOTES
        np.minimum(out, 1.0, out=out)
        out[STYLE] = self.context.style
        return out

    def _fill_told(self, row: list[int]) -> None:
        c, at = self.context, self.position
        bar = self.bar_at(at)
        row[0] = metre_index(bar.numerator, bar.denominator)
        row[1] = 1 + min(at - bar.start, PLACES - 1)
        row[2] = 1 + min((at - bar.start) % bar.pulse, 95)
        row[3] = bin_of(bar.bpm, TEMPO_EDGES) if bar.bpm else 0
        key = bisect_right(self._key_starts, at) - 1
        if key >= 0:
            row[4], row[5] = 1 + c.keys[key].key.tonic, 1 + (c.keys[key].key.mode in _MINOR)
        if c.length is not None:
            row[6] = 1 + min(max(c.length - at, 0) // bar.length, BARS_LEFT - 1)
        row[7], row[8] = c.density, c.register
        row[9] = 0 if c.pedalled is None else 1 + c.pedalled

    def _fill_past(self, row: list[int]) -> None:
        if not self.events:
            return
        i, last = INDEX["pedal"], self.events[-1]
        held = [value for _, value in self._sounding]
        first = self._firsts[-1]
        row[i : i + 6] = (
            1 + self.pedal_down if self.context.pedalled else 0,
            min(len(self.events) - first, 9),
            1 + min(len(held), 10),
            1 + last.gap,
            1 + last.duration,
            self._onset_gap(),
        )
        values = [1 + e.value for e in self.events[-1:-4:-1]]
        row[i + 6 : i + 6 + len(values)] = values
        row[i + 9] = 1 + self.events[first].value
        if first:
            row[i + 10] = 1 + self.events[self._firsts[-2]].value
            row[i + 11] = 1 + self.events[first - 1].value
        if held:
            row[i + 12], row[i + 13] = 1 + min(held), 1 + max(held)
        row[i + 14] = 1 + last.velocity
        row[i + 15] = 1 + self.events[-2].velocity if len(self.events) > 1 else 0
        row[i + 16] = 1 + last.timing

    def _onset_gap(self) -> int:
        """1 + the gap value between the last two onsets, 0 if there is none."""
        return 1 + _GAP_VALUE.get(self._onsets[-1] - self._onsets[-2], -1) if len(self._onsets) > 1 else 0

    def _fill_back(self, row: list[int]) -> None:
        column = BACK_START
        copied = self._copied[-1] if self._copied else (0,) * LOOK_BACKS
        for candidate, count in zip(self._looks_back(), copied, strict=True):
            if candidate[1]:
                row[column : column + 4] = candidate
                row[column + 4] = bisect_right(COUNT_BINS, count)
            column += 5

    def _looks_back(self) -> list[tuple[int, int, int, int]]:
        """(gap, value, duration, velocity) column values of what came next, some pulses or bars ago."""
        if self._candidates is None:
            at = self.position
            bar = self.bar_at(at)
            ways = [n * bar.pulse for n in LOOK_BACK_PULSES] + [n * bar.length for n in LOOK_BACK_BARS]
            rank = len(self.events) - self._firsts[-1] if self._firsts and self.positions[-1] == at else 0
            self._candidates = [self._came_next(at - way, rank) for way in ways]
        return self._candidates

    def _came_next(self, place: int, rank: int) -> tuple[int, int, int, int]:
        """What came after `rank` events at the onset `place`."""
        i = bisect_left(self._onsets, place)
        if place < self.context.start or i >= len(self._onsets):
            return _NO_CANDIDATE
        number = self._firsts[i]
        if self._onsets[i] == place:  # after `rank` of the events there, or with the next onset if there were fewer
            after = self._firsts[i + 1] if i + 1 < len(self._firsts) else len(self.events)
            number = min(number + rank, after)
        if number >= len(self.events):
            return _NO_CANDIDATE
        event, gap = self.events[number], self.positions[number] - place
        return 1 + _GAP_VALUE.get(gap, -1), 1 + event.value, 1 + event.duration, 1 + event.velocity

    def _count_copies(self, event: PerfEvent) -> None:
        before = self._copied[-1] if self._copied else (0,) * LOOK_BACKS
        self._copied.append(
            tuple(
                count + 1 if gap == 1 + event.gap and value == 1 + event.value else 0
                for count, (gap, value, _, _) in zip(before, self._looks_back(), strict=True)
            )
        )
