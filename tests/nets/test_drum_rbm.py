# ruff: noqa: E402 (nothing is imported where torch is missing)
"""The machine over drum cells: its log Z against counting, its chains, its learning, and its touch."""

from __future__ import annotations

import itertools
import math

import pytest

torch = pytest.importorskip("torch")
torch.set_num_threads(1)
pytestmark = pytest.mark.torch

from musegen_app.nets.drum_rbm import (
    SHUT,
    ConditionalRbm,
    DrumConfig,
    DrumNet,
    cell_log_z,
    cells_log_z,
    draw_cells,
    logistic_log_mass,
)

CELLS, UNITS, WIDTH = 6, 5, 4


def machine(strength: float = 1.0) -> ConditionalRbm:
    torch.manual_seed(3)
    rbm = ConditionalRbm(2 * CELLS, UNITS, WIDTH, told=2).eval()
    with torch.no_grad():
        for weights in rbm.parameters():
            weights.normal_(0, strength)
    return rbm


def states() -> torch.Tensor:
    """All states in which no accent stands without a hit."""
    bits = torch.tensor(list(itertools.product([0.0, 1.0], repeat=2 * CELLS)))
    return bits[(bits[:, CELLS:] <= bits[:, :CELLS]).all(1)]


def test_log_z_is_that_of_counting_every_state() -> None:
    rbm = machine()
    opened = torch.ones(3, 2 * CELLS, dtype=torch.bool)
    opened[2, 1] = opened[2, CELLS + 1] = False
    with torch.no_grad():
        biases = rbm.moved(torch.randn(3, WIDTH), opened)
    for row, estimate in enumerate(cell_log_z(rbm, biases, chains=64, steps=400)):
        one = (biases[0][row : row + 1], biases[1][row : row + 1])
        exact = torch.logsumexp(-rbm.free_energy(states(), one), 0).detach()
        assert float(estimate) == pytest.approx(float(exact), abs=0.05)


def test_gibbs_visits_states_as_often_as_they_are_likely() -> None:
    rbm = machine(0.7)
    with torch.no_grad():
        biases = rbm.moved(torch.randn(1, WIDTH).expand(4000, -1), torch.ones(4000, 2 * CELLS, dtype=torch.bool))
        torch.manual_seed(1)
        v = rbm.gibbs(torch.zeros(4000, 2 * CELLS), biases, 30)
    assert (v[:, CELLS:] <= v[:, :CELLS]).all()
    one = (biases[0][:1], biases[1][:1])
    weights = torch.softmax(-rbm.free_energy(states(), one), 0).detach()
    expected = (weights.unsqueeze(1) * states()).sum(0)
    assert torch.allclose(v.mean(0), expected, atol=0.03)


def test_independent_cells_sum_to_one() -> None:
    logits = torch.randn(2 * CELLS)
    total = torch.logsumexp(states() @ logits, 0)
    assert float(cells_log_z(logits)) == pytest.approx(float(total), abs=1e-4)
    many = draw_cells(torch.tensor([2.0, SHUT, 0.0, 0.5]).expand(20000, -1))
    assert not many[:, 1].any()
    assert float(many[:, 0].mean()) == pytest.approx(1 - 1 / (1 + math.exp(2) * 2), abs=0.02)


def test_divergence_learns_two_patterns_told_apart_by_a_condition() -> None:
    torch.manual_seed(2)
    rbm = ConditionalRbm(2 * CELLS, 8, WIDTH, told=2)
    data = torch.zeros(64, 2 * CELLS)
    data[:32, [0, 2, CELLS]] = 1
    data[32:, [1, 3, CELLS + 3]] = 1
    told = torch.zeros(64, WIDTH)
    told[:32, 0] = 1
    told[32:, 1] = 1
    opened = torch.ones(64, 2 * CELLS, dtype=torch.bool)
    optimiser = torch.optim.Adam(rbm.parameters(), 0.1)
    for _ in range(80):
        optimiser.zero_grad()
        gap, _ = rbm.divergence(data, rbm.moved(told, opened), 2)
        gap.mean().backward()
        optimiser.step()
    rbm.eval()
    biases = rbm.moved(told, opened)
    nats = rbm.free_energy(data, biases) + cell_log_z(rbm, biases, chains=16, steps=100)
    assert float(nats.mean().detach()) < 1.5


def test_a_cut_logistic_is_a_distribution() -> None:
    values = torch.arange(1.0, 90.0)
    ones = torch.ones_like(values)
    logp = logistic_log_mass(values, 70 * ones, 2.5 * ones, ones, 89 * ones)
    assert float(logp.exp().sum()) == pytest.approx(1.0, abs=1e-3)


def test_touch_passes_the_last_bar_straight_on() -> None:
    net = DrumNet(DrumConfig(2 * CELLS, WIDTH, 2, 3 + 4 * CELLS, UNITS, 7)).eval()
    before = torch.zeros(1, 3 + 4 * CELLS)
    with torch.no_grad():
        net.touch.again.fill_(0.5)
    quiet = net.touch(before).detach()
    before[0, 3 + 2 * CELLS + 2], before[0, 3 + 3 * CELLS + 4] = 1.0, -1.0
    moved = net.touch(before).detach() - quiet
    assert moved.shape == (1, CELLS, 4)
    assert float(moved[0, 2, 0]) == pytest.approx(0.5)
    assert float(moved[0, 4, 2]) == pytest.approx(-0.5)
    assert float(moved.abs().sum()) == pytest.approx(1.0, abs=1e-5)
