"""The benchmark on piano rolls, on toys: runs that resume, an RBM on the past of a NADE, and what is measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
torch.set_num_threads(1)

from musegen_app.nets.rbm import exact_log_z  # noqa: E402
from musegen_app.nets.roll_net import RbmHead, RollConfig, RollNet  # noqa: E402
from musegen_app.training.rolls.data import KEYS, Rolls  # noqa: E402
from musegen_app.training.rolls.families import FAMILIES, begins_with, recipe  # noqa: E402
from musegen_app.training.rolls.log_z import Ais, check, key_logits, log_z  # noqa: E402
from musegen_app.training.rolls.loop import RollRun, RollTraining, some  # noqa: E402
from musegen_app.training.rolls.scoring import accuracy, score  # noqa: E402

pytestmark = pytest.mark.torch
TOY = RollTraining(RollConfig("gru", "nade", hidden=8, units=6), epochs=2, batch=4, average=0.9)


def toy_rolls() -> Rolls:
    """Two keys that sound in turns, and a third one by chance."""
    torch.manual_seed(5)
    pieces = []
    for length in (20, 31, 24, 40):
        piece = torch.zeros(length, KEYS)
        piece[::2, 40], piece[1::2, 45], piece[:, 50] = 1, 1, torch.bernoulli(torch.full((length,), 0.5))
        pieces.append(piece)
    return Rolls(tuple(pieces), tuple(pieces[:2]), tuple(pieces[2:]))


def quiet(_: str) -> None: ...


def test_a_run_that_was_stopped_ends_where_one_in_a_single_go_ends(tmp_path: Path) -> None:
    rolls = toy_rolls()
    whole = RollRun(TOY, rolls, tmp_path / "whole")
    whole.train(quiet)
    cut = RollRun(TOY, rolls, tmp_path / "cut")
    cut._keep(cut._epoch(0), cut._judge())  # the first epoch, and no more
    again = RollRun(TOY, rolls, tmp_path / "cut")
    again.train(quiet)
    for mine, theirs in zip(whole.mean.parameters(), again.mean.parameters(), strict=True):
        assert torch.allclose(mine, theirs, atol=1e-6)


def test_an_rbm_begins_with_the_past_of_a_nade_and_leaves_it_alone(tmp_path: Path) -> None:
    rolls = toy_rolls()
    nade = RollRun(TOY, rolls, tmp_path / "nade")
    nade.train(quiet)
    rbm = RollRun(replace(TOY, net=replace(TOY.net, head="rbm")), rolls, tmp_path / "rbm")
    rbm.begin_with(tmp_path / "nade" / "best.safetensors")
    rbm.train(quiet)
    assert nade.net.past is not None
    assert rbm.net.past is not None
    for mine, theirs in zip(nade.net.past.parameters(), rbm.net.past.parameters(), strict=True):
        assert torch.equal(mine, theirs)


def test_the_careful_and_the_cheap_log_z_of_a_small_machine_agree_with_counting() -> None:
    torch.manual_seed(2)
    net, rolls = RollNet(RollConfig("gru", "rbm", hidden=8, units=12)).eval(), toy_rolls()
    assert isinstance(net.head, RbmHead)
    ais = Ais(key_logits(rolls.train), chains=32, steps=60)
    with torch.no_grad():
        net.head.rbm.weights.normal_(0, 0.5)
        history = net.history(rolls.test[0].unsqueeze(1))[:8, 0]
        exact = exact_log_z(net.head.rbm, net.head.biases(history))
    assert (log_z(net.head, history, ais) - exact).mean().abs().item() < 0.1
    found = check(net, rolls.test, ais, Ais(ais.base, 64, 300), 16)
    assert abs(found.correction) < 0.1
    assert abs(found.gap) < 0.1


def test_accuracy_is_that_of_a_net_which_is_sure_of_two_keys_in_three() -> None:
    rolls = toy_rolls()
    net = RollNet(RollConfig("gru", "bernoulli", hidden=8))
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.zero_()
        net.head.out.bias.fill_(-30.0)  # type: ignore[union-attr]
        net.head.out.bias[[40, 45]] = 30.0  # type: ignore[union-attr]
    found = accuracy(net, rolls.test, key_logits(rolls.train))
    right = sum(float(p[:, [40, 45]].sum()) for p in rolls.test)
    wrong = sum(len(p) + float(p[:, 50].sum()) for p in rolls.test)
    assert found.drawn == pytest.approx(right / (right + wrong), abs=1e-6) == pytest.approx(found.likely)


def test_a_piece_costs_the_same_alone_as_among_others() -> None:
    rolls = toy_rolls()
    net = RollNet(TOY.net).eval()
    together = score(net, rolls.train)
    alone = [score(net, (p,)) for p in rolls.train]
    assert together.b == pytest.approx(sum(s.b * s.frames for s in alone) / together.frames, abs=1e-4)


def test_some_are_the_beginnings_of_all() -> None:
    pieces = toy_rolls().train
    assert [len(p) for p in some(pieces, 0)] == [len(p) for p in pieces]
    short = some(pieces, 80)
    assert [len(p) for p in short] == [max(16, round(len(p) * 80 / 115)) for p in pieces]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_has_a_recipe_for_every_set_that_fits_the_one_it_begins_with(family: str) -> None:
    for name in ("jsb", "nottingham", "muse", "piano"):
        mine = recipe(family, name, 1)
        if begins_with(family):
            before = recipe(begins_with(family), name, 1)
            assert (mine.net.recurrent, mine.net.hidden) == (before.net.recurrent, before.net.hidden)
