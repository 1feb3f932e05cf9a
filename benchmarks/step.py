"""One step of a net: ONNX int8 and fp32 beside the fastest that torch can do, on one thread.

    python benchmarks/step.py [--bundle models/folk-lstm] [--json FILE] [--rounds 5]

Nets: the shipped one (its whole step: inputs, LSTM, what the heads need), and a plain 3×512 LSTM of the same build.
torch steps: `nn.LSTM` with and without oneDNN and `LSTMCell`; ratios are against the fastest of them in the same
round. Every figure is the median over rounds of the best of many short bursts, so that other work on the machine
disturbs little.
"""

from __future__ import annotations

import argparse
import functools
import json
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from figures import write_figures
from torch import nn

from musegen_app.bundles.graphs import StepGraphs
from musegen_app.codecs.lead import FIELDS
from musegen_app.codecs.lead_context import LeadContext
from musegen_app.codecs.lead_tracker import LeadTracker
from musegen_app.nets.lstm import EventLstm
from musegen_app.training.export.graph import Graph, StoredWeights, floats
from musegen_app.training.lead_settings import LeadSettings
from musegen_app.training.lead_task import net_config

LAYERS, HIDDEN = 3, 512
BURSTS, BURST_SECONDS = 12, 0.04


def seconds_per_call(call: Callable[[], object]) -> float:
    """The best burst: seconds of one call."""
    call()
    begin = time.perf_counter()
    call()
    count = max(1, int(BURST_SECONDS / max(time.perf_counter() - begin, 1e-6)))
    best = float("inf")
    for _ in range(BURSTS):
        begin = time.perf_counter()
        for _ in range(count):
            call()
        best = min(best, (time.perf_counter() - begin) / count)
    return best


def torch_steps(inputs: int, hidden: int, layers: int, batch: int) -> dict[str, Callable[[], object]]:
    """The ways to do one step of a stacked LSTM in torch."""
    lstm = nn.LSTM(inputs, hidden, layers).eval()
    sizes = [inputs] + [hidden] * (layers - 1)
    cells = nn.ModuleList(nn.LSTMCell(n, hidden) for n in sizes).eval()
    x = torch.randn(batch, inputs)
    state = (torch.zeros(layers, batch, hidden), torch.zeros(layers, batch, hidden))

    def one_dnn() -> object:
        return lstm(x[None], state)

    def plain() -> object:
        with torch.backends.mkldnn.flags(enabled=False):
            return lstm(x[None], state)

    def by_cells() -> object:
        y = x
        for i, cell in enumerate(cells):
            y, _ = cell(y, (state[0][i], state[1][i]))
        return y

    return {"nn.LSTM": one_dnn, "nn.LSTM without oneDNN": plain, "LSTMCell": by_cells}


def shipped_torch_steps(bundle: Path, batch: int) -> dict[str, Callable[[], object]]:
    """The shipped net's step in torch, the recurrence done in each of the ways of `torch_steps`."""
    settings = LeadSettings.read(bundle / "training.json")
    net = EventLstm(net_config(settings)).eval()
    rows = torch.from_numpy(np.repeat(LeadTracker(LeadContext(length=1536)).features()[None], batch, axis=0))
    ways = torch_steps(settings.embedding + settings.lane, settings.hidden, settings.layers, batch)

    def whole(recurrence: Callable[[], object]) -> object:
        x = net.inputs(rows)
        recurrence()
        prepared = net.heads.prepare(torch.cat([x, torch.zeros(batch, settings.hidden)], dim=-1))
        copies = net.heads.copies(rows)
        fields = len(net.config.field_sizes)
        return [net.heads.copied(i, prepared[fields + i], copies[i]) for i in range(fields)]

    return {name: functools.partial(whole, way) for name, way in ways.items()}


