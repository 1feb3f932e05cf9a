"""The nets of four voices: proper distributions, any order, and the machine against counting everything."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

torch = pytest.importorskip("torch")
torch.set_num_threads(1)  # several threads wait for one another on a busy machine

from musegen_app.codecs.satb16_features import COLUMN_SIZES  # noqa: E402
from musegen_app.codecs.satb16_lane import CELL_SIZES  # noqa: E402
from musegen_app.nets.rnn_rbm import SoftmaxRbm, StepBiases, ais_log_z, exact_log_z  # noqa: E402
from musegen_app.nets.satb_nade import SatbNade  # noqa: E402
from musegen_app.nets.satb_past import SatbConfig, SatbPast  # noqa: E402

pytestmark = pytest.mark.torch
VALUES = 5
SMALL = SatbConfig(COLUMN_SIZES, CELL_SIZES, VALUES, 2, 11, (4, 3), 12, 16, 6, 8, units=6, dropout=0.0)


@pytest.fixture(autouse=True)
def _seeded() -> None:
    torch.manual_seed(3)


def machine(rows: int = 3, strength: float = 1.0) -> tuple[SoftmaxRbm, StepBiases]:
    rbm = SoftmaxRbm(SMALL)
    torch.nn.init.normal_(rbm.weights, std=strength)
    torch.nn.init.normal_(rbm.to_units.weight, std=0.3)
    plain = torch.log_softmax(torch.randn(rows, 4, VALUES), -1)
    return rbm, rbm.biases(torch.randn(rows, SMALL.history), plain)


def every() -> torch.Tensor:
    return torch.tensor(list(itertools.product(range(VALUES), repeat=4)))


@torch.no_grad()
def test_free_energy_sums_over_all_units() -> None:
    rbm, biases = machine(1)
    x = every()[[7, 400]]
    states = torch.cartesian_prod(*[torch.tensor([0.0, 1.0])] * SMALL.units)
    for row in x:
        w = sum(rbm.weights[v, row[v]] for v in range(4))
        linear = sum(biases.values[0, v, row[v]] for v in range(4))
        counted = torch.logsumexp(linear + states @ (biases.units[0] + w), 0)
        free = rbm.free_energy(row[None], biases)
        assert -free.item() == pytest.approx(counted.item(), abs=1e-4)


@torch.no_grad()
def test_without_weights_the_machine_is_the_twin_with_its_voices_apart() -> None:
    rbm = SoftmaxRbm(SMALL)
    rbm.weights.zero_()
    plain = torch.log_softmax(torch.randn(1, 4, VALUES), -1)
    biases = rbm.biases(torch.randn(1, SMALL.history), plain)
    logp = -rbm.free_energy(every()[[99]], biases) - exact_log_z(rbm, biases)
    expected = sum(plain[0, v, every()[99, v]] for v in range(4))
    assert logp.item() == pytest.approx(float(expected), abs=1e-4)


@torch.no_grad()
def test_conditionals_are_those_of_the_joint() -> None:
    rbm, biases = machine(1)
    x = every()
    wide = StepBiases(biases.values.expand(len(x), -1, -1), biases.units.expand(len(x), -1))
    joint = torch.softmax(-rbm.free_energy(x, wide), 0).view([VALUES] * 4)
    some = torch.tensor([[1, 2, 3, 4]])
    for v, others in enumerate(((slice(None), 2, 3, 4), (1, slice(None), 3, 4))):
        expected = joint[others] / joint[others].sum()
        assert rbm.conditionals(some, biases, v)[0].exp().tolist() == pytest.approx(expected.tolist(), abs=1e-5)


@torch.no_grad()
def test_gibbs_draws_from_the_machine() -> None:
    rbm, biases = machine(1, 0.7)
    x = every()
    wide = StepBiases(biases.values.expand(len(x), -1, -1), biases.units.expand(len(x), -1))
    joint = torch.softmax(-rbm.free_energy(x, wide), 0).view([VALUES] * 4)
    drawn = rbm.gibbs(torch.zeros(6000, 4, dtype=torch.long), biases.repeated(6000), 30)
    for v in range(4):
        rest = tuple(i for i in range(4) if i != v)
        counts = torch.bincount(drawn[:, v], minlength=VALUES) / len(drawn)
        assert counts.tolist() == pytest.approx(joint.sum(rest).tolist(), abs=0.03)


@torch.no_grad()
def test_fixed_voices_stay() -> None:
    rbm, biases = machine(50)
    x = torch.randint(0, VALUES, (50, 4))
    free = torch.tensor([True, False, True, False]).expand(50, -1)
    after = rbm.gibbs(x, biases, 5, free)
    assert (after[:, 1::2] == x[:, 1::2]).all()
    assert (after[:, 0::2] != x[:, 0::2]).any()


def test_annealed_importance_sampling_finds_the_counted_sum() -> None:
    rbm, biases = machine(4)
    found = ais_log_z(rbm, biases, chains=200, steps=300)
    assert found.tolist() == pytest.approx(exact_log_z(rbm, biases).tolist(), abs=0.05)


def test_couplings_make_values_come_together() -> None:
    rbm = SoftmaxRbm(SMALL)
    left = torch.zeros(4 * VALUES, 4 * VALUES)
    left[0, VALUES] = left[VALUES, 0] = 0.5  # the first values of the upper two voices
    rbm.begin_with(left)
    with torch.no_grad():
        rbm.weights[..., 1:] = torch.where(rbm.weights[..., 1:].abs() < 0.2, 0.0, rbm.weights[..., 1:])
        plain = torch.full((1, 4, VALUES), -np.log(VALUES), dtype=torch.float32)
        biases = rbm.biases(torch.zeros(1, SMALL.history), plain)
        together = rbm.conditionals(torch.tensor([[0, 0, 3, 3]]), biases, 0)[0, 0]
        apart = rbm.conditionals(torch.tensor([[0, 1, 3, 3]]), biases, 0)[0, 0]
    assert together > apart


def test_contrastive_divergence_learns_that_two_voices_go_together() -> None:
    torch.manual_seed(5)
    rbm = SoftmaxRbm(SMALL)
    first = torch.randint(0, VALUES, (256, 1))
    x = torch.cat([first, first, torch.randint(0, VALUES, (256, 2))], 1)
    history, plain = torch.zeros(256, SMALL.history), torch.full((256, 4, VALUES), -np.log(VALUES), dtype=torch.float32)
    optimiser = torch.optim.Adam(rbm.parameters(), 0.1)
    free = torch.ones(256, 4, dtype=torch.bool)
    for _ in range(40):
        optimiser.zero_grad()
        rbm.divergence(x, rbm.biases(history, plain), 5, free).mean().backward()
        optimiser.step()
    with torch.no_grad():
        logp = rbm.conditionals(x, rbm.biases(history, plain), 0).gather(1, first)
    assert logp.mean().item() > -1.1  # by chance −1.61


def nade_inputs(rows: int) -> tuple[torch.Tensor, ...]:
    prepared = torch.randn(rows, 4, SMALL.head)
    related = torch.stack([torch.randint(0, 4, (rows, 3)), 4 + torch.randint(0, 3, (rows, 3))], 1)
    return prepared, torch.randint(0, 11, (rows, 4)), related, torch.randint(0, VALUES + 1, (rows,))


def test_a_voice_of_the_twin_hears_those_that_are_given_and_its_match() -> None:
    nade = SatbNade(SMALL).eval()
    prepared, given, related, match = nade_inputs(6)
    logits = nade.voice(2, prepared, given, related, match)
    assert logits.shape == (6, VALUES)
    changed = given.clone()
    changed[:, 0] = (changed[:, 0] + 1) % 11
    assert not torch.allclose(nade.voice(2, prepared, changed, related, match), logits)
    other = nade.voice(2, prepared, given, related, (match + 1) % (VALUES + 1))
    assert not torch.allclose(other, logits)


def test_the_past_does_not_look_ahead_and_the_lane_does() -> None:
    past = SatbPast(SMALL).eval()
    rng = np.random.default_rng(0)
    rows = torch.from_numpy(rng.integers(0, np.array(COLUMN_SIZES), (9, 2, len(COLUMN_SIZES))))
    cells = torch.from_numpy(rng.integers(0, np.array(CELL_SIZES), (9, 2, len(CELL_SIZES))))
    cells[..., 0] = 1
    whole = past(rows, cells)
    later = rows.clone()
    later[6:] = 0
    assert torch.equal(past(later, cells)[:6], whole[:6])
    fixed = cells.clone()
    fixed[7, :, 1] = (fixed[7, :, 1] + 1) % CELL_SIZES[1]
    seen = past(rows, fixed)
    assert not torch.allclose(seen[2], whole[2], atol=1e-7)
    assert torch.equal(past(rows, None)[..., 12:18], torch.zeros(9, 2, 6))
