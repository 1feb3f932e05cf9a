"""How a net is trained; written into the run folder, so that a run can be repeated and resumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from musegen_app.base.errors import SettingsError


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