def plain_graph(folder: Path, int8: bool) -> onnxruntime.InferenceSession:
    """A 3×512 LSTM step built as the shipped ones are."""
    tensors = {
        f"l{i}.{part}": value.detach().numpy()
        for i in range(LAYERS)
        for part, value in nn.LSTMCell(HIDDEN, HIDDEN).state_dict().items()
    }
    g = Graph(StoredWeights.write(folder / "weights.safetensors", tensors), int8)
    parts = g.slices("state", [HIDDEN] * 2 * LAYERS)
    x, new = "x", []
    for i in range(LAYERS):
        x, c = g.lstm_cell(x, parts[2 * i], parts[2 * i + 1], f"l{i}.{{}}")
        new += [x, c]
    path = folder / ("int8.onnx" if int8 else "fp32.onnx")
    width = 2 * LAYERS * HIDDEN
    g.save(path, [floats("x", HIDDEN), floats("state", width)], {"new_state": (g.op("Concat", *new, axis=1), width)})
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def plain_steps(batch: int, folder: Path) -> dict[str, Callable[[], object]]:
    rng = np.random.default_rng(1)
    x = rng.uniform(-1, 1, (batch, HIDDEN)).astype(np.float32)
    state = np.zeros((batch, 2 * LAYERS * HIDDEN), np.float32)
    steps: dict[str, Callable[[], object]] = {}
    for name in ("int8", "fp32"):
        session = plain_graph(folder, name == "int8")
        steps[name] = lambda s=session: s.run(None, {"x": x, "state": state})
    return steps


def shipped_steps(bundle: Path, batch: int) -> dict[str, Callable[[], object]]:
    """The step alone, and a whole event: inputs from the tracker, step, all heads."""
    steps: dict[str, Callable[[], object]] = {}
    for precision in ("int8", "fp32"):
        graphs = StepGraphs(bundle, "int8" if precision == "int8" else "fp32")
        tracker = LeadTracker(LeadContext(length=1536))
        rows = np.repeat(tracker.features()[None], batch, axis=0)
        state, lane = graphs.zero_state(batch), np.zeros((batch, graphs.lane_size), np.float32)

        def step(g: StepGraphs = graphs, s: np.ndarray = state, r: np.ndarray = rows, v: np.ndarray = lane) -> object:
            return g.step(s, r, v)

        def event(
            g: StepGraphs = graphs, s: np.ndarray = state, v: np.ndarray = lane, t: LeadTracker = tracker
        ) -> object:
            features, chosen = (
                np.stack([t.features() for _ in range(len(s))]),
                np.zeros((len(s), len(FIELDS)), np.int64),
            )
            hidden, _ = g.step(s, features, v)
            return [g.head(f, hidden, chosen[:, :f]) for f in range(len(FIELDS))]

        steps[precision] = step
        steps[f"{precision} whole event"] = event
    return steps


def measure(bundle: Path, rounds: int) -> dict[str, float]:
    """Flat: "net, batch, what" → microseconds, and the ratios."""
    figures: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        for batch in (1, 16):
            nets = {
                "3x512": torch_steps(HIDDEN, HIDDEN, LAYERS, batch) | plain_steps(batch, Path(folder)),
                "shipped": shipped_torch_steps(bundle, batch) | shipped_steps(bundle, batch),
            }
            for net, steps in nets.items():
                for _ in range(rounds):
                    one = {name: seconds_per_call(call) for name, call in steps.items()}
                    add_round(figures, f"{net}, batch {batch}", one)
    return {name: round(statistics.median(values), 3) for name, values in figures.items()}


def add_round(figures: dict[str, list[float]], label: str, seconds: dict[str, float]) -> None:
    fastest = min(seconds[n] for n in ("nn.LSTM", "nn.LSTM without oneDNN", "LSTMCell"))
    for name, value in seconds.items():
        figures.setdefault(f"{label}, {name}, us", []).append(value * 1e6)
    for name in ("int8", "fp32"):
        figures.setdefault(f"{label}, {name} faster than torch, times", []).append(fastest / seconds[name])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--bundle", type=Path, default=Path("models/folk-lstm"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, help="also write name → number here")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    torch.manual_seed(1)
    figures = measure(options.bundle, options.rounds)
    cost = json.loads((options.bundle / "manifest.json").read_text("utf-8"))["figures"]
    share = cost["valid_nats_per_note"] / cost["valid_fp32_nats_per_note"] - 1
    figures["int8 costs in nats per note, %"] = round(100 * share, 4)
    for name, value in figures.items():
        print(f"{name:60s} {value:10.2f}")
    write_figures(options.json, figures)


if __name__ == "__main__":
    main()
