"""Runs a bundle of the `abc` codec: one step graph over characters. One thread, no torch.

    graphs = AbcGraphs(folder, manifest)
    logp, state = graphs.step(graphs.zero_state(1), features)

Rows are takes; with int8 a row's result is the same bits alone and in any batch.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from musegen_app.base.errors import BundleError
from musegen_app.bundles.manifest import Manifest
from musegen_app.bundles.open_graph import open_graph
from musegen_app.codecs.abc_text import SYMBOLS, signature
from musegen_app.codecs.abc_tracker import SIZES, WIDTH

CODEC = "abc"
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


class AbcGraphs:
    """Not thread-safe; the inference worker's thread owns it. Raises BundleError."""

    def __init__(self, folder: Path, manifest: Manifest, precision: Literal["int8", "fp32"] = "int8") -> None:
        if manifest.codec != CODEC or manifest.signature != signature(SIZES):
            raise BundleError(f"The model {manifest.name} speaks another dialect of “abc” than this version.")
        self.manifest = manifest
        self.state_size = manifest.size("state")
        self.plain = bool(manifest.size("plain"))  # the net knows the last two characters only
        inputs = {"state": self.state_size, "features": WIDTH}
        outputs = {"logp": SYMBOLS, "new_state": self.state_size}
        self._step = open_graph(folder, manifest, f"step.{precision}.onnx", inputs, outputs)

    def zero_state(self, batch: int = 1) -> Floats:
        return np.zeros((batch, self.state_size), np.float32)

    def step(self, state: Floats, features: Ints) -> tuple[Floats, Floats]:
        """One character on: state (B, state), features (B, WIDTH) → log-probabilities (B, SYMBOLS), new state."""
        logp, new_state = self._step.run(None, {"state": state, "features": features})
        return logp, new_state


def open_abc_bundle(folder: Path, manifest: Manifest) -> AbcGraphs:
    """The int8 net of a bundle whose files have been checked."""
    return AbcGraphs(folder, manifest)
