"""Runs the step graphs of a pop bundle with onnxruntime: one thread, no torch.

    graphs = open_pop(folder, manifest)               # int8; PopGraphs(folder, manifest, "fp32") for the exact weights
    vectors = graphs.lane_vectors(tracker.cells)      # once a request; row `tracker.lane_index` goes to each step
    hidden, state = graphs.step(state, features, lane)
    logp = graphs.head(ONSET, hidden)                 # then the fields that it asks for, -1 for those it does not

Rows are takes: all arrays have the batch first. With int8 a row's result is the same bits alone and in any batch.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from musegen_app.base.errors import BundleError
from musegen_app.bundles.manifest import Manifest
from musegen_app.bundles.open_graph import open_graph
from musegen_app.codecs.pop import FIELDS
from musegen_app.codecs.pop_features import WIDTH, signature
from musegen_app.codecs.pop_lane import CELL_WIDTH

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
CODEC = "pop"


class PopGraphs:
    """The graphs of one bundle. Not thread-safe. Raises BundleError."""

    def __init__(self, folder: Path, manifest: Manifest, precision: Literal["int8", "fp32"] = "int8") -> None:
        if manifest.codec != CODEC or manifest.signature != signature():
            raise BundleError(
                f"The model {manifest.name} speaks another dialect of “{manifest.codec}” than this version."
            )
        self.manifest = manifest
        hidden, self._state, self.lane_size = (manifest.size(name) for name in ("hidden", "state", "lane"))
        inputs = {"state": self._state, "features": WIDTH, "lane": self.lane_size}
        outputs = {"hidden": hidden, "new_state": self._state}
        cells = {"cells": CELL_WIDTH}, {"vectors": self.lane_size}
        self._context = open_graph(folder, manifest, "context.onnx", *cells)
        self._step = open_graph(folder, manifest, f"step.{precision}.onnx", inputs, outputs)
        self._heads = [
            open_graph(
                folder,
                manifest,
                f"head.{field.name}.{precision}.onnx",
                {"hidden": hidden, **({"chosen": i} if i else {})},
                {"logp": field.size},
            )
            for i, field in enumerate(FIELDS)
        ]

    def lane_vectors(self, cells: Ints) -> Floats:
        """Vectors of a lane's cells, one row each, and a zero row for "nothing more"."""
        nothing = np.zeros((1, self.lane_size), np.float32)
        if not len(cells):
            return nothing
        (vectors,) = self._context.run(None, {"cells": cells})
        return np.concatenate([vectors, nothing])

    def zero_state(self, batch: int = 1) -> Floats:
        """The state before the first event."""
        return np.zeros((batch, self._state), np.float32)

    def step(self, state: Floats, features: Ints, lane: Floats) -> tuple[Floats, Floats]:
        """One event on: (hidden for the heads, new state). features (B, WIDTH), lane (B, lane)."""
        hidden, new_state = self._step.run(None, {"state": state, "features": features, "lane": lane})
        return hidden, new_state

    def head(self, field: int, hidden: Floats, chosen: Ints | None = None) -> Floats:
        """Log-probabilities (B, size) of a field given the values of the fields before it (B, field), -1 not drawn."""
        inputs: dict[str, Any] = {"hidden": hidden}
        if field:
            inputs["chosen"] = chosen
        (logp,) = self._heads[field].run(None, inputs)
        return logp  # type: ignore[no-any-return]


def open_pop(folder: Path, manifest: Manifest) -> PopGraphs:
    """The graphs as they are shipped to be played: int8."""
    return PopGraphs(folder, manifest)
