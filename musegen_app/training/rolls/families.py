"""The families of the benchmark on piano rolls, with the settings that did best on the validation of each set."""

from __future__ import annotations

from dataclasses import dataclass, replace

from musegen_app.nets.roll_net import RollConfig
from musegen_app.training.rolls.loop import RollTraining


@dataclass(frozen=True)
class Needs:
    """What a set needs: few and short pieces small batches and much dropout, long ones fewer epochs."""

    epochs: int
    batch: int
    hidden: int
    dropout: float
    shift: int
    learning_rate: float = 3e-3
    units: int = 100


_ALONE = {
    "jsb": Needs(150, 8, 0, 0.0, 0, 3e-2, units=200),
    "nottingham": Needs(20, 16, 0, 0.0, 0, 3e-2, units=200),
    "muse": Needs(12, 16, 0, 0.0, 0, 3e-2, units=200),
    "piano": Needs(30, 16, 0, 0.0, 0, 3e-2, units=200),
}
_BERNOULLI = {
    "jsb": Needs(80, 8, 200, 0.3, 3, 4e-3),
    "nottingham": Needs(15, 16, 200, 0.2, 0, 4e-3),
    "muse": Needs(12, 32, 200, 0.2, 0, 4e-3),
    "piano": Needs(25, 16, 200, 0.3, 3, 4e-3),
}
_NADE = {
    "jsb": Needs(80, 4, 300, 0.5, 3, units=150),
    "nottingham": Needs(25, 16, 200, 0.2, 0),
    "muse": Needs(15, 32, 200, 0.2, 0, 4e-3),
    "piano": Needs(25, 16, 200, 0.3, 6),
}
_RBM = {  # after the NADE net of the same past; ten times the rate, or they need ten times the epochs
    "jsb": Needs(80, 8, 300, 0.5, 0, 3e-2, units=150),
    "nottingham": Needs(5, 16, 200, 0.2, 0, 3e-2, units=150),
    "muse": Needs(3, 16, 200, 0.2, 0, 3e-2, units=150),
    "piano": Needs(8, 16, 200, 0.3, 0, 3e-2, units=150),
}
_TIED = {
    "jsb": Needs(40, 8, 64, 0.3, 6, 4e-3, units=64),
    "nottingham": Needs(6, 8, 64, 0.1, 6, 4e-3, units=64),
    "muse": Needs(6, 8, 64, 0.2, 6, 4e-3, units=64),
    "piano": Needs(12, 8, 64, 0.2, 6, 4e-3, units=64),
}
FAMILIES: dict[str, tuple[RollTraining, dict[str, Needs]]] = {
    "rbm": (RollTraining(RollConfig("", "rbm"), judged=1_000), _ALONE),
    "elman": (RollTraining(RollConfig("elman", "bernoulli")), _BERNOULLI),
    "gru": (RollTraining(RollConfig("gru", "bernoulli")), _BERNOULLI),
    "lstm": (RollTraining(RollConfig("lstm", "bernoulli")), _BERNOULLI),
    "gru-rbm": (RollTraining(RollConfig("gru", "rbm"), judged=1_000), _RBM),
    "lstm-rbm": (RollTraining(RollConfig("lstm", "rbm"), judged=1_000), _RBM),
    "gru-nade": (RollTraining(RollConfig("gru", "nade")), _NADE),
    "lstm-nade": (RollTraining(RollConfig("lstm", "nade")), _NADE),
    "tied": (RollTraining(RollConfig("tied", "tied"), bf16=True, judged=10_000), _TIED),
}


def recipe(family: str, name: str, seed: int) -> RollTraining:
    """The settings for a family of FAMILIES on a set of `data.SETS`."""
    usual, of_sets = FAMILIES[family]
    needs = of_sets[name]
    net = replace(usual.net, hidden=needs.hidden, units=needs.units, dropout=needs.dropout)
    return replace(
        usual,
        net=net,
        rng_seed=seed,
        epochs=needs.epochs,
        batch=needs.batch,
        shift=needs.shift,
        learning_rate=needs.learning_rate,
        average=0.99,
    )


def begins_with(family: str) -> str:
    """The family whose trained net this one continues, "" for none: the RBMs of a past that the NADE has found."""
    return family.replace("-rbm", "-nade") if family.endswith("-rbm") else ""
