"""ToyBand: a tiny pop net with the interface of `PopGraphs`. No training, no files, no onnxruntime.

It likes a note on every quaver, now by this part, now by that, chords that go round, and NEXT where a half bar is full;
every number is exact in float32. `silent` makes it say nothing but NEXT, with a tiny chance for everything else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from musegen_app.codecs.pop import CHORD, DURATION, FIELDS, NEXT, ONSET, PART, PITCH

Array = np.ndarray
ROUND = (1, 57, 73, 41)  # chord values: I, V, vi(major), IV


@dataclass
class ToyBand:
    """`calls` counts steps."""

    silent: bool = False
    calls: int = 0

    def lane_vectors(self, cells: Array) -> Array:
        return np.zeros((len(cells) + 1, 1), np.float32)

    def zero_state(self, batch: int = 1) -> Array:
        return np.zeros((batch, 1), np.float32)

    def step(self, state: Array, features: Array, lane: Array) -> tuple[Array, Array]:
        self.calls += 1
        count = state + np.float32(1)
        return count.copy(), count

    def head(self, field: int, hidden: Array, chosen: Array | None = None) -> Array:
        return np.stack([self._row(field, int(count)) for (count,) in hidden]).astype(np.float32)

    def _row(self, field: int, count: int) -> Array:
        row = np.full(FIELDS[field].size, -7.0)
        if field == ONSET:
            row[NEXT] = 0.0 if self.silent else -1.5
            row[[0, 2]] = (-40.0, -40.0) if self.silent else (-1.0, -0.5)
            row[1:NEXT] -= 33.0 * self.silent
        elif field == CHORD:
            row[ROUND[count % 4]] = 0.0
        elif field == PART:
            row[:] = -1.1
        elif field == PITCH:
            row[24:60] = -3.6
        elif field == DURATION:
            row[1:8] = -2.0
        else:
            row[:] = -2.0
        return row
