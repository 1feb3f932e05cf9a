"""Writes ONNX graphs node by node.

Weights are not copied into the graphs: an initialiser points at its bytes in `weights.safetensors` (fp16, cast once
when the graph is loaded). In an int8 graph the large matrix products hold their own 7-bit weights: the activations
enter with one fixed scale, so that a row gives the same bits alone and in any batch, and 7 bits cannot saturate the
16-bit sums of processors without VNNI.
"""

from __future__ import annotations

import itertools
import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file

WEIGHTS = "weights.safetensors"
OPSET, IR = 17, 9
STEPS = 63  # weights in −63…63
ACTIVATION_SCALE = 1 / 127


@dataclass(frozen=True)
class StoredWeights:
    """Weights as they lie in the safetensors file: values (fp16 precision) and the place of their bytes."""

    values: dict[str, NDArray[np.float32]]
    places: dict[str, tuple[int, int]]  # name → offset, bytes

    @staticmethod
    def write(path: Path, tensors: dict[str, NDArray[np.float32]]) -> StoredWeights:
        half = {name: np.ascontiguousarray(value.astype(np.float16)) for name, value in tensors.items()}
        save_file(half, path)
        path.chmod(0o644)
        data = path.read_bytes()
        (header,) = struct.unpack("<Q", data[:8])
        table = json.loads(data[8 : 8 + header])
        places = {
            name: (8 + header + entry["data_offsets"][0], entry["data_offsets"][1] - entry["data_offsets"][0])
            for name, entry in table.items()
            if name != "__metadata__"
        }
        return StoredWeights({name: value.astype(np.float32) for name, value in half.items()}, places)


class Graph:
    """A graph under construction. Every method adds nodes and returns the name of its result."""

    def __init__(self, weights: StoredWeights, int8: bool) -> None:
        self.weights, self.int8 = weights, int8
        self.nodes: list[onnx.NodeProto] = []
        self.initialisers: dict[str, onnx.TensorProto] = {}
        self._names = (f"t{i}" for i in itertools.count())

    def op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        return self.ops(kind, 1, *inputs, **attributes)[0]

    def ops(self, kind: str, outputs: int, *inputs: str, **attributes: Any) -> list[str]:
        names = [next(self._names) for _ in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, **attributes))
        return names

    def constant(self, value: NDArray[np.generic], name: str = "") -> str:
        name = name or next(self._names)
        self.initialisers[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def ints(self, *values: int) -> str:
        return self.constant(np.array(values, np.int64))

    def weight(self, name: str) -> str:
        """A stored tensor as float32."""
        stored = f"stored.{name}"
        if stored not in self.initialisers:
            self.initialisers[stored] = self._external(stored, name)
        return self.op("Cast", stored, to=TensorProto.FLOAT)

    def _external(self, stored: str, name: str) -> onnx.TensorProto:
        offset, size = self.weights.places[name]
        tensor = TensorProto(name=stored, data_type=TensorProto.FLOAT16, dims=self.weights.values[name].shape)
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in (("location", WEIGHTS), ("offset", str(offset)), ("length", str(size))):
            tensor.external_data.add(key=key, value=value)
        return tensor

    def linear(self, x: str, weights: Sequence[str], bias: Sequence[str]) -> str:
        """x · [weights side by side]ᵀ + the sum of the biases; x in (−1, 1)."""
        product = self._int8_product(x, weights) if self.int8 else self._product(x, weights)
        for name in bias:
            product = self.op("Add", product, self.weight(name))
        return product

    def _product(self, x: str, weights: Sequence[str]) -> str:
        parts = [self.weight(name) for name in weights]
        whole = parts[0] if len(parts) == 1 else self.op("Concat", *parts, axis=1)
        return self.op("MatMul", x, self.op("Transpose", whole, perm=[1, 0]))

    def _int8_product(self, x: str, weights: Sequence[str]) -> str:
        matrix = np.concatenate([self.weights.values[name] for name in weights], axis=1).T  # (in, out)
        scale = np.maximum(np.abs(matrix).max(axis=0), 1e-8) / STEPS
        small = np.clip(np.rint(matrix / scale), -STEPS, STEPS).astype(np.int8)
        zero = self.constant(np.array(128, np.uint8))
        quantised = self.op("QuantizeLinear", x, self.constant(np.array(ACTIVATION_SCALE, np.float32)), zero)
        product = self.op("MatMulInteger", quantised, self.constant(small), zero)
        as_float = self.op("Cast", product, to=TensorProto.FLOAT)
        return self.op("Mul", as_float, self.constant((scale * ACTIVATION_SCALE).astype(np.float32)))

    def column_sum(self, rows: str, offsets: NDArray[np.int64], table: str, bias: str, numbers: str = "") -> str:
        """Rows of categories (…, columns) → tanh of the sum of their embeddings (and of `numbers`, if given)."""
        index = self.op("Add", rows, self.constant(offsets))
        picked = self.op("Gather", self.weight(table), index)
        total = self.sum_rows(self.constant(np.ones((1, len(offsets)), np.float32)), picked)
        total = self.op("Add", total, self.weight(bias))
        return self.op("Tanh", self.op("Add", total, numbers) if numbers else total)

    def sum_rows(self, weights: str, rows: str) -> str:
        """weights (…, 1, n) · rows (…, n, size) → (…, size).

        A product and not a ReduceSum: that one adds in another order when the batch is one row.
        """
        return self.op("Squeeze", self.op("MatMul", weights, rows), self.ints(-2))

    def lstm_cell(self, x: str, h: str, c: str, layer: str) -> tuple[str, str]:
        """One step of one layer; `layer` such as "lstm.{}_l0" with the part's name to be filled in."""
        names = [layer.format(part) for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
        gates = self.linear(self.op("Concat", x, h, axis=1), names[:2], names[2:])
        i, f, g, o = self.ops("Split", 4, gates, axis=1)
        keep = self.op("Mul", self.op("Sigmoid", f), c)
        new_c = self.op("Add", keep, self.op("Mul", self.op("Sigmoid", i), self.op("Tanh", g)))
        return self.op("Mul", self.op("Sigmoid", o), self.op("Tanh", new_c)), new_c

    def slices(self, x: str, sizes: Sequence[int]) -> list[str]:
        return self.ops("Split", len(sizes), x, self.ints(*sizes), axis=1)

    def save(self, path: Path, inputs: Sequence[onnx.ValueInfoProto], outputs: dict[str, tuple[str, int]]) -> None:
        """Write the graph. `outputs`: public name → (result, width); all are float (batch, width)."""
        for name, (result, _) in outputs.items():
            self.nodes.append(helper.make_node("Identity", [result], [name]))
        infos = [floats(name, width) for name, (_, width) in outputs.items()]
        graph = helper.make_graph(self.nodes, path.stem, list(inputs), infos, list(self.initialisers.values()))
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR)
        path.write_bytes(model.SerializeToString())


def floats(name: str, width: int, rows: str = "batch") -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [rows, width])


def integers(name: str, width: int, rows: str = "batch") -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.INT64, [rows, width])
