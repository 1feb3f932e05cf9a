"""The graphs of an `EventGru`: context (lane cells → vectors), step (state ← inputs), and a head per field."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from onnx import TensorProto

from musegen_app.nets.gru import GruConfig
from musegen_app.training.export.graph import Graph, StoredWeights, floats, integers
from musegen_app.training.export.lstm_graphs import copied, hidden_parts, offsets, write_context


def write_gru_graphs(folder: Path, config: GruConfig, weights: StoredWeights, fields: Sequence[str]) -> list[str]:
    """Write all graphs of a net; returns the file names."""
    names = ["context.onnx"]
    write_context(folder / names[0], config, weights)
    for precision in ("fp32", "int8"):
        names.append(f"step.{precision}.onnx")
        _step(folder / names[-1], config, Graph(weights, precision == "int8"))
        for i, field in enumerate(fields):
            names.append(f"head.{field}.{precision}.onnx")
            _head(folder / names[-1], config, Graph(weights, precision == "int8"), i)
    return names


def state_size(config: GruConfig) -> int:
    return config.layers * config.hidden


def gru_cell(g: Graph, x: str, h: str, hidden: int, layer: str) -> str:
    """One step of one layer; `layer` such as "gru.{}_l0" with the part's name to be filled in."""
    sides = [
        g.slices(g.linear(source, [layer.format(f"weight_{part}")], [layer.format(f"bias_{part}")]), [hidden] * 3)
        for source, part in ((x, "ih"), (h, "hh"))
    ]
    (xr, xz, xn), (hr, hz, hn) = sides
    r, z = g.op("Sigmoid", g.op("Add", xr, hr)), g.op("Sigmoid", g.op("Add", xz, hz))
    n = g.op("Tanh", g.op("Add", xn, g.op("Mul", r, hn)))
    return g.op("Add", n, g.op("Mul", z, g.op("Sub", h, n)))


def _step(path: Path, config: GruConfig, g: Graph) -> None:
    """(state, features, lane) → (hidden, new_state)."""
    embedded = g.column_sum("features", offsets(config.column_sizes), "inputs.table.weight", "inputs.bias")
    x = g.op("Concat", embedded, "lane", axis=1)
    new: list[str] = []
    for layer, h in enumerate(g.slices("state", [config.hidden] * config.layers)):
        x = gru_cell(g, x, h, config.hidden, f"gru.{{}}_l{layer}")
        new.append(x)
    hidden = _prepared(g, config, g.op("Concat", embedded, x, axis=1))
    inputs = [
        floats("state", state_size(config)),
        integers("features", len(config.column_sizes)),
        floats("lane", config.lane),
    ]
    state = g.op("Concat", *new, axis=1)
    g.save(path, inputs, {"hidden": (hidden, sum(hidden_parts(config))), "new_state": (state, state_size(config))})


def _prepared(g: Graph, config: GruConfig, seen: str) -> str:
    """What the heads need of a step: a part for each field, then what copying adds to its logits."""
    fields = len(config.field_sizes)
    copying = [i for i, columns in enumerate(config.copy_columns) if columns]
    sizes = [config.head] * fields + [len(config.copy_columns[i]) for i in copying]
    parts = g.slices(g.linear(seen, ["heads.project.weight"], ["heads.project.bias"]), sizes)
    copies = [
        copied(g, config.copy_columns[i], config.field_sizes[i], parts[fields + n]) for n, i in enumerate(copying)
    ]
    return g.op("Concat", *parts[:fields], *copies, axis=1)


def _head(path: Path, config: GruConfig, g: Graph, field: int) -> None:
    """(hidden, values of the fields before this one, -1 = not drawn) → logp of this field."""
    parts = hidden_parts(config)
    pieces = g.slices("hidden", [p for p in parts if p])
    x = pieces[field]
    inputs = [floats("hidden", sum(parts))]
    if field:
        x = g.op("Add", x, _given(g, config, field))
        inputs.append(integers("chosen", field))
    logits = g.linear(g.op("Tanh", x), [f"heads.out.{field}.weight"], [f"heads.out.{field}.bias"])
    if parts[len(config.field_sizes) + field]:
        n = len(config.field_sizes) + sum(1 for p in parts[len(config.field_sizes) :][:field] if p)
        logits = g.op("Add", logits, pieces[n])
    g.save(path, inputs, {"logp": (g.op("LogSoftmax", logits, axis=1), config.field_sizes[field])})


def _given(g: Graph, config: GruConfig, field: int) -> str:
    """What the chosen values say: the sum of their columns of the weight, nothing for a field that is not drawn."""
    columns = g.op("Transpose", g.weight(f"heads.given.{field}.weight"), perm=[1, 0])
    drawn = g.op("GreaterOrEqual", "chosen", g.constant(np.array(0, np.int64)))
    places = g.op("Add", "chosen", g.constant(offsets(config.field_sizes[:field])))
    index = g.op("Where", drawn, places, g.constant(np.array(0, np.int64)))
    counts = g.op("Unsqueeze", g.op("Cast", drawn, to=TensorProto.FLOAT), g.ints(1))
    return g.sum_rows(counts, g.op("Gather", columns, index))
