"""Follows a pop piece event by event and says what the net may know before the next one.

The only place where the pop net's inputs are computed: training pushes whole pieces through it, the sampler pushes
event by event. Torch-free; about 40 µs per event.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np

from musegen_app.codecs.pop import (
    CHORD,
    DURATION,
    END,
    NEXT,
    NO_VALUE,
    ONSET,
    PART,
    PITCH,
    PITCH_SIZE,
    QUALITIES,
    VELOCITY,
    Part,
    PopEvent,
)
from musegen_app.codecs.pop_context import PopContext
from musegen_app.codecs.pop_features import (
    BACK_START,
    BACK_WIDTH,
    BARS_TO_END,
    COUNT_BINS,
    INDEX,
    LANE_START,
    LOOK_BACK_BARS,
    MODES,
    PARTS,
    PLACES,
    STEPS,
    WIDTH,
)
from musegen_app.codecs.pop_lane import BEFORE_ALL, Ints, Lane, order_of

_PAST = INDEX["lead_pitch"]
_PAST_WIDTH = 5
_NOT_YET = (0,) * (BACK_WIDTH - 1)
_KEPT = 4  # notes of a part that are remembered
_NOBODY = (NO_VALUE,) * 5


@dataclass(frozen=True, slots=True)
class PopMark:
    """A tracker's state at one moment. Good in the tracker it came from, as long as that has not gone back further."""

    events: int
    halves: int
    notes: int
    position: int
    order: int
    together: int
    recent: tuple[tuple[tuple[int, int, int, int, int], ...], ...]
    bass: int
    copied: tuple[int, ...]


