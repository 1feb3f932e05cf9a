"""The graphs of an `EventLstm`: context (lane cells → vectors), step (state ← inputs), and a head per field."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musegen_app.nets.gru import GruConfig
from musegen_app.nets.lstm import LstmConfig
from musegen_app.training.export.graph import Graph, StoredWeights, floats, integers


def write_lstm_graphs(folder: Path, config: LstmConfig, weights: StoredWeights, fields: Sequence[str]) -> list[str]:
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


def offsets(sizes: Sequence[int]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)


def hidden_parts(config: LstmConfig | GruConfig) -> list[int]:
    """What `hidden` is made of: per field what its head needs, then what copying adds to the logits of each field."""
    copied = [size if columns else 0 for size, columns in zip(config.field_sizes, config.copy_columns, strict=True)]
    return [config.head] * len(config.field_sizes) + copied


def state_size(config: LstmConfig) -> int:
    return 2 * config.layers * config.hidden


def write_context(path: Path, config: LstmConfig | GruConfig, weights: StoredWeights) -> None:
    """cells (count, columns) → vectors (count, lane): what each cell and all after it say."""
    g = Graph(weights, int8=False)
    x = g.column_sum("cells", offsets(config.cell_sizes), "lane.cells.table.weight", "lane.cells.bias")
    order = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    w, r, bw, br = (_gates_zrh(g, f"lane.gru.{part}_l0", config.lane) for part in order)
    bias = g.op("Concat", bw, br, axis=1)
    sequence = g.op("Unsqueeze", x, g.ints(1))
    y = g.ops("GRU", 2, sequence, w, r, bias, direction="reverse", hidden_size=config.lane, linear_before_reset=1)[0]
    vectors = g.op("Squeeze", y, g.ints(1, 2))
    g.save(path, [integers("cells", len(config.cell_sizes), "count")], {"vectors": (vectors, config.lane)})


def _gates_zrh(g: Graph, name: str, size: int) -> str:
    """torch orders a GRU's gates r, z, n; ONNX z, r, h. Adds the direction axis."""
    r, z, n = g.ops("Split", 3, g.weight(name), g.ints(size, size, size), axis=0)
    return g.op("Unsqueeze", g.op("Concat", z, r, n, axis=0), g.ints(0))


def _step(path: Path, config: LstmConfig, g: Graph) -> None:
    """(state, features, lane, numbers where the net has any) → (hidden, new_state)."""
    numbers = g.linear("numbers", ["inputs.numbers.weight"], []) if config.numbers else ""
    table, bias = "inputs.table.weight", "inputs.bias"
    embedded = g.column_sum("features", offsets(config.column_sizes), table, bias, numbers)
    x = g.op("Concat", embedded, "lane", axis=1)
    parts = g.slices("state", [config.hidden] * (2 * config.layers))
    new: list[str] = []
    for layer in range(config.layers):
        x, c = g.lstm_cell(x, parts[2 * layer], parts[2 * layer + 1], f"lstm.{{}}_l{layer}")
        new += [x, c]
    sizes = [config.head] * len(config.field_sizes) + [len(c) for c in config.copy_columns if c]
    seen = g.op("Concat", embedded, x, axis=1)
    prepared = g.slices(g.linear(seen, ["heads.project.weight"], ["heads.project.bias"]), sizes)
    copying = [i for i, columns in enumerate(config.copy_columns) if columns]
    copies = [
        copied(g, config.copy_columns[i], config.field_sizes[i], prepared[len(config.field_sizes) + n])
        for n, i in enumerate(copying)
    ]
    hidden = g.op("Concat", *prepared[: len(config.field_sizes)], *copies, axis=1)
    inputs = [
        floats("state", state_size(config)),
        integers("features", len(config.column_sizes)),
        floats("lane", config.lane),
        *([floats("numbers", config.numbers)] if config.numbers else []),
    ]
    state = g.op("Concat", *new, axis=1)
    g.save(path, inputs, {"hidden": (hidden, sum(hidden_parts(config))), "new_state": (state, state_size(config))})


def copied(g: Graph, copy_columns: Sequence[int], size: int, weights: str) -> str:
    """What the candidates add to the logits: one weight per candidate on the value that it names."""
    candidates = g.op("Gather", "features", g.constant(np.array(copy_columns, np.int64)), axis=1)
    switch = g.constant(np.array([0, 1], np.float32))
    one_hot = g.op("OneHot", candidates, g.constant(np.array(size + 1, np.int64)), switch)
    total = g.sum_rows(g.op("Unsqueeze", weights, g.ints(1)), one_hot)
    return g.op("Slice", total, g.ints(1), g.ints(size + 1), g.ints(1))


def _head(path: Path, config: LstmConfig, g: Graph, field: int) -> None:
    """(hidden, values of the fields before this one) → logp of this field."""
    parts = hidden_parts(config)
    pieces = g.slices("hidden", [p for p in parts if p])
    x = pieces[field]
    inputs = [floats("hidden", sum(parts))]
    if field:
        given = g.op("Transpose", g.weight(f"heads.given.{field}.weight"), perm=[1, 0])
        index = g.op("Add", "chosen", g.constant(offsets(config.field_sizes[:field])))
        x = g.op("Add", x, g.op("ReduceSum", g.op("Gather", given, index), g.ints(1), keepdims=0))
        inputs.append(integers("chosen", field))
    logits = g.linear(g.op("Tanh", x), [f"heads.out.{field}.weight"], [f"heads.out.{field}.bias"])
    if parts[len(config.field_sizes) + field]:
        n = len(config.field_sizes) + sum(1 for p in parts[len(config.field_sizes) :][:field] if p)
        logits = g.op("Add", logits, pieces[n])
    g.save(path, inputs, {"logp": (g.op("LogSoftmax", logits, axis=1), config.field_sizes[field])})
