"""The weights of a bundle of the `drums` codec, run by numpy: no graph, a bar is a few small products. One thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musegen_app.base.errors import BundleError
from musegen_app.bundles.manifest import Manifest
from musegen_app.bundles.open_graph import load_weights
from musegen_app.codecs.drums import CELLS, VISIBLES, Bits, Floats, signature
from musegen_app.codecs.drums_context import STYLES, TOUCH_WIDTH, WIDTH

CODEC = "drums"
SHUT = -30.0  # bias of a visible that a bar does not have, as in training
VELOCITY_WIDTH, OFFSET_WIDTH = 12.0, 6.0  # usual widths of the touch; offsets in steps of 2 ticks


def shapes(units: int, touch: int) -> dict[str, tuple[int, ...]]:
    """Names and shapes of the arrays of such a bundle."""
    return {
        "rbm.weights": (VISIBLES, units),
        "rbm.key_bias": (VISIBLES,),
        "rbm.unit_bias": (units,),
        "rbm.to_keys.weight": (VISIBLES, WIDTH),
        "rbm.to_units.weight": (units, WIDTH),
        "touch.inner.weight": (touch, TOUCH_WIDTH),
        "touch.inner.bias": (touch,),
        "touch.outer.weight": (4 * CELLS, touch),
        "touch.outer.bias": (4 * CELLS,),
        "touch.again": (CELLS, 2),
        "touch.loud": (CELLS, 4),
    }


@dataclass(frozen=True, slots=True)
class Touched:
    """How hits of each cell are played: centre and width of velocity, centre and width of the offset in steps."""

    velocity: Floats
    velocity_width: Floats
    offset: Floats
    offset_width: Floats


class DrumWeights:
    """An open bundle. Arrays are float32 and read-only; any thread may read them. Raises BundleError."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        if manifest.codec != CODEC or manifest.signature != signature(STYLES):
            raise BundleError(f"The model {manifest.name} speaks another dialect of “drums” than this version.")
        self.manifest = manifest
        found = load_weights(folder, manifest, shapes(manifest.size("units"), manifest.size("touch")))
        self._arrays = {name: np.ascontiguousarray(value, np.float32) for name, value in found.items()}
        self.weights = self._arrays["rbm.weights"]  # (VISIBLES, units)
        self.turned = np.ascontiguousarray(self.weights.T)
        self._to_keys = np.ascontiguousarray(self._arrays["rbm.to_keys.weight"].T)  # (WIDTH, VISIBLES)
        self._to_units = np.ascontiguousarray(self._arrays["rbm.to_units.weight"].T)

    def biases(self, inputs: Floats, open_visibles: Bits) -> tuple[Floats, Floats]:
        """inputs (WIDTH) of one bar → biases of its visibles and units."""
        told = np.flatnonzero(inputs)
        keys = self._arrays["rbm.key_bias"] + inputs[told] @ self._to_keys[told]
        units = self._arrays["rbm.unit_bias"] + inputs[told] @ self._to_units[told]
        return np.where(open_visibles, keys, np.float32(SHUT)), units

    def touch(self, inputs: Floats) -> Touched:
        """inputs (TOUCH_WIDTH) of one bar → how each cell is played."""
        a = self._arrays
        inner = np.tanh(a["touch.inner.weight"] @ inputs + a["touch.inner.bias"])
        out = (a["touch.outer.weight"] @ inner + a["touch.outer.bias"]).reshape(CELLS, 4)
        out += a["touch.loud"] * inputs[-3 * CELLS : -2 * CELLS, None]
        out[:, 0] += a["touch.again"][:, 0] * inputs[-2 * CELLS : -CELLS]
        out[:, 2] += a["touch.again"][:, 1] * inputs[-CELLS:]
        return Touched(
            64 + 64 * out[:, 0], _width(out[:, 1], VELOCITY_WIDTH), 60 * out[:, 2], _width(out[:, 3], OFFSET_WIDTH)
        )


def _width(raw: NDArray[np.float32], usual: float) -> Floats:
    width: Floats = np.exp(np.clip(raw + np.float32(np.log(usual)), -1.0, 5.0))
    return width


def open_drums_bundle(folder: Path, manifest: Manifest) -> DrumWeights:
    """The weights of a bundle whose files have been checked."""
    return DrumWeights(folder, manifest)
