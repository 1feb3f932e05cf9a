"""ToyBundle: a tiny counting net with the interface of `StepGraphs`. No training, no files, no onnxruntime.

It likes to walk in small steps in quavers; its state counts events. Its chords are I and V, a bar each. Every number
is exact in float32, so golden files made with it never change. `stubborn` makes it say one pitch, one figure or
nothing but rests for ever, with a tiny chance for everything else.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from musegen_app.codecs.lead import DURATION, DURATIONS, FIELDS, KIND, Kind
from musegen_app.codecs.lead_chords import CHORD_VALUES
from musegen_app.codecs.lead_features import INDEX

Array = np.ndarray
STEPS = (24, 26, 28, 29, 31, 33, 35, 36)  # pitch values of a major scale above the anchor
_LAST_PITCH = INDEX["last_pitch"]


@dataclass
class ToyBundle:
    """`stubborn`: "" (walks), "note", "cell" or "rest". `calls` counts steps, for tests of credit and speed."""

    name: str = "toy"
    stubborn: str = ""
    calls: int = field(default=0)

    def lane_vectors(self, cells: Array) -> Array:
        return np.zeros((len(cells) + 1, 1), np.float32)

    def zero_state(self, batch: int = 1) -> Array:
        return np.zeros((batch, 1), np.float32)

    def step(self, state: Array, features: Array, lane: Array) -> tuple[Array, Array]:
        self.calls += 1
        count = state + np.float32(1)
        last = features[:, _LAST_PITCH : _LAST_PITCH + 1].astype(np.float32)
        return np.concatenate([count, last], axis=1), count

    def head(self, field: int, hidden: Array, chosen: Array | None = None) -> Array:
        rows = [self._row(field, int(count), int(last)) for count, last in hidden]
        return np.stack(rows).astype(np.float32)

    def zero_chord_state(self, batch: int = 1) -> Array:
        return np.zeros((batch, 1), np.float32)

    def chord_step(self, state: Array, features: Array) -> tuple[Array, Array]:
        """Two steps I, two steps V, and so on; a little of everything else."""
        row = np.full((len(state), CHORD_VALUES), -12.0)
        row[:, 1 + (7 * 8 if int(state[0, 0]) % 4 >= 2 else 0)] = 0.0
        return row.astype(np.float32), state + np.float32(1)

    def _row(self, field: int, count: int, last: int) -> Array:
        size = FIELDS[field].size
        if self.stubborn:
            row = np.full(size, -60.0)
            row[self._only(field, count)] = 0.0
            return row
        if field == KIND:
            row = np.full(size, -4.0)
            row[Kind.NOTE] = 0.0
            row[Kind.HOLD] = -6.0
            return row
        if field == DURATION:
            row = np.full(size, -5.0)
            row[DURATIONS.index(6)] = 0.0
            row[DURATIONS.index(12)] = -1.0
            row[DURATIONS.index(3)] = -2.0
            return row
        here = last - 1 if last > 0 else STEPS[count % len(STEPS)]
        return -0.5 * np.abs(np.arange(size) - here).astype(np.float64) - 2.0 * (np.arange(size) == here)

    def _only(self, field: int, count: int) -> int:
        if field == KIND:
            return Kind.REST if self.stubborn == "rest" else Kind.NOTE
        if field == DURATION:
            return DURATIONS.index(6)
        return STEPS[4 + count % 4 if self.stubborn == "cell" else 5]