class PopTracker:
    """`push` what happened, read `features`, push again. `events` is the history; `done` after END.

    `position`: the sixteenth at which the last event began; `half_end`: where the half bar ends that it lies in.
    """

    def __init__(self, context: PopContext) -> None:
        self.context = context
        self.lane = Lane.of(context)
        self.events: list[PopEvent] = []
        self.chords: list[int] = []  # chord value of every half bar begun so far
        self.notes: list[tuple[int, int, int, int, int]] = []  # start, part, pitch, duration, velocity values
        self._orders: list[int] = []  # of the notes
        self._back: list[tuple[int, ...]] | None = None
        self.cells, self._cell_orders = self.lane.cells()
        self.restore(PopMark(0, 0, 0, 0, BEFORE_ALL, 0, ((), (), ()), NO_VALUE, (0,) * len(LOOK_BACK_BARS)))

    # ---- following

    @property
    def done(self) -> bool:
        return bool(self.events) and self.events[-1][ONSET] == END

    @property
    def half_end(self) -> int:
        return len(self.chords) * self.context.half

    @property
    def together(self) -> int:
        """Notes that the last event's part began at `position` so far."""
        return self._together

    def push(self, event: PopEvent) -> None:
        """One event happened."""
        self._count_copies(event)
        if event[ONSET] == NEXT:
            self.position = self.half_end
            self.chords.append(event[CHORD])
            self.order, self._together = order_of(self.position), 0
        elif event[ONSET] != END:
            self._push_note(event)
        self.events.append(event)
        self._back = None

    def _push_note(self, event: PopEvent) -> None:
        part = event[PART]
        same = event[ONSET] == 0 and self.events[-1][PART] == part
        self._together = self._together + 1 if same else 1
        self.position += event[ONSET]
        note = (self.position, part, event[PITCH], event[DURATION], event[VELOCITY])
        self.order = order_of(self.position, part, event[PITCH])
        self.notes.append(note)
        self._orders.append(self.order)
        self._recent[part] = (note, *self._recent[part][: _KEPT - 1])
        if part == Part.ACCOMPANIMENT and not same:
            self._bass = event[PITCH]

    def snapshot(self) -> PopMark:
        return PopMark(
            len(self.events),
            len(self.chords),
            len(self.notes),
            self.position,
            self.order,
            self._together,
            tuple(self._recent),
            self._bass,
            tuple(self._copied),
        )

    def restore(self, mark: PopMark) -> None:
        del self.events[mark.events :]
        del self.chords[mark.halves :]
        del self.notes[mark.notes :]
        del self._orders[mark.notes :]
        self.position, self.order, self._together = mark.position, mark.order, mark.together
        self._recent = list(mark.recent)  # the last notes of each part, the latest first
        self._bass = mark.bass
        self._copied = list(mark.copied)
        self._back = None

    # ---- what the net may know

    @property
    def lane_index(self) -> int:
        """Row of the lane vectors that belongs to the next event: the first cell that is not past."""
        return int(self._cell_orders.searchsorted(self.order, side="right"))

    def features(self) -> Ints:
        """The inputs of the next event: WIDTH integers, see `pop_features.COLUMNS`."""
        row = [0] * WIDTH
        self._fill_place(row)
        self._fill_past(row)
        self._fill_request(row)
        for k, back in enumerate(self._looks_back()):
            column = BACK_START + k * BACK_WIDTH
            row[column : column + BACK_WIDTH - 1] = back
            row[column + BACK_WIDTH - 1] = 1 + bisect_right(COUNT_BINS, self._copied[k]) if back[0] else 0
        out = np.array(row, np.int64)
        if not self.lane.empty:
            places = (np.array([x]) for x in (self.order, self.position, self.half_end))
            out[LANE_START:] = self.lane.columns(*places)[0]
        return out

    def _fill_place(self, row: list[int]) -> None:
        bar = self.context.bar
        row[0] = 1 + self.position % bar % PLACES
        row[1] = 1 + min(self.half_end - self.position, 8)
        row[2] = 1 + self.position // bar % 8
        last = self.events[-1] if self.events else None
        row[3] = 1 if last is None else 2 if last[PART] < 0 else 3 + last[PART]
        row[4] = 1 + min(self._together, 8)

    def _fill_past(self, row: list[int]) -> None:
        for part in PARTS:
            recent, column = self._recent[part], _PAST + part * _PAST_WIDTH
            if recent:
                start, _, pitch, duration, velocity = recent[0]
                before = recent[1][2] if len(recent) > 1 else NO_VALUE
                since = 1 + bisect_right(STEPS, self.position - start)
                row[column : column + _PAST_WIDTH] = 1 + pitch, 1 + before, since, 1 + duration, 1 + velocity
        column = _PAST + len(PARTS) * _PAST_WIDTH
        recent = (*self._recent[Part.ACCOMPANIMENT], *(_NOBODY,) * _KEPT)
        chord, before = [NO_VALUE, NO_VALUE, *self.chords[-2:]][-1:-3:-1]
        row[column : column + 5] = (
            1 + recent[2][2],
            1 + recent[3][2],
            1 + self._bass,
            1 + chord,
            1 + before,
        )

    def _fill_request(self, row: list[int]) -> None:
        context = self.context
        if context.key is not None:
            row[INDEX["tonic"]] = 1 + context.key.tonic
            row[INDEX["mode"]] = 1 + MODES.index(context.key.mode)
        if context.length is not None:
            left = max(0, context.length - self.position) // context.bar
            row[INDEX["bars_to_end"]] = min(1 + left, BARS_TO_END)
        row[INDEX["lead_density"] : INDEX["lead_density"] + 3] = context.density
        row[INDEX["lead_register"] : INDEX["lead_register"] + 3] = context.register

    def _looks_back(self) -> list[tuple[int, ...]]:
        """(onset, chord, part, pitch, moved pitch, duration) column values of every look-back."""
        if self._back is None:
            self._back = [self._came_next(bars) for bars in LOOK_BACK_BARS]
        return self._back

    def _came_next(self, bars: int) -> tuple[int, ...]:
        """What followed, so many bars ago, on the note that corresponds to the last one."""
        then = len(self.chords) - 2 * bars
        if then < 1:
            return _NOT_YET
        ago = bars * self.context.bar
        i = self._after(self.position - ago)
        if i < len(self.notes) and self.notes[i][0] < self.half_end - ago:
            start, part, pitch, duration, _ = self.notes[i]
            moved = self._moved(pitch, self.chords[then - 1])
            return 1 + start - self.position + ago, 0, 1 + part, 1 + pitch, 1 + moved, 1 + duration
        return 1 + NEXT, 1 + self.chords[then], 0, 0, 0, 0

    def _after(self, at: int) -> int:
        """Index of the note after as many of the last event's part at the moment `at` as there are at `position`."""
        part = self.events[-1][PART]
        i = bisect_left(self._orders, order_of(at, part))
        for _ in range(self._together if part >= 0 else 0):
            if i == len(self.notes) or self.notes[i][:2] != (at, part):
                break
            i += 1
        return i

    def _moved(self, pitch: int, chord_then: int) -> int:
        """`pitch` moved by the interval from the root of that chord to the present one's, by the shorter way."""
        now = self.chords[-1]
        if chord_then < 1 or now < 1:
            return NO_VALUE
        interval = ((now - 1) // len(QUALITIES) - (chord_then - 1) // len(QUALITIES) + 6) % 12 - 6
        return pitch + interval if 0 <= pitch + interval < PITCH_SIZE else NO_VALUE

    def _count_copies(self, event: PopEvent) -> None:
        for k, (onset, chord, part, pitch, moved, _) in enumerate(self._looks_back()):
            same = onset == 1 + event[ONSET] and chord == 1 + event[CHORD] and part == 1 + event[PART]
            same = same and (part == 0 or 1 + event[PITCH] in (pitch, moved))
            self._copied[k] = self._copied[k] + 1 if same else 0
