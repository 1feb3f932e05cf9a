"""Runs the step graphs of a net over events with onnxruntime: one thread, no torch. What the codecs have in common.

    vectors = graphs.lane_vectors(cells)             # once a request; row `tracker.lane_index` goes to each step
    state = graphs.zero_state(batch=1)
    hidden, state = graphs.step(state, features, lane)
    logp = graphs.head(0, hidden)                   # then field 1 with [[value of 0]], and so on

Rows are takes: all arrays have the batch first. With int8 a row's result is the same bits alone and in any batch.
States are plain arrays: a snapshot is a copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from musegen_app.base.errors import BundleError
from musegen_app.bundles.manifest import Manifest
from musegen_app.bundles.open_graph import open_graph

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Precision = Literal["int8", "fp32"]


class NamedField(Protocol):
    """A field of an event, as every codec has them."""

    @property
    def name(self) -> str: ...

    @property
    def size(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the graphs of a codec must fit: its fields in the order they are drawn, and how wide its inputs are.
    `numbers`: inputs beside the columns, 0 for none."""

    codec: str
    signature: str
    fields: Sequence[NamedField]
    columns: int
    cell_columns: int
    numbers: int = 0

    def check(self, manifest: Manifest) -> None:
        """Raises BundleError for a bundle that was made for another one."""
        if manifest.codec != self.codec or manifest.signature != self.signature:
            raise BundleError(
                f"The model {manifest.name} speaks another dialect of “{manifest.codec}” than this version."
            )


class EventGraphs:
    """The graphs of one bundle whose files have been checked. Not thread-safe. Raises BundleError."""

    def __init__(self, folder: Path, manifest: Manifest, dialect: Dialect, precision: Precision = "int8") -> None:
        """Opens the graphs (about 0.1 s)."""
        dialect.check(manifest)
        self.manifest = manifest
        self._folder, self._precision = folder, precision
        self.hidden_size, self.state_size, self.lane_size = map(manifest.size, ("hidden", "state", "lane"))
        self._context = self._graph("context.onnx", {"cells": dialect.cell_columns}, {"vectors": self.lane_size})
        numbers = {"numbers": dialect.numbers} if dialect.numbers else {}
        inputs = {"state": self.state_size, "features": dialect.columns, "lane": self.lane_size, **numbers}
        self._step = self._part("step", inputs, {"hidden": self.hidden_size, "new_state": self.state_size})
        self._heads = [self._head(i, field) for i, field in enumerate(dialect.fields)]

    def lane_vectors(self, cells: Ints) -> Floats:
        """Vectors of a lane's cells, one row each, and a zero row for "nothing more"."""
        nothing = np.zeros((1, self.lane_size), np.float32)
        if not len(cells):
            return nothing
        (vectors,) = self._context.run(None, {"cells": cells})
        return np.concatenate([vectors, nothing])

    def zero_state(self, batch: int = 1) -> Floats:
        """The state before the first event."""
        return np.zeros((batch, self.state_size), np.float32)

    def step(self, state: Floats, features: Ints, lane: Floats, numbers: Floats | None = None) -> tuple[Floats, Floats]:
        """One event on: (hidden for the heads, new state). features (B, columns), lane (B, lane), numbers (B, numbers)
        where the dialect has some."""
        inputs: dict[str, Any] = {"state": state, "features": features, "lane": lane}
        if numbers is not None:
            inputs["numbers"] = numbers
        hidden, new_state = self._step.run(None, inputs)
        return hidden, new_state

    def head(self, field: int, hidden: Floats, chosen: Ints | None = None) -> Floats:
        """Log-probabilities (B, size) of a field given the values of the fields before it (B, field), -1 not drawn."""
        inputs: dict[str, Any] = {"hidden": hidden}
        if field:
            inputs["chosen"] = chosen
        (logp,) = self._heads[field].run(None, inputs)
        return logp  # type: ignore[no-any-return]

    def _head(self, place: int, field: NamedField) -> Any:
        inputs = {"hidden": self.hidden_size, **({"chosen": place} if place else {})}
        return self._part(f"head.{field.name}", inputs, {"logp": field.size})

    def _part(self, part: str, inputs: dict[str, int], outputs: dict[str, int]) -> Any:
        return self._graph(f"{part}.{self._precision}.onnx", inputs, outputs)

    def _graph(self, name: str, inputs: dict[str, int], outputs: dict[str, int]) -> Any:
        return open_graph(self._folder, self.manifest, name, inputs, outputs)
