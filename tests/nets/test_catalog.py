# ruff: noqa: E402 (nothing is imported where torch is missing)
"""What every net must do: shapes, learn one batch by heart, carry its state, and be the same as its exported step."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
torch.set_num_threads(1)  # several threads wait for one another on a busy machine
pytestmark = pytest.mark.torch

import onnxruntime

from musegen_app.nets.catalog import FAMILIES
from musegen_app.nets.char_lstm import CharLstm
from musegen_app.nets.chords import ChordGru, ChordsConfig
from musegen_app.nets.drum_rbm import DrumNet
from musegen_app.nets.gru import EventGru
from musegen_app.nets.lstm import EventLstm, LstmConfig
from musegen_app.training.export.chords_graph import PREFIX, write_chords_graph
from musegen_app.training.export.graph import StoredWeights
from musegen_app.training.export.lstm_graphs import hidden_parts, state_size, write_lstm_graphs

LSTM = LstmConfig(
    column_sizes=(5, 7, 4),
    field_sizes=(3, 6),
    cell_sizes=(4, 5),
    copy_columns=((), (1,)),
    embedding=16,
    hidden=32,
    layers=2,
    lane=8,
    head=16,
    dropout=0.0,
)
CHORDS = ChordsConfig(column_sizes=(5, 7), values=6, copy_columns=(1,), embedding=16, hidden=16, dropout=0.0)
STEPS, BATCH, CELLS = 12, 4, 5


def test_every_family_has_a_test_here() -> None:
    elsewhere = {EventGru, CharLstm, DrumNet}  # test_gru.py, test_char_lstm.py, test_drum_rbm.py
    assert {f.net for f in FAMILIES} == {EventLstm, ChordGru, *elsewhere}
    assert len({f.name for f in FAMILIES}) == len(FAMILIES)


def toy_batch() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    rng = np.random.default_rng(3)
    rows = np.stack([rng.integers(0, size, (STEPS, BATCH)) for size in LSTM.column_sizes], axis=-1)
    targets = np.stack([rng.integers(0, size, (STEPS, BATCH)) for size in LSTM.field_sizes], axis=-1)
    targets[3, :, 1] = -1
    cells = np.stack([rng.integers(0, size, (CELLS, BATCH)) for size in LSTM.cell_sizes], axis=-1)
    cells[:, :, 0] = np.where(np.arange(CELLS)[:, None] < np.array([5, 3, 1, 0]), np.maximum(cells[:, :, 0], 1), 0)
    index = np.sort(rng.integers(0, CELLS + 1, (STEPS, BATCH)), axis=0)
    return tuple(torch.from_numpy(a) for a in (rows, targets, cells, index))  # type: ignore[return-value]


def nats(net: EventLstm) -> torch.Tensor:
    rows, targets, cells, index = toy_batch()
    total = torch.zeros(())
    for i, logp in enumerate(net(rows, targets, cells, index)):
        target = targets[..., i]
        total = total - (logp.gather(-1, target.clamp(min=0)[..., None])[..., 0] * (target >= 0)).sum()
    return total / (STEPS * BATCH)


def rounded(net: torch.nn.Module) -> torch.nn.Module:
    """The net with its weights as the file keeps them."""
    net.load_state_dict({k: v.half().float() for k, v in net.state_dict().items()})
    return net.eval()


def test_lstm_gives_log_probabilities_of_every_field() -> None:
    rows, targets, cells, index = toy_batch()
    logps = EventLstm(LSTM)(rows, targets, cells, index)
    for logp, size in zip(logps, LSTM.field_sizes, strict=True):
        assert logp.shape == (STEPS, BATCH, size)
        assert torch.allclose(logp.exp().sum(-1), torch.ones(STEPS, BATCH), atol=1e-5)


def test_lstm_learns_one_batch_by_heart() -> None:
    torch.manual_seed(1)
    net = EventLstm(LSTM)
    optimiser = torch.optim.Adam(net.parameters(), 0.02)
    before = float(nats(net).detach())
    for _ in range(120):
        optimiser.zero_grad()
        loss = nats(net)
        loss.backward()
        optimiser.step()
    assert before > 2.0
    assert float(loss.detach()) < 0.1


def test_nothing_is_made_on_a_device_of_its_own() -> None:
    """On the shapes-only device any tensor left on the processor would be refused: the way to CUDA is clear."""
    net = EventLstm(LSTM).to("meta")
    logps = net(*(t.to("meta") for t in toy_batch()))
    assert [logp.device.type for logp in logps] == ["meta", "meta"]
    assert ChordGru(CHORDS).to("meta")(torch.zeros(STEPS, BATCH, 2, dtype=torch.long, device="meta"))[0].is_meta


def test_the_lane_is_read_backwards_and_padding_counts_as_nothing() -> None:
    torch.manual_seed(1)
    lane = EventLstm(LSTM).lane
    cells = toy_batch()[2]
    vectors = lane(cells)
    assert vectors.shape == (CELLS + 1, BATCH, LSTM.lane)
    assert not vectors[3:, 1].any()
    assert not vectors[-1].any()
    alone = lane(cells[1:3, 1:2])
    assert torch.allclose(vectors[1:3, 1], alone[:2, 0], atol=1e-6)
    assert not torch.allclose(vectors[0, 1], alone[0, 0])


@pytest.mark.parametrize(("precision", "tolerance"), [("fp32", 2e-5), ("int8", 0.15)])
def test_exported_lstm_step_is_the_torch_step(tmp_path: Path, precision: str, tolerance: float) -> None:
    torch.manual_seed(2)
    net = rounded(EventLstm(LSTM))
    weights = StoredWeights.write(tmp_path / "weights.safetensors", {k: v.numpy() for k, v in net.state_dict().items()})
    write_lstm_graphs(tmp_path, LSTM, weights, ["first", "second"])
    rows, targets, cells, index = toy_batch()
    with torch.no_grad():
        expected = net(rows, targets, cells, index)
    sessions = {p.name: onnxruntime.InferenceSession(str(p)) for p in tmp_path.glob("*.onnx")}
    for b in range(BATCH):
        known = cells[:, b][cells[:, b, 0] > 0].numpy()
        vectors = sessions["context.onnx"].run(None, {"cells": known})[0] if len(known) else np.zeros((0, 8), "f4")
        vectors = np.concatenate([vectors, np.zeros((1, LSTM.lane), np.float32)])
        state = np.zeros((1, state_size(LSTM)), np.float32)
        for t in range(STEPS):
            lane = vectors[min(int(index[t, b]), len(known))][None]
            inputs = {"state": state, "features": rows[t, b].numpy()[None], "lane": lane}
            hidden, state = sessions[f"step.{precision}.onnx"].run(None, inputs)
            assert hidden.shape == (1, sum(hidden_parts(LSTM)))
            first = sessions[f"head.first.{precision}.onnx"].run(None, {"hidden": hidden})[0]
            chosen = targets[t, b, :1].numpy()[None]
            second = sessions[f"head.second.{precision}.onnx"].run(None, {"hidden": hidden, "chosen": chosen})[0]
            assert np.abs(first[0] - expected[0][t, b].numpy()).max() < tolerance
            assert np.abs(second[0] - expected[1][t, b].numpy()).max() < tolerance


@pytest.mark.parametrize("precision", ["int8"])
def test_a_row_of_a_batch_is_the_row_alone_bit_for_bit(tmp_path: Path, precision: str) -> None:
    torch.manual_seed(2)
    net = EventLstm(LSTM).eval()
    weights = StoredWeights.write(tmp_path / "weights.safetensors", {k: v.numpy() for k, v in net.state_dict().items()})
    write_lstm_graphs(tmp_path, LSTM, weights, ["first", "second"])
    step = onnxruntime.InferenceSession(str(tmp_path / f"step.{precision}.onnx"))
    rng = np.random.default_rng(5)
    state = rng.uniform(-1, 1, (16, state_size(LSTM))).astype(np.float32)
    features = np.stack([rng.integers(0, size, 16) for size in LSTM.column_sizes], axis=-1)
    lane = rng.uniform(-1, 1, (16, LSTM.lane)).astype(np.float32)
    together = step.run(None, {"state": state, "features": features, "lane": lane})
    for k in range(16):
        row = slice(k, k + 1)
        alone = step.run(None, {"state": state[row], "features": features[row], "lane": lane[row]})
        for whole, one in zip(together, alone, strict=True):
            assert (whole[row] == one).all()


def test_chords_learn_one_batch_by_heart_and_export(tmp_path: Path) -> None:
    torch.manual_seed(1)
    rng = np.random.default_rng(3)
    rows = torch.from_numpy(np.stack([rng.integers(0, n, (STEPS, BATCH)) for n in CHORDS.column_sizes], axis=-1))
    values = torch.from_numpy(rng.integers(0, CHORDS.values, (STEPS, BATCH)))
    net = ChordGru(CHORDS)
    optimiser = torch.optim.Adam(net.parameters(), 0.02)
    for _ in range(150):
        optimiser.zero_grad()
        logp = net(rows)[0]
        loss = torch.nn.functional.nll_loss(logp.reshape(-1, CHORDS.values), values.reshape(-1))
        loss.backward()
        optimiser.step()
    assert float(loss.detach()) < 0.2
    rounded(net)
    tensors = {PREFIX + k: v.numpy() for k, v in net.state_dict().items()}
    weights = StoredWeights.write(tmp_path / "weights.safetensors", tensors)
    write_chords_graph(tmp_path / "chords.onnx", CHORDS, weights)
    session = onnxruntime.InferenceSession(str(tmp_path / "chords.onnx"))
    state = np.zeros((BATCH, CHORDS.hidden), np.float32)
    with torch.no_grad():
        expected = net(rows)[0].numpy()
    for t in range(STEPS):
        logp, state = session.run(None, {"state": state, "features": rows[t].numpy()})
        assert np.abs(logp - expected[t]).max() < 2e-4


def test_a_net_goes_on_from_a_kept_state() -> None:
    """Snapshot and restore: the second half from the kept state is the second half of the whole."""
    torch.manual_seed(4)
    net = EventLstm(LSTM).eval()
    rows = toy_batch()[0]
    lane = torch.zeros(STEPS, BATCH, LSTM.lane)
    with torch.no_grad():
        whole, _ = net.hidden(rows, lane)
        _, kept = net.hidden(rows[:6], lane[:6])
        net.hidden(rows[:4], lane[:4], kept)
        rest, _ = net.hidden(rows[6:], lane[6:], kept)
    assert torch.allclose(whole[6:], rest, atol=1e-6)
