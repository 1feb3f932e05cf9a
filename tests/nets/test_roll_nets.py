"""Nets of binary frames: proper distributions, no look into the future, and what a small batch can be taught."""

from __future__ import annotations

import itertools

import pytest

torch = pytest.importorskip("torch")
torch.set_num_threads(1)  # several threads wait for one another on a busy machine

from musegen_app.nets.nade import NadeHead  # noqa: E402
from musegen_app.nets.rbm import Rbm, ais_log_z, exact_log_z, near_base, reverse_ais_log_z  # noqa: E402
from musegen_app.nets.roll_net import RbmHead, RollConfig, RollNet  # noqa: E402
from musegen_app.nets.tied import TiedHead, TiedPast  # noqa: E402

pytestmark = pytest.mark.torch
KEYS = 6
NETS = [
    RollConfig(recurrent, head, KEYS, hidden=8, units=5)
    for recurrent in ("elman", "gru", "lstm", "tied")
    for head in ("bernoulli", "nade")
]
WITH_RBM = [RollConfig(recurrent, "rbm", KEYS, hidden=8, units=5) for recurrent in ("", "elman", "gru", "lstm")]


@pytest.fixture(autouse=True)
def _seeded() -> None:
    torch.manual_seed(3)


def some_frames(steps: int = 7, batch: int = 2, visible: int = KEYS) -> torch.Tensor:
    return torch.bernoulli(torch.full((steps, batch, visible), 0.4))


@pytest.mark.parametrize("config", NETS, ids=lambda c: f"{c.recurrent}-{c.head}")
def test_the_probabilities_of_all_frames_add_up_to_one(config: RollConfig) -> None:
    net = RollNet(config).eval()
    history = net.history(some_frames())[4, :1]
    every = torch.tensor(list(itertools.product([0.0, 1.0], repeat=KEYS)))
    nll = net.head.nll(history.expand(len(every), *history.shape[1:]), every)
    assert torch.exp(-nll).sum().item() == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("config", NETS + WITH_RBM, ids=lambda c: f"{c.recurrent}-{c.head}")
def test_the_history_of_a_frame_has_not_seen_it(config: RollConfig) -> None:
    net = RollNet(config).eval()
    frames = some_frames()
    before = net.history(frames)
    changed = frames.clone()
    changed[4:] = 1 - changed[4:]
    after = net.history(changed)
    assert torch.equal(before[:5], after[:5])
    if config.recurrent:
        assert not torch.equal(before[5:], after[5:])


