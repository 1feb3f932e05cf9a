"""What a training run is made of; written into the run folder, so that a run can be repeated and resumed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from musegen_app.base.errors import SettingsError


@dataclass(frozen=True)
class TrainConfig:
    """One run of the folk-lstm recipe. Probabilities are per tune and epoch."""

    rng_seed: int = 1
    epochs: int = 34
    batch_events: int = 2000  # padded events in a batch; larger ones are faster, but the net learns from too few steps
    longest: int = 640  # events; longer tunes are cut into windows
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    clip: float = 1.0
    warmup: float = 0.02  # share of the run
    patience: int = 8  # epochs without a better validation before stopping
    embedding: int = 256
    hidden: int = 384
    layers: int = 2
    lane: int = 64
    head: int = 192
    dropout: float = 0.3
    told_everything: float = 0.25  # share of tunes of which nothing is hidden
    hide: float = 0.4  # share of the others for which each group of inputs is hidden (0.3 of all)
    hide_key: float = 0.12
    transpose: float = 0.5  # share of tunes moved by −5…+6 semitones
    lane_share: float = 0.45  # share of tunes with a constraint lane
    threads: int = 1  # on a machine with other work several threads wait for one another
    bf16: bool = True  # matrix products of the training steps; validation is always fp32
    device: str = "cpu"

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", "utf-8")

    @staticmethod
    def read(path: Path) -> TrainConfig:
        return TrainConfig.of(json.loads(path.read_text("utf-8")))

    @staticmethod
    def of(values: dict[str, object]) -> TrainConfig:
        """Raises SettingsError for a name that is not a setting."""
        known = {f.name for f in fields(TrainConfig)}
        unknown = sorted(set(values) - known)
        if unknown:
            raise SettingsError(f"“{unknown[0]}” is not a training setting; known are: {', '.join(sorted(known))}.")
        return TrainConfig(**values)  # type: ignore[arg-type]


@dataclass(frozen=True)
class RunConfig:
    """How a net is trained, whatever it is. AdamW, the rate up along a line and down along a cosine."""

    rng_seed: int = 1
    epochs: int = 20
    learning_rate: float = 2e-3
    weight_decay: float = 0.01
    clip: float = 1.0  # of the gradients' norm
    warmup: float = 0.02  # share of the run
    patience: int = 8  # epochs without a better validation before stopping
    average: float = 0.0  # what is judged and kept is a running mean of the weights with this memory (0: the weights)
    threads: int = 1  # on a machine with other work several threads wait for one another
    bf16: bool = (
        False  # mixed precision of the training steps (fp16 where a GPU has no bf16); validation is always fp32
    )
    device: str = "cpu"
    checkpoint_minutes: float = 5.0  # between checkpoints inside an epoch; there is one after every epoch

    @staticmethod
    def of(values: Mapping[str, object]) -> RunConfig:
        """Raises SettingsError for a name that is not a setting or a value of the wrong kind."""
        return RunConfig(**checked(values, asdict(RunConfig())))  # type: ignore[arg-type]


def checked(values: Mapping[str, object], defaults: Mapping[str, object]) -> dict[str, object]:
    """`defaults` with `values` in their places. Raises SettingsError for unknown names and values of another kind."""
    out = dict(defaults)
    for name, value in values.items():
        if name not in defaults:
            known = ", ".join(sorted(defaults))
            raise SettingsError(f"“{name}” is not a training setting; known are: {known}.")
        out[name] = _like(name, value, defaults[name])
    return out


def _like(name: str, value: object, usual: object) -> object:
    """`value`, whole numbers passing for fractions."""
    if isinstance(usual, float) and type(value) is int:
        return float(value)
    if isinstance(usual, list | tuple) and isinstance(value, list | tuple):
        return type(usual)(value)
    if usual is not None and type(value) is not type(usual):
        raise SettingsError(f"“{value}” is no value for the training setting {name}, which is {usual!r} by default.")
    return value
