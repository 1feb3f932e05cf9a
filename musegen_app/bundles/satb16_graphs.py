"""Runs a chorale bundle: the step graphs with onnxruntime, the machine's weights with numpy. No torch.

Rows are takes: all arrays have the batch first, and in int8 a row's result is the same bits alone and in any batch.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from musegen_app.base.errors import BundleError
from musegen_app.bundles.manifest import Manifest
from musegen_app.bundles.open_graph import load_weights, open_graph
from musegen_app.codecs.satb16 import PITCHES, VALUES, VOICES
from musegen_app.codecs.satb16_features import WIDTH, signature
from musegen_app.codecs.satb16_lane import CELL_WIDTH
from musegen_app.codecs.satb16_relations import FAMILIES

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Precision = Literal["int8", "fp32"]
NADE, RBM = "nade", "rbm"
STEPS_PER_WEIGHT = 2.0**11  # weights are multiples of 1/2048 below 8: sums of 256 of them are exact in any order
_LARGEST = 8.0


class SatbGraphs:
    """The graphs of one bundle; `heads` are the samplers it has, the usual one first. Not thread-safe.

    Raises BundleError.
    """

    def __init__(self, folder: Path, manifest: Manifest, precision: Precision = "int8") -> None:
        if manifest.codec != "satb16" or manifest.signature != signature():
            raise BundleError(f"The model {manifest.name} speaks another dialect of “satb16” than this version.")
        self.manifest = manifest
        self.heads = tuple(manifest.extras.get("styles", [NADE]))
        self._folder, self._precision = folder, precision
        sizes = {n: manifest.size(n) for n in ("state", "history", "lane", "prepared")}
        self.state_size, self.lane_size = sizes["state"], sizes["lane"]
        self._context = open_graph(folder, manifest, "context.onnx", {"cells": CELL_WIDTH}, {"vectors": sizes["lane"]})
        self._step = self._open(
            "step",
            {"state": sizes["state"], "features": WIDTH, "lane": sizes["lane"]},
            {"prepared": sizes["prepared"], "history": sizes["history"], "new_state": sizes["state"]},
        )
        related = {"given": VOICES, "relations": len(FAMILIES) * PITCHES, "match": 1}
        into = {"prepared": sizes["prepared"], **related}
        self._voices = [self._open(f"head.{v}", into, {"logits": VALUES}) for v in range(VOICES)]
        self._biases: Any = None
        self.weights: Floats = np.zeros((0, 0), np.float32)
        if RBM in self.heads:
            self._open_machine(sizes["history"], manifest.size("units"))

    def _open(self, part: str, inputs: dict[str, int], outputs: dict[str, int]) -> Any:
        return open_graph(self._folder, self.manifest, f"{part}.{self._precision}.onnx", inputs, outputs)

    def _open_machine(self, history: int, units: int) -> None:
        self._biases = self._open("biases", {"history": history}, {"units": units})
        found = load_weights(self._folder, self.manifest).get("rbm.weights")
        if found is None or found.shape != (VOICES, VALUES, units):
            raise BundleError(f"The model {self.manifest.name} is damaged: the weights of its machine do not fit.")
        exact = np.rint(np.clip(found.astype(np.float32), -_LARGEST, _LARGEST) * STEPS_PER_WEIGHT) / STEPS_PER_WEIGHT
        self.weights = exact.astype(np.float32)

    def lane_vectors(self, cells: Ints) -> Floats:
        """Lane cells (steps, columns) → a vector for each step (steps, lane); 0 where nothing is fixed any more."""
        vectors = np.zeros((len(cells), self.lane_size), np.float32)
        last = int(np.flatnonzero(cells[:, 0])[-1]) + 1 if cells[:, 0].any() else 0
        if last:
            vectors[:last] = self._context.run(None, {"cells": cells[:last]})[0]
        return vectors

    def zero_state(self, batch: int = 1) -> Floats:
        return np.zeros((batch, self.state_size), np.float32)

    def step(self, state: Floats, features: Ints, lane: Floats) -> tuple[Floats, Floats, Floats]:
        """One step further: → prepared (for `voice`), history (for `machine`), new state."""
        prepared, history, new = self._step.run(None, {"state": state, "features": features, "lane": lane})
        return prepared, history, new

    def voice(self, v: int, prepared: Floats, given: Ints, relations: Ints, match: Ints) -> Floats:
        """Logits of a voice (B, VALUES): given (B, 4), relations (B, families, PITCHES), match (B)."""
        feed = {
            "prepared": prepared,
            "given": given,
            "relations": relations.reshape(len(given), -1),
            "match": match[:, None],
        }
        logits: Floats = self._voices[v].run(None, feed)[0]
        return logits

    def machine(self, history: Floats) -> Floats:
        """What the past adds to the biases of the machine's units (B, units)."""
        units: Floats = self._biases.run(None, {"history": history})[0]
        return units


def open_satb(folder: Path, manifest: Manifest) -> SatbGraphs:
    """The int8 graphs of a checked bundle folder. Raises BundleError."""
    return SatbGraphs(folder, manifest)
