"""Runs a bundle's step graphs with onnxruntime: one thread, no torch.

    graphs = StepGraphs(folder)                      # int8; StepGraphs(folder, "fp32") for the exact weights
    vectors = graphs.lane_vectors(cells)             # once a request; row `tracker.lane_index` goes to each step
    state = graphs.zero_state(batch=1)
    hidden, state = graphs.step(state, features, lane)
    logp = graphs.head(KIND, hidden, chosen)         # then DURATION with [[kind]], PITCH with [[kind, duration]]

Rows are takes: all arrays have the batch first. With int8 a row's result is the same bits alone and in any batch.
States are plain arrays: a snapshot is a copy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from musegen_app.base.errors import BundleError
from musegen_app.bundles.manifest import Manifest, check_files, read_manifest
from musegen_app.bundles.open_graph import open_graph
from musegen_app.codecs import lead_chords
from musegen_app.codecs.lead import FIELDS
from musegen_app.codecs.lead_features import WIDTH, signature
from musegen_app.codecs.lead_lane import CELL_WIDTH

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Precision = Literal["int8", "fp32"]


class StepGraphs:
    """The graphs of one bundle. Not thread-safe; the inference worker's thread owns it. Raises BundleError."""

    def __init__(self, folder: Path, precision: Precision = "int8", *, check: bool = True) -> None:
        """Opens the graphs (about 0.1 s). `check` off skips the file hashes, for a bundle that was just checked."""
        self.manifest = read_manifest(folder)
        self._check_codec(self.manifest)
        if check:
            check_files(folder, self.manifest)
        self._folder, self._precision = folder, precision
        size = self.manifest.size
        self.hidden_size, self.state_size, self.lane_size = size("hidden"), size("state"), size("lane")
        self.chord_state_size = self.manifest.sizes.get("chord_state", 0)
        self._context = self._graph("context.onnx", {"cells": CELL_WIDTH}, {"vectors": self.lane_size})
        step_inputs = {"state": self.state_size, "features": WIDTH, "lane": self.lane_size}
        self._step = self._open_one("step", step_inputs, {"hidden": self.hidden_size, "new_state": self.state_size})
        self._heads = [self._open_head(i) for i in range(len(FIELDS))]
        self._chords: Any = None
        if self.writes_chords:
            inputs = {"state": self.chord_state_size, "features": size("chord_columns")}
            outputs = {"logp": lead_chords.CHORD_VALUES, "new_state": self.chord_state_size}
            self._chords = self._graph("chords.onnx", inputs, outputs)

    @property
    def writes_chords(self) -> bool:
        """Does the bundle hold a chords net?"""
        return self.chord_state_size > 0

    def lane_vectors(self, cells: Ints) -> Floats:
        """Vectors of a lane's cells (`tracker.lane.cells(metre)`), one row each, and a zero row for "nothing more"."""
        nothing = np.zeros((1, self.lane_size), np.float32)
        if not len(cells):
            return nothing
        (vectors,) = self._context.run(None, {"cells": cells})
        return np.concatenate([vectors, nothing])

    def zero_state(self, batch: int = 1) -> Floats:
        return np.zeros((batch, self.state_size), np.float32)

    def step(self, state: Floats, features: Ints, lane: Floats) -> tuple[Floats, Floats]:
        """One event on: (hidden for the heads, new state). features (B, WIDTH), lane (B, lane_size)."""
        hidden, new_state = self._step.run(None, {"state": state, "features": features, "lane": lane})
        return hidden, new_state

    def head(self, field: int, hidden: Floats, chosen: Ints | None = None) -> Floats:
        """Log-probabilities (B, size) of a field given the values of the fields before it (B, field)."""
        inputs: dict[str, Any] = {"hidden": hidden}
        if field:
            inputs["chosen"] = chosen
        (logp,) = self._heads[field].run(None, inputs)
        return logp  # type: ignore[no-any-return]

    def zero_chord_state(self, batch: int = 1) -> Floats:
        return np.zeros((batch, self.chord_state_size), np.float32)

    def chord_step(self, state: Floats, features: Ints) -> tuple[Floats, Floats]:
        """One chord step on: (log-probabilities of the chord values, new state); see `codecs.lead_chords`."""
        logp, new_state = self._chords.run(None, {"state": state, "features": features})
        return logp, new_state

    def _check_codec(self, manifest: Manifest) -> None:
        if manifest.codec != "lead" or manifest.signature != signature():
            raise BundleError(
                f"The model {manifest.name} speaks another dialect of “{manifest.codec}” than this version."
            )
        if manifest.sizes.get("chord_state") and manifest.chord_signature != lead_chords.signature():
            raise BundleError(f"The chords net of {manifest.name} speaks another dialect than this version.")

    def _open_head(self, field: int) -> Any:
        inputs = {"hidden": self.hidden_size, **({"chosen": field} if field else {})}
        return self._open_one(f"head.{FIELDS[field].name}", inputs, {"logp": FIELDS[field].size})

    def _open_one(self, part: str, inputs: dict[str, int], outputs: dict[str, int]) -> Any:
        return self._graph(f"{part}.{self._precision}.onnx", inputs, outputs)

    def _graph(self, name: str, inputs: dict[str, int], outputs: dict[str, int]) -> Any:
        return open_graph(self._folder, self.manifest, name, inputs, outputs)
