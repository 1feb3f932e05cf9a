"""What the chords net sees and says: one chord per half bar, relative to the key, beside the melody where it is known.

A chord value is `lead_features.chord_index` - 1: 0 "no chord", then root × quality relative to the anchor. A step is
half a bar, or a pulse where a bar has an odd number of them (3/4, 9/8). The same few features serve three uses: free
chords (no melody known), chords to a given melody, and chords to a seed that go on freely.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right

import numpy as np
from numpy.typing import NDArray

from musegen_app.codecs.lead_context import LeadContext
from musegen_app.codecs.lead_features import CHORDS, COLUMNS, INDEX, WIDTH, chord_at, chord_index
from musegen_app.codecs.lead_form import FormMap
from musegen_app.codecs.lead_sheet import GRID_PER_QUARTER, LeadChord, LeadNote

CHORD_VALUES = CHORDS - 1
_FORM_NAMES = (
    "metre",
    "weight",
    "bar_of_8",
    "mode",
    "tune_type",
    "bars_to_end",
    "letter",
    "repeat",
    "section_bar",
    "bars_to_section_end",
)
_FORM = [INDEX[name] for name in _FORM_NAMES]
_BACK_STEPS = (1, 2)  # chord values just before
_BACK_BARS = (4, 8)
_MELODY_LEVELS = 4  # how long a pitch class sounds in the step: not, a little, half, most
_MELODY_STEPS = 2  # this step and the next
CHORD_COLUMN_SIZES: tuple[int, ...] = (
    *(COLUMNS[i].size for i in _FORM),
    *(1 + CHORD_VALUES for _ in (*_BACK_STEPS, *_BACK_BARS, "section")),
    *(2 for _ in range(_MELODY_STEPS)),
    *(_MELODY_LEVELS for _ in range(12 * _MELODY_STEPS)),
    13,  # first pitch class of the step, relative to the anchor
)
CHORD_COPY = tuple(len(_FORM) + len(_BACK_STEPS) + i for i in range(len(_BACK_BARS) + 1))
FORM_COLUMNS = len(_FORM)
MELODY_COLUMNS = slice(len(_FORM) + len(_BACK_STEPS) + len(_BACK_BARS) + 1, len(CHORD_COLUMN_SIZES))


def signature() -> str:
    """A short digest of the alphabet, as `lead_features.signature`."""
    return hashlib.sha256(repr((_FORM_NAMES, CHORD_COLUMN_SIZES, CHORD_VALUES)).encode()).hexdigest()[:16]


def chord_step(numerator: int, denominator: int) -> int:
    """Grid units of one chord step."""
    bar = GRID_PER_QUARTER * 4 * numerator // denominator
    compound = denominator >= 8 and numerator % 3 == 0 and numerator > 3
    pulses = numerator // 3 if compound else numerator
    return bar // 2 if pulses % 2 == 0 else bar // pulses


class ChordTracker:
    """Follows the chords of a piece step by step. `melody` is what is known of it, up to grid `melody_until`."""

    def __init__(self, context: LeadContext, melody: tuple[LeadNote, ...] = (), melody_until: int = 0) -> None:
        self.context, self.step = context, chord_step(context.numerator, context.denominator)
        self._form = FormMap(context)
        self._notes = sorted(melody, key=lambda n: n.start)
        self._starts = [n.start for n in self._notes]
        self._until = melody_until
        self._melody_cache: dict[int, list[int]] = {}
        self.values: list[int] = []

    @property
    def position(self) -> int:
        """Grid unit at which the next step begins; the first step is the pickup's, if there is one."""
        pickup = self.context.pickup % self.step
        return len(self.values) * self.step - (self.step - pickup if pickup else 0)

    def push(self, value: int) -> None:
        """The chord of the step at `position`."""
        self.values.append(value)

    def features(self) -> NDArray[np.int64]:
        """The inputs of the step at `position`."""
        at, count = max(self.position, 0), len(self.values)
        row = [0] * WIDTH
        self._form.fill(row, at)
        per_bar = self.context.metre.bar // self.step
        back = [count - n for n in (*_BACK_STEPS, *(bars * per_bar for bars in _BACK_BARS))]
        first = self._form.first_occurrence(at)
        back.append(-1 if first is None or first < 0 else (first - at) // self.step + count)
        chords = [1 + self.values[i] if 0 <= i < count else 0 for i in back]
        here, after = self._melody(at), self._melody(at + self.step)
        melody = [int(bool(here)), int(bool(after)), *(here[:12] or [0] * 12), *(after[:12] or [0] * 12)]
        return np.array([*(row[i] for i in _FORM), *chords, *melody, here[12] if here else 0], np.int64)

    def _melody(self, start: int) -> list[int]:
        """Level of each pitch class in the step at `start`, then 1 + the first one; empty where nothing is known."""
        if start not in self._melody_cache:
            self._melody_cache[start] = self._hear(start, start + self.step) if start < self._until else []
        return self._melody_cache[start]

    def _hear(self, start: int, end: int) -> list[int]:
        sums, first = [0] * 12, 0
        for note in self._notes[max(0, bisect_right(self._starts, start) - 1) : bisect_left(self._starts, end)]:
            sounding = min(end, note.start + note.duration) - max(start, note.start)
            if sounding > 0:
                pitch_class = (note.pitch - self.context.anchor) % 12
                sums[pitch_class] += sounding
                first = first or 1 + pitch_class
        return [*(0 if not s else 1 + (3 * s > self.step) + (3 * s > 2 * self.step) for s in sums), first]

    def chords(self, from_step: int = 0) -> tuple[LeadChord, ...]:
        """The chord symbols of the steps so far from `from_step` on, repeats left out."""
        out: list[LeadChord] = []
        before = -1
        offset = self.position - len(self.values) * self.step
        for i, value in enumerate(self.values):
            if value != before and i >= from_step:
                out.append(LeadChord(max(0, offset + i * self.step), chord_at(value + 1, self.context.anchor)))
            before = value
        return tuple(out)


def chord_values(context: LeadContext, chords: tuple[LeadChord, ...], length: int) -> list[int]:
    """The chord value of every step of a piece: the chord that stands at the step's start."""
    tracker = ChordTracker(context)
    starts = [c.start for c in chords]
    values: list[int] = []
    while tracker.position < length:
        i = bisect_right(starts, max(tracker.position, 0)) - 1
        values.append(chord_index(chords[i].chord, context.anchor) - 1 if i >= 0 else 0)
        tracker.push(values[-1])
    return values
