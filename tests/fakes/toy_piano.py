"""ToyPiano: a tiny piano net with the interface of `PerfGraphs`. No training, no files, no onnxruntime.

It likes quavers that walk up and down around middle C, a chord on every fourth, and the pedal now and then; every
number is exact in float32. `stubborn` makes it say one key or silence for ever, with a tiny chance for everything else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from musegen_app.codecs.perf import DURATION, FIELDS, GAP, GAPS, PEDAL_DOWN, PEDAL_UP, VALUE, VELOCITY, WAIT, key_value

Array = np.ndarray
WALK = (60, 62, 64, 65, 67, 65, 64, 62)


@dataclass
class ToyPiano:
    """`stubborn`: "" (walks), "key" or "wait". `calls` counts steps."""

    stubborn: str = ""
    calls: int = 0
    styles: tuple[str, ...] = ("Bach", "Chopin")

    def lane_vectors(self, cells: Array) -> Array:
        return np.zeros((len(cells) + 1, 1), np.float32)

    def zero_state(self, batch: int = 1) -> Array:
        return np.zeros((batch, 1), np.float32)

    def step(self, state: Array, features: Array, lane: Array, numbers: Array) -> tuple[Array, Array]:
        self.calls += 1
        count = state + np.float32(1)
        return count.copy(), count

    def head(self, field: int, hidden: Array, chosen: Array | None = None) -> Array:
        return np.stack([self._row(field, int(count)) for (count,) in hidden]).astype(np.float32)

    def _row(self, field: int, count: int) -> Array:
        if self.stubborn:
            row = np.full(FIELDS[field].size, -40.0)
            row[self._only(field)] = 0.0
            return row
        row = np.full(FIELDS[field].size, -6.0)
        if field == GAP:
            row[GAPS.index(12)] = 0.0
            row[0] = 0.0 if count % 4 == 0 else -6.0
        elif field == VALUE:
            row[key_value(WALK[count % 8]) + 12 * (count % 4 == 0)] = 0.0
            row[[PEDAL_UP, PEDAL_DOWN]] = -1.0
        elif field == DURATION:
            row[8:12] = 0.0
        elif field == VELOCITY:
            row[6:11] = 0.0
        else:
            row[:] = -1.0
            row[4] = 0.0
        return row

    def _only(self, field: int) -> int:
        silent = self.stubborn == "wait"
        return (GAPS.index(96 if silent else 12), WAIT if silent else key_value(60), 0, 8, 4)[field]
