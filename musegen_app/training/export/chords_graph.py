"""The step graph of a `ChordGru`."""

from __future__ import annotations

from pathlib import Path

from musegen_app.nets.chords import ChordsConfig
from musegen_app.training.export.graph import Graph, StoredWeights, floats, integers
from musegen_app.training.export.lstm_graphs import copied, offsets

PREFIX = "chords."  # of the chords net's tensors in the bundle's weights


def write_chords_graph(path: Path, config: ChordsConfig, weights: StoredWeights) -> None:
    """(state, features) → (logp, new_state), in fp32: it runs a few dozen times per request."""
    g = Graph(weights, int8=False)
    x = g.column_sum("features", offsets(config.column_sizes), f"{PREFIX}inputs.table.weight", f"{PREFIX}inputs.bias")
    state = _gru_cell(g, x, config.hidden)
    project = g.linear(state, [f"{PREFIX}heads.project.weight"], [f"{PREFIX}heads.project.bias"])
    own, weight = g.slices(project, [config.hidden, len(config.copy_columns)])
    logits = g.linear(g.op("Tanh", own), [f"{PREFIX}heads.out.0.weight"], [f"{PREFIX}heads.out.0.bias"])
    logits = g.op("Add", logits, copied(g, config.copy_columns, config.values, weight))
    outputs = {
        "logp": (g.op("LogSoftmax", logits, axis=1), config.values),
        "new_state": (state, config.hidden),
    }
    g.save(path, [floats("state", config.hidden), integers("features", len(config.column_sizes))], outputs)


def _gru_cell(g: Graph, x: str, hidden: int) -> str:
    def side(source: str, part: str) -> list[str]:
        name = PREFIX + "gru.{}_" + part + "_l0"
        return g.slices(g.linear(source, [name.format("weight")], [name.format("bias")]), [hidden] * 3)

    xr, xz, xn = side(x, "ih")
    hr, hz, hn = side("state", "hh")
    r, z = g.op("Sigmoid", g.op("Add", xr, hr)), g.op("Sigmoid", g.op("Add", xz, hz))
    n = g.op("Tanh", g.op("Add", xn, g.op("Mul", r, hn)))
    return g.op("Add", n, g.op("Mul", z, g.op("Sub", "state", n)))
