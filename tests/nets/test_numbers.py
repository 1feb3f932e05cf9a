# ruff: noqa: E402 (nothing is imported where torch is missing)
"""An event net with numbers beside its columns: they count, and the exported step is the same net."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
torch.set_num_threads(1)
pytestmark = pytest.mark.torch

import onnxruntime

from musegen_app.nets.lstm import EventLstm, LstmConfig
from musegen_app.training.export.graph import StoredWeights
from musegen_app.training.export.lstm_graphs import state_size, write_lstm_graphs

CONFIG = LstmConfig((5, 7, 4), (3, 6), (2, 5), ((), (1,)), embedding=16, hidden=32, lane=8, head=16, numbers=9)
STEPS, BATCH = 8, 16


def inputs() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    rows = np.stack([rng.integers(0, size, (STEPS, BATCH)) for size in CONFIG.column_sizes], axis=-1)
    return rows, rng.random((STEPS, BATCH, 9)).astype(np.float32)


def exported(folder: Path, precision: str) -> tuple[EventLstm, onnxruntime.InferenceSession]:
    torch.manual_seed(3)
    net = EventLstm(CONFIG).eval()
    net.load_state_dict({k: v.half().float() for k, v in net.state_dict().items()})
    weights = StoredWeights.write(folder / "weights.safetensors", {k: v.numpy() for k, v in net.state_dict().items()})
    write_lstm_graphs(folder, CONFIG, weights, ["first", "second"])
    return net, onnxruntime.InferenceSession(str(folder / f"step.{precision}.onnx"))


def test_a_net_without_numbers_has_no_weights_for_them() -> None:
    plain = EventLstm(replace(CONFIG, numbers=0))
    assert not [name for name in plain.state_dict() if "numbers" in name]


@pytest.mark.parametrize(("precision", "tolerance"), [("fp32", 2e-5), ("int8", 0.05)])
def test_exported_step_is_the_torch_step(tmp_path: Path, precision: str, tolerance: float) -> None:
    net, step = exported(tmp_path, precision)
    rows, numbers = inputs()
    state, lane = np.zeros((BATCH, state_size(CONFIG)), np.float32), np.zeros((BATCH, 8), np.float32)
    with torch.no_grad():
        out, (h, c) = net.hidden(
            torch.from_numpy(rows), torch.zeros(STEPS, BATCH, 8), numbers=torch.from_numpy(numbers)
        )
    for t in range(STEPS):
        given = {"state": state, "features": rows[t], "lane": lane, "numbers": numbers[t]}
        _, state = step.run(None, given)
    expected = torch.cat([h[0], c[0], h[1], c[1]], dim=1).numpy()
    assert np.abs(state - expected).max() < tolerance
    other, _ = net.hidden(torch.from_numpy(rows), torch.zeros(STEPS, BATCH, 8), numbers=torch.zeros(STEPS, BATCH, 9))
    assert not torch.allclose(out, other)


def test_a_row_of_a_batch_is_the_row_alone_bit_for_bit(tmp_path: Path) -> None:
    _, step = exported(tmp_path, "int8")
    rows, numbers = inputs()
    rng = np.random.default_rng(2)
    state = rng.uniform(-1, 1, (BATCH, state_size(CONFIG))).astype(np.float32)
    lane = rng.uniform(-1, 1, (BATCH, 8)).astype(np.float32)
    names = ("state", "features", "lane", "numbers")
    together = step.run(None, dict(zip(names, (state, rows[0], lane, numbers[0]), strict=True)))
    for k in range(BATCH):
        row = [x[k : k + 1] for x in (state, rows[0], lane, numbers[0])]
        alone = step.run(None, dict(zip(names, row, strict=True)))
        for whole, one in zip(together, alone, strict=True):
            assert (whole[k : k + 1] == one).all()
