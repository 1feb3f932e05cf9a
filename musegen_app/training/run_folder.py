"""A training run on disk: config, log, and checkpoints as safetensors + JSON (never pickle).

config.json          what was asked for
log.jsonl            one record per finished epoch
last.safetensors     net and optimiser after the last finished epoch
last.json            epoch, best value, optimiser scalars
best.safetensors     the net with the best validation
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from musegen_app.base.errors import SettingsError
from musegen_app.bundles.manifest import DataSet
from musegen_app.training.config import TrainConfig


@dataclass
class Progress:
    """How far a run is."""

    epoch: int = 0
    best: float = float("inf")
    best_epoch: int = 0
    steps: int = 0


class RunFolder:
    """Reads and writes one run's folder. A checkpoint replaces the one before it only when it is complete."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)

    @property
    def resumable(self) -> bool:
        return (self.path / "last.json").exists()

    def keep_config(self, config: TrainConfig) -> None:
        """Write the config, or check that a resumed run asks for the same one. Raises SettingsError."""
        file = self.path / "config.json"
        if file.exists() and TrainConfig.read(file) != config:
            raise SettingsError(f"The run in {self.path} has other settings; resume with its own or use a new folder.")
        config.write(file)

    def keep_data(self, sets: tuple[DataSet, ...]) -> None:
        """Write down what the net learns from (again when the run is resumed)."""
        _write_text(self.path / "data.json", json.dumps([asdict(s) for s in sets], indent=1, ensure_ascii=False))

    def data_sets(self) -> tuple[DataSet, ...]:
        """What the net learned from, () if that was not written down."""
        file = self.path / "data.json"
        return tuple(DataSet(**d) for d in json.loads(file.read_text("utf-8"))) if file.exists() else ()

    def save(self, net: nn.Module, optimiser: torch.optim.Optimizer, progress: Progress) -> None:
        tensors = {f"net.{k}": v for k, v in net.state_dict().items()}
        for i, state in optimiser.state_dict()["state"].items():
            tensors |= {f"optimiser.{i}.{k}": torch.as_tensor(v) for k, v in state.items()}
        self._replace("last.safetensors", tensors)
        _write_text(self.path / "last.json", json.dumps(asdict(progress)))

    def load(self, net: nn.Module, optimiser: torch.optim.Optimizer) -> Progress:
        """Bring net and optimiser to the last finished epoch."""
        tensors = load_file(self.path / "last.safetensors")
        net.load_state_dict({k[4:]: v for k, v in tensors.items() if k.startswith("net.")}, strict=True)
        state: dict[int, dict[str, Tensor]] = {}
        for key, value in tensors.items():
            if key.startswith("optimiser."):
                _, index, name = key.split(".")
                state.setdefault(int(index), {})[name] = value
        optimiser.load_state_dict({**optimiser.state_dict(), "state": state})
        return Progress(**json.loads((self.path / "last.json").read_text("utf-8")))

    def save_best(self, net: nn.Module) -> None:
        self._replace("best.safetensors", dict(net.state_dict()))

    def load_best(self, net: nn.Module) -> None:
        net.load_state_dict(load_file(self.path / "best.safetensors"), strict=True)

    def log(self, record: dict[str, float]) -> None:
        with (self.path / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")

    def records(self) -> list[dict[str, float]]:
        file = self.path / "log.jsonl"
        return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []

    def _replace(self, name: str, tensors: dict[str, Tensor]) -> None:
        part = self.path / (name + ".part")
        save_file({k: v.contiguous() for k, v in tensors.items()}, part)
        os.replace(part, self.path / name)


def _write_text(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(text + "\n", "utf-8")
    os.replace(part, path)
