"""The families of the benchmark on piano rolls, with the settings that did best on the validation of each set."""

from __future__ import annotations

from dataclasses import replace

from musegen_app.nets.roll_net import RollConfig
from musegen_app.training.rolls.loop import RollTraining

_BERNOULLI = RollTraining(
    RollConfig("gru", "bernoulli", hidden=200, dropout=0.4), epochs=60, learning_rate=3e-3, average=0.98
)
_NADE = RollTraining(
    RollConfig("gru", "nade", hidden=200, units=100, dropout=0.3), epochs=60, learning_rate=3e-3, average=0.98
)
_RBM = RollTraining(RollConfig("gru", "rbm", hidden=200, units=150, dropout=0.3), epochs=80, average=0.99)
_TIED = RollTraining(
    RollConfig("tied", "tied", hidden=100, units=50, dropout=0.3), epochs=40, batch=8, learning_rate=4e-3, average=0.98
)


def _of(usual: RollTraining, recurrent: str) -> RollTraining:
    return replace(usual, net=replace(usual.net, recurrent=recurrent))


FAMILIES: dict[str, RollTraining] = {
    "rbm": _of(_RBM, ""),
    "elman": _of(_BERNOULLI, "elman"),
    "gru": _of(_BERNOULLI, "gru"),
    "lstm": _of(_BERNOULLI, "lstm"),
    "elman-rbm": _of(_RBM, "elman"),
    "gru-rbm": _of(_RBM, "gru"),
    "lstm-rbm": _of(_RBM, "lstm"),
    "gru-nade": _of(_NADE, "gru"),
    "lstm-nade": _of(_NADE, "lstm"),
    "tied": _TIED,
}
# What a set needs otherwise: few and short pieces want small batches, long ones fewer epochs.
_BATCH = {"jsb": 4, "nottingham": 8, "muse": 16, "piano": 8}
_EPOCHS = {"jsb": 1.0, "nottingham": 0.5, "muse": 0.4, "piano": 0.6}


def recipe(family: str, name: str, seed: int) -> RollTraining:
    """The settings for a family of FAMILIES on a set of `data.SETS`."""
    usual = FAMILIES[family]
    batch = max(_BATCH[name], 8) if family == "tied" else _BATCH[name]
    return replace(usual, rng_seed=seed, batch=batch, epochs=max(8, round(usual.epochs * _EPOCHS[name])))