@pytest.mark.parametrize("config", NETS, ids=lambda c: f"{c.recurrent}-{c.head}")
def test_one_batch_can_be_learned_by_heart(config: RollConfig) -> None:
    net = RollNet(config)
    frames = some_frames()
    optimiser = torch.optim.Adam(net.parameters(), lr=0.03)
    for _ in range(200):
        loss = net.head.nll(net.history(frames).flatten(0, 1), frames.flatten(0, 1)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert loss.item() < 1.0  # chance: 4.2


@pytest.mark.parametrize("config", NETS, ids=lambda c: f"{c.recurrent}-{c.head}")
def test_samples_come_as_often_as_the_net_says(config: RollConfig) -> None:
    net = RollNet(config).eval()
    history = net.history(some_frames())[4, :1]
    drawn = net.head.sample(history.expand(20_000, *history.shape[1:]))
    every = torch.tensor(list(itertools.product([0.0, 1.0], repeat=KEYS)))
    said = torch.exp(-net.head.nll(history.expand(len(every), *history.shape[1:]), every))
    numbers = (drawn * 2 ** torch.arange(KEYS - 1, -1, -1)).sum(-1).long()
    counted = torch.bincount(numbers, minlength=len(every)) / len(drawn)
    assert (counted - said).abs().sum().item() < 0.08


def test_nade_sets_of_units_are_those_of_the_running_sum() -> None:
    """Once a note or once a key: the same logits, also for silence and for a full frame."""
    head, history = NadeHead(4, KEYS, 5), torch.randn(9, 4)
    frames = torch.cat([torch.zeros(1, KEYS), torch.ones(1, KEYS), some_frames(1, 7)[0]])
    added = frames.unsqueeze(-1) * head.into
    units = torch.sigmoid(added.cumsum(-2) - added + head.unit_bias(history).unsqueeze(-2))
    slow = (units * head.out).sum(-1) + head.key_bias(history)
    assert torch.allclose(head.logits(history, frames), slow, atol=1e-6)


def test_the_tied_net_says_the_same_of_some_keys_as_of_all() -> None:
    net = RollNet(RollConfig("tied", "tied", 30, hidden=8, units=5)).eval()
    frames, keys = some_frames(5, 2, 30), slice(7, 19)
    assert isinstance(net.past, TiedPast)
    assert isinstance(net.head, TiedHead)
    of_all = net.head.logits(net.past(frames).flatten(0, 1), frames.flatten(0, 1))
    of_some = net.head.logits(net.past(frames, keys).flatten(0, 1), frames.flatten(0, 1), keys)
    assert torch.allclose(of_all[:, keys], of_some, atol=1e-6)


def trained_like() -> tuple[Rbm, tuple[torch.Tensor, torch.Tensor]]:
    """A machine with strong weights, and eight rows of biases."""
    rbm = Rbm(20, 12)
    with torch.no_grad():
        rbm.weights.normal_(0, 0.8)
    return rbm, (torch.randn(8, 20) - 1, torch.randn(8, 12))


def test_annealing_finds_what_counting_finds() -> None:
    rbm, biases = trained_like()
    base = torch.full((20,), -1.0)
    exact = exact_log_z(rbm, biases)
    found = ais_log_z(rbm, biases, base, chains=128, steps=1_000)
    assert (found - exact).mean().abs().item() < 0.02
    assert (found - exact).abs().max().item() < 0.06  # a single row scatters


def test_a_near_base_needs_fewer_temperatures() -> None:
    rbm, biases = trained_like()
    base = torch.full((20,), -1.0)
    exact = exact_log_z(rbm, biases)
    far = ais_log_z(rbm, biases, base, chains=64, steps=30)
    near = ais_log_z(rbm, biases, near_base(rbm, biases, base), chains=64, steps=30)
    assert (near - exact).abs().mean() < 0.5 * (far - exact).abs().mean()


def test_annealing_backwards_comes_from_the_other_side() -> None:
    rbm, biases = trained_like()
    base = torch.full((20,), -1.0)
    many = (biases[0].unsqueeze(1), biases[1].unsqueeze(1))
    samples = rbm.gibbs(torch.zeros(8, 128, 20), many, 500)
    upper = reverse_ais_log_z(rbm, biases, base, samples, steps=1_000)
    exact = exact_log_z(rbm, biases)
    assert (upper - exact).abs().max().item() < 0.1


def test_counting_is_right_for_two_keys_and_two_units() -> None:
    rbm = Rbm(2, 2)
    with torch.no_grad():
        rbm.weights.copy_(torch.tensor([[0.5, -1.0], [2.0, 0.3]]))
    keys, units = torch.tensor([[0.1, -0.2]]), torch.tensor([[0.7, 0.0]])
    total = 0.0
    for v in itertools.product([0.0, 1.0], repeat=2):
        for h in itertools.product([0.0, 1.0], repeat=2):
            tv, th = torch.tensor(v), torch.tensor(h)
            total += torch.exp(tv @ keys[0] + th @ units[0] + tv @ rbm.weights @ th).item()
    assert exact_log_z(rbm, (keys, units)).item() == pytest.approx(torch.tensor(total).log().item(), abs=1e-5)
    by_energy = [-rbm.free_energy(torch.tensor([v]), (keys, units)) for v in itertools.product([0.0, 1.0], repeat=2)]
    assert torch.logsumexp(torch.cat(by_energy), 0).item() == pytest.approx(torch.tensor(total).log().item(), abs=1e-5)


def test_contrastive_divergence_learns_what_goes_together() -> None:
    """Keys 0 and 1 always sound together, key 2 never with them."""
    rows = torch.tensor([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]).repeat(50, 1)
    head = RbmHead(0, 3, 8)
    optimiser = torch.optim.Adam(head.parameters(), lr=0.05)
    for _ in range(400):
        loss = head.divergence(rows.new_zeros(len(rows), 0), rows, 5)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    drawn = head.sample(torch.zeros(2_000, 0), 200)
    good = ((drawn == rows[0]).all(1) | (drawn == rows[1]).all(1)).float().mean()
    assert good.item() > 0.9


def test_the_tied_net_hears_the_same_in_every_transposition() -> None:
    net = TiedPast(60, 8).eval()
    with torch.no_grad():
        net.place.zero_()  # the one thing that knows where on the keyboard it is
    frames = torch.zeros(5, 1, 60)
    frames[:, :, 20:40] = torch.bernoulli(torch.full((5, 1, 20), 0.4))
    moved = torch.roll(frames, 5, dims=-1)
    assert torch.allclose(net(frames)[:, :, 25:30], net(moved)[:, :, 30:35], atol=1e-6)
