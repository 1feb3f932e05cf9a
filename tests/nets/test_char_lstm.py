# ruff: noqa: E402 (nothing is imported where torch is missing)
"""The character LSTM: shapes, state, learning by heart."""

from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
torch.set_num_threads(1)
pytestmark = pytest.mark.torch

import numpy as np
import onnxruntime

from musegen_app.codecs.abc_text import SYMBOLS
from musegen_app.codecs.abc_tracker import COPY_COLUMNS, SIZES
from musegen_app.nets.char_lstm import CharConfig, CharLstm
from musegen_app.training.abc_task import NOTHING, AbcCorpus, AbcTask, batch_of, nats, nats_per_character
from musegen_app.training.export.char_graph import state_size, write_char_graphs
from musegen_app.training.export.graph import WEIGHTS, StoredWeights

CONFIG = CharConfig(SIZES, SYMBOLS, COPY_COLUMNS, embedding=16, hidden=24, layers=2, head=16, dropout=0.0)
TEXTS = ("M:4/4\nL:1/4\nK:G\nDGBA|G4||\n", "M:6/8\nK:D\nd2e f3|\n")
SETTINGS = {
    "embedding": 16,
    "hidden": 24,
    "layers": 1,
    "head": 16,
    "dropout": 0.0,
    "batch_chars": 80,
    "transpose": 1.0,
    "eighths": 0.0,
    "plain": False,
}


def test_it_gives_log_probabilities_and_carries_its_state() -> None:
    torch.manual_seed(1)
    net = CharLstm(CONFIG).eval()
    rows = batch_of(TEXTS, False).rows
    whole, _ = net(rows)
    assert whole.shape == (*rows.shape[:2], SYMBOLS)
    assert torch.allclose(whole.exp().sum(-1), torch.ones(rows.shape[:2]), atol=1e-5)
    first, state = net(rows[:10])
    second, _ = net(rows[10:], state)
    assert torch.allclose(torch.cat([first, second]), whole, atol=1e-5)


def test_it_learns_two_tunes_by_heart() -> None:
    torch.manual_seed(1)
    net = CharLstm(CONFIG)
    batch = batch_of(TEXTS, False)
    count = int((batch.targets != NOTHING).sum())
    assert count == sum(len(t) + 1 for t in TEXTS)
    optimiser = torch.optim.Adam(net.parameters(), 0.02)
    for _ in range(90):
        optimiser.zero_grad()
        loss = nats(net, batch) / count
        loss.backward()
        optimiser.step()
    assert float(loss.detach()) < 0.1
    assert nats_per_character(net, TEXTS, False) < 0.15


def test_every_epoch_has_as_many_batches_and_moves_keys() -> None:
    corpus = AbcCorpus({"train": TEXTS * 5, "valid": TEXTS, "test": TEXTS})
    task = AbcTask(corpus, SETTINGS)
    counts = {len(task.batches(e, np.random.default_rng(e))) for e in range(5)}
    assert len(counts) == 1
    views = {task.view(TEXTS[0], np.random.default_rng(i)).splitlines()[2] for i in range(20)}
    assert views == {"K:G", "K:D"}


@pytest.mark.parametrize(("precision", "tolerance"), [("fp32", 2e-5), ("int8", 0.15)])
def test_the_exported_step_is_the_torch_step(tmp_path: Path, precision: str, tolerance: float) -> None:
    torch.manual_seed(2)
    net = CharLstm(CONFIG)
    net.load_state_dict({k: v.half().float() for k, v in net.state_dict().items()})
    net.eval()
    weights = StoredWeights.write(tmp_path / WEIGHTS, {k: v.numpy() for k, v in net.state_dict().items()})
    write_char_graphs(tmp_path, CONFIG, weights)
    session = onnxruntime.InferenceSession(tmp_path / f"step.{precision}.onnx", providers=["CPUExecutionProvider"])
    rows = batch_of(TEXTS, False).rows.numpy()
    with torch.no_grad():
        expected = net(torch.from_numpy(rows))[0].numpy()
    state = np.zeros((2, state_size(CONFIG)), np.float32)
    alone = state[:1]
    for step in range(12):
        logp, state = session.run(None, {"state": state, "features": rows[step]})
        one, alone = session.run(None, {"state": alone, "features": rows[step, :1]})
        assert np.abs(logp - expected[step]).max() < tolerance
        if precision == "int8":
            assert (one[0] == logp[0]).all()  # a take is the same bits alone and in a batch
