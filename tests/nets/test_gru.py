# ruff: noqa: E402 (nothing is imported where torch is missing)
"""The GRU over events: shapes, one batch by heart, state carried, and its exported step is the torch step."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
torch.set_num_threads(1)  # several threads wait for one another on a busy machine
pytestmark = pytest.mark.torch

import onnxruntime

from musegen_app.nets.gru import EventGru, GruConfig
from musegen_app.training.export.graph import StoredWeights
from musegen_app.training.export.gru_graphs import state_size, write_gru_graphs

GRU = GruConfig(
    column_sizes=(5, 7, 4),
    field_sizes=(3, 6, 4),
    cell_sizes=(4, 5),
    copy_columns=((), (1,), ()),
    embedding=16,
    hidden=32,
    layers=2,
    lane=8,
    head=16,
    dropout=0.0,
)
STEPS, BATCH, CELLS = 12, 4, 5


def toy_batch() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Events of which a third have no second field, and lanes of 5, 3, 1 and no cells."""
    rng = np.random.default_rng(3)
    rows = np.stack([rng.integers(0, size, (STEPS, BATCH)) for size in GRU.column_sizes], axis=-1)
    targets = np.stack([rng.integers(0, size, (STEPS, BATCH)) for size in GRU.field_sizes], axis=-1)
    targets[::3, :, 1] = -1
    cells = np.stack([rng.integers(0, size, (CELLS, BATCH)) for size in GRU.cell_sizes], axis=-1)
    cells[:, :, 0] = np.where(np.arange(CELLS)[:, None] < np.array([5, 3, 1, 0]), np.maximum(cells[:, :, 0], 1), 0)
    index = np.sort(rng.integers(0, CELLS + 1, (STEPS, BATCH)), axis=0)
    return tuple(torch.from_numpy(a) for a in (rows, targets, cells, index))  # type: ignore[return-value]


def test_each_field_costs_what_is_drawn_of_it() -> None:
    batch = toy_batch()
    nats = EventGru(GRU).nats(*batch)
    assert [len(n) for n in nats] == [int((batch[1][..., i] >= 0).sum()) for i in range(3)]
    assert all((n > 0).all() for n in nats)
    torch.manual_seed(1)
    net = EventGru(GRU)
    assert torch.allclose(net(*batch), torch.stack([n.sum() for n in net.nats(*batch)]))


def test_gru_learns_one_batch_by_heart() -> None:
    torch.manual_seed(1)
    net, batch = EventGru(GRU), toy_batch()
    optimiser = torch.optim.Adam(net.parameters(), 0.02)
    before = float(net(*batch).sum().detach()) / (STEPS * BATCH)
    for _ in range(120):
        optimiser.zero_grad()
        loss = net(*batch).sum() / (STEPS * BATCH)
        loss.backward()
        optimiser.step()
    assert before > 2.5
    assert float(loss.detach()) < 0.2


def test_nothing_is_made_on_a_device_of_its_own() -> None:
    """On the shapes-only device any tensor left on the processor would be refused: the way to CUDA is clear."""
    net, (rows, _, _, _) = EventGru(GRU).to("meta"), toy_batch()
    out, state = net.hidden(rows.to("meta"), torch.zeros(STEPS, BATCH, GRU.lane, device="meta"))
    assert out.is_meta
    assert state.shape == (GRU.layers, BATCH, GRU.hidden)


def test_a_net_goes_on_from_a_kept_state() -> None:
    torch.manual_seed(4)
    net, rows = EventGru(GRU).eval(), toy_batch()[0]
    lane = torch.zeros(STEPS, BATCH, GRU.lane)
    with torch.no_grad():
        whole, _ = net.hidden(rows, lane)
        _, kept = net.hidden(rows[:6], lane[:6])
        rest, _ = net.hidden(rows[6:], lane[6:], kept)
    assert torch.allclose(whole[6:], rest, atol=1e-6)


def exported(folder: Path, net: EventGru) -> dict[str, onnxruntime.InferenceSession]:
    """Sessions of the net's graphs, its own weights rounded as the file keeps them."""
    net.load_state_dict({k: v.half().float() for k, v in net.state_dict().items()})
    weights = StoredWeights.write(folder / "weights.safetensors", {k: v.numpy() for k, v in net.state_dict().items()})
    write_gru_graphs(folder, GRU, weights, ["first", "second", "third"])
    return {p.name: onnxruntime.InferenceSession(str(p)) for p in folder.glob("*.onnx")}


@pytest.mark.parametrize(("precision", "tolerance"), [("fp32", 2e-5), ("int8", 0.15)])
def test_the_exported_step_is_the_torch_step(tmp_path: Path, precision: str, tolerance: float) -> None:
    torch.manual_seed(2)
    net = EventGru(GRU).eval()
    sessions = exported(tmp_path, net)
    rows, targets, cells, index = toy_batch()
    with torch.no_grad():
        expected = net.nats(rows, targets, cells, index)
    counts = [0, 0, 0]
    states = np.zeros((BATCH, state_size(GRU)), np.float32)
    known = [cells[:, b][cells[:, b, 0] > 0].numpy() for b in range(BATCH)]
    vectors = [sessions["context.onnx"].run(None, {"cells": k})[0] if len(k) else np.zeros((0, 8), "f4") for k in known]
    vectors = [np.concatenate([v, np.zeros((1, GRU.lane), np.float32)]) for v in vectors]
    for t in range(STEPS):
        lane = np.stack([vectors[b][min(int(index[t, b]), len(known[b]))] for b in range(BATCH)])
        inputs = {"state": states, "features": rows[t].numpy(), "lane": lane}
        hidden, states = sessions[f"step.{precision}.onnx"].run(None, inputs)
        for i, name in enumerate(("first", "second", "third")):
            inputs = {"hidden": hidden, **({"chosen": targets[t, :, :i].numpy()} if i else {})}
            (logp,) = sessions[f"head.{name}.{precision}.onnx"].run(None, inputs)
            for b in range(BATCH):
                if targets[t, b, i] >= 0:
                    assert abs(-logp[b, int(targets[t, b, i])] - float(expected[i][counts[i]])) < tolerance
                    counts[i] += 1
    assert counts == [len(n) for n in expected]


def test_a_row_of_a_batch_is_the_row_alone_bit_for_bit(tmp_path: Path) -> None:
    torch.manual_seed(2)
    sessions = exported(tmp_path, EventGru(GRU).eval())
    rng = np.random.default_rng(5)
    inputs = {
        "state": rng.uniform(-1, 1, (16, state_size(GRU))).astype(np.float32),
        "features": np.stack([rng.integers(0, size, 16) for size in GRU.column_sizes], axis=-1),
        "lane": rng.uniform(-1, 1, (16, GRU.lane)).astype(np.float32),
    }
    hidden, states = sessions["step.int8.onnx"].run(None, inputs)
    chosen = np.stack([rng.integers(-1, size, 16) for size in GRU.field_sizes[:2]], axis=-1)
    (logp,) = sessions["head.third.int8.onnx"].run(None, {"hidden": hidden, "chosen": chosen})
    for k in range(16):
        row = slice(k, k + 1)
        alone = sessions["step.int8.onnx"].run(None, {name: value[row] for name, value in inputs.items()})
        assert (alone[0] == hidden[row]).all()
        assert (alone[1] == states[row]).all()
        one = sessions["head.third.int8.onnx"].run(None, {"hidden": hidden[row], "chosen": chosen[row]})[0]
        assert (one == logp[row]).all()
