"""The graph of a `CharLstm`: one symbol on."""

from __future__ import annotations

from pathlib import Path

from musegen_app.nets.char_lstm import CharConfig
from musegen_app.training.export.graph import Graph, StoredWeights, floats, integers
from musegen_app.training.export.lstm_graphs import copied, offsets


def state_size(config: CharConfig) -> int:
    """Of each layer the output and the cell."""
    return 2 * config.layers * config.hidden


def write_char_graphs(folder: Path, config: CharConfig, weights: StoredWeights) -> list[str]:
    """step.fp32.onnx and step.int8.onnx: (state, features) → (logp, new_state). Returns the file names."""
    names = []
    for precision in ("fp32", "int8"):
        names.append(f"step.{precision}.onnx")
        _step(folder / names[-1], config, Graph(weights, precision == "int8"))
    return names


def _step(path: Path, config: CharConfig, g: Graph) -> None:
    embedded = g.column_sum("features", offsets(config.column_sizes), "inputs.table.weight", "inputs.bias")
    parts = g.slices("state", [config.hidden] * (2 * config.layers))
    x, new = embedded, []
    for layer in range(config.layers):
        x, c = g.lstm_cell(x, parts[2 * layer], parts[2 * layer + 1], f"lstm.{{}}_l{layer}")
        new += [x, c]
    prepared = g.linear(g.op("Concat", embedded, x, axis=1), ["heads.project.weight"], ["heads.project.bias"])
    sizes = [config.head, len(config.copy_columns)] if config.copy_columns else [config.head]
    pieces = g.slices(prepared, sizes)
    logits = g.linear(g.op("Tanh", pieces[0]), ["heads.out.0.weight"], ["heads.out.0.bias"])
    if config.copy_columns:
        logits = g.op("Add", logits, copied(g, config.copy_columns, config.symbols, pieces[1]))
    inputs = [floats("state", state_size(config)), integers("features", len(config.column_sizes))]
    logp = g.op("LogSoftmax", logits, axis=1)
    outputs = {"logp": (logp, config.symbols), "new_state": (g.op("Concat", *new, axis=1), state_size(config))}
    g.save(path, inputs, outputs)
