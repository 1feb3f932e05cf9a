"""The graphs of a chorale net: context (lane cells → vectors), step (state ← inputs), a head for each voice, and the
biases of the machine."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from musegen_app.nets.satb_past import VOICES, SatbConfig
from musegen_app.training.export.graph import Graph, StoredWeights, floats, integers
from musegen_app.training.export.lstm_graphs import offsets

PRECISIONS = ("fp32", "int8")


def write_satb_graphs(folder: Path, config: SatbConfig, weights: StoredWeights, rbm: bool) -> list[str]:
    """Write all graphs of a net; returns the file names."""
    names = ["context.onnx"]
    _context(folder / names[0], config, weights)
    for precision in PRECISIONS:

        def graph(small: bool = precision == "int8") -> Graph:
            return Graph(weights, small)

        def path(part: str, suffix: str = precision) -> Path:
            names.append(f"{part}.{suffix}.onnx")
            return folder / names[-1]

        _step(path("step"), config, graph())
        for voice in range(VOICES):
            _head(path(f"head.{voice}"), config, graph(), voice)
        if rbm:
            _biases(path("biases"), config, graph())
    return names


def _context(path: Path, config: SatbConfig, weights: StoredWeights) -> None:
    """cells (steps, columns) → vectors (steps, lane): what each step and all after it have fixed."""
    g = Graph(weights, int8=False)
    table, bias = "past.lane.cells.table.weight", "past.lane.cells.bias"
    x = g.column_sum("cells", offsets(config.cell_sizes), table, bias)
    order = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    w, r, bw, br = (_gates_zrh(g, f"past.lane.gru.{part}_l0", config.lane) for part in order)
    both = g.op("Concat", bw, br, axis=1)
    sequence = g.op("Unsqueeze", x, g.ints(1))
    y = g.ops("GRU", 2, sequence, w, r, both, direction="reverse", hidden_size=config.lane, linear_before_reset=1)[0]
    vectors = g.op("Squeeze", y, g.ints(1, 2))
    g.save(path, [integers("cells", len(config.cell_sizes), "count")], {"vectors": (vectors, config.lane)})


def _gates_zrh(g: Graph, name: str, size: int) -> str:
    """torch orders a GRU's gates r, z, n; ONNX z, r, h. Adds the direction axis."""
    r, z, n = g.ops("Split", 3, g.weight(name), g.ints(size, size, size), axis=0)
    return g.op("Unsqueeze", g.op("Concat", z, r, n, axis=0), g.ints(0))


def _step(path: Path, config: SatbConfig, g: Graph) -> None:
    """(state, features, lane) → (prepared, history, new_state)."""
    sizes = offsets(config.column_sizes)
    embedded = g.column_sum("features", sizes, "past.inputs.table.weight", "past.inputs.bias")
    x = g.op("Concat", embedded, "lane", axis=1)
    state = _gru_cell(g, x, config.hidden)
    history = g.op("Concat", x, state, axis=1)
    prepared = g.linear(history, ["nade.project.weight"], ["nade.project.bias"])
    inputs = [
        floats("state", config.hidden),
        integers("features", len(config.column_sizes)),
        floats("lane", config.lane),
    ]
    outputs = {
        "prepared": (prepared, VOICES * config.head),
        "history": (history, config.history),
        "new_state": (state, config.hidden),
    }
    g.save(path, inputs, outputs)


def _gru_cell(g: Graph, x: str, hidden: int) -> str:
    def side(source: str, part: str) -> list[str]:
        name = "past.gru.{}_" + part + "_l0"
        return g.slices(g.linear(source, [name.format("weight")], [name.format("bias")]), [hidden] * 3)

    xr, xz, xn = side(x, "ih")
    hr, hz, hn = side("state", "hh")
    r, z = g.op("Sigmoid", g.op("Add", xr, hr)), g.op("Sigmoid", g.op("Add", xz, hz))
    n = g.op("Tanh", g.op("Add", xn, g.op("Mul", r, hn)))
    return g.op("Add", n, g.op("Mul", z, g.op("Sub", "state", n)))


def _head(path: Path, config: SatbConfig, g: Graph, voice: int) -> None:
    """(prepared, given, relations, match) → logits of the values of one voice; see `nets/satb_nade.py`."""
    c = config
    mine = g.slices("prepared", [c.head] * VOICES)[voice]
    first = c.given * (VOICES * voice + np.arange(VOICES, dtype=np.int64))
    picked = g.op("Gather", g.weight("nade.given.weight"), g.op("Add", "given", g.constant(first)))
    summed = g.sum_rows(g.constant(np.ones((1, VOICES), np.float32)), picked)
    x = g.op("Tanh", g.op("Add", mine, summed))
    mixed = g.linear(x, [f"nade.mix.{voice}.weight"], [f"nade.mix.{voice}.bias"])
    x = g.op("Tanh", g.op("Add", mixed, x))
    out = g.linear(x, [f"nade.out.{voice}.weight"], [f"nade.out.{voice}.bias"])
    plain, copy, related = g.slices(out, [c.values, 1, sum(c.families)])
    logits = g.op("Add", g.op("Add", plain, _related(g, c, related)), _copied(g, c, copy))
    inputs = [
        floats("prepared", VOICES * c.head),
        integers("given", VOICES),
        integers("relations", len(c.families) * c.pitches),
        integers("match", 1),
    ]
    g.save(path, inputs, {"logits": (logits, c.values)})


def _related(g: Graph, config: SatbConfig, related: str) -> str:
    """The sum over the families of what each pitch finds there; nothing for the values that are no pitches."""
    count = len(config.families)
    found = g.op("GatherElements", related, "relations", axis=1)
    rows = g.op("Reshape", found, g.ints(-1, count, config.pitches))
    summed = g.sum_rows(g.constant(np.ones((1, count), np.float32)), rows)
    return g.op("Pad", summed, g.ints(0, config.first_pitch, 0, 0))


def _copied(g: Graph, config: SatbConfig, weight: str) -> str:
    """The weight of the match on the value that followed it."""
    switch = g.constant(np.array([0, 1], np.float32))
    one_hot = g.op("OneHot", "match", g.constant(np.array(config.values + 1, np.int64)), switch)
    row = g.op("Slice", g.op("Squeeze", one_hot, g.ints(1)), g.ints(1), g.ints(config.values + 1), g.ints(1))
    return g.op("Mul", row, weight)


def _biases(path: Path, config: SatbConfig, g: Graph) -> None:
    """history → units: what the past adds to the biases of the machine's units."""
    units = g.linear("history", ["rbm.to_units.weight"], ["rbm.to_units.bias"])
    g.save(path, [floats("history", config.history)], {"units": (units, config.units)})
