# ruff: noqa: E402 (nothing is imported where torch is missing)
"""Mixed precision: bf16 learns what fp32 learns, scaled gradients are put back before they are clipped."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.torch]

from musegen_app.training.fit import Fit
from musegen_app.training.precision import Precision
from musegen_app.training.progress import JsonLines
from musegen_app.training.run_folder import RunFolder
from tests.training.toy import ToyTask
from tests.training.toy_run import CONFIG


def test_bf16_learns_the_same(tmp_path: Path) -> None:
    best = {}
    for bf16 in (False, True):
        config = replace(CONFIG, bf16=bf16, epochs=3)
        best[bf16] = Fit(ToyTask(), config, RunFolder(tmp_path / str(bf16)), JsonLines(io.StringIO())).run().best
    assert best[True] == pytest.approx(best[False], rel=0.02)
    assert best[True] != best[False]


@pytest.mark.parametrize("scale", [0.0, 1024.0])
def test_scaled_gradients_take_the_same_step(scale: float) -> None:
    net = torch.nn.Linear(3, 1, bias=False)
    torch.nn.init.constant_(net.weight, 1.0)
    precision = Precision(False, "cpu")
    if scale:
        precision._scaler = torch.amp.GradScaler("cpu", init_scale=scale)
    assert precision.scale == scale
    optimiser = torch.optim.SGD(net.parameters(), lr=1.0)
    precision.descend(net(torch.tensor([[3.0, 4.0, 0.0]])).sum(), net, optimiser, clip=1.0)
    assert torch.allclose(net.weight, torch.tensor([[1 - 0.6, 1 - 0.8, 1.0]]), atol=1e-4)
