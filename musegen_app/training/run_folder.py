"""A training run on disk: config, log, and checkpoints as safetensors + JSON (never pickle).

config.json          what was asked for
data.json            what the net learns from
log.jsonl            one record per finished epoch
curves.png           the same as a picture
last.safetensors     net, running mean and optimiser at the last checkpoint; how far the run is lies in its metadata
best.safetensors     the net with the best validation
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from musegen_app.base.errors import MuseGenError, SettingsError
from musegen_app.bundles.manifest import DataSet

_NET, _MEAN, _OPTIMISER = "net.", "mean.", "optimiser."


@dataclass
class Progress:
    """How far a run is: finished epochs, and the batches done of the one after them with what they summed up to."""

    epoch: int = 0
    best: float = float("inf")
    best_epoch: int = 0
    steps: int = 0
    batch: int = 0
    loss: float = 0.0
    events: int = 0
    seconds: float = 0.0  # in the unfinished epoch
    scale: float = 0.0  # of an fp16 run's gradients; 0: none


class RunFolder:
    """Reads and writes one run's folder. A checkpoint replaces the one before it only when it is complete."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)

    @property
    def resumable(self) -> bool:
        return (self.path / "last.safetensors").exists()

    def keep(self, config: Mapping[str, Any], free: Collection[str] = ()) -> None:
        """Write a config of JSON values. A run that is resumed may change only what is in `free`, wherever it stands in
        the config. Raises SettingsError."""
        asked = json.loads(json.dumps(config))
        changed = sorted(_differences(self.config(), asked) - set(free)) if self.resumable else []
        if changed:
            raise SettingsError(
                f"The run in {self.path} was begun with other settings ({', '.join(changed)}): "
                "resume it with its own, or use a new run folder."
            )
        _write_text(self.path / "config.json", json.dumps(asked, indent=1, ensure_ascii=False))

    def config(self) -> dict[str, Any]:
        """What was asked for, {} before anything was."""
        file = self.path / "config.json"
        return dict(json.loads(file.read_text("utf-8"))) if file.exists() else {}

    def keep_data(self, sets: tuple[DataSet, ...]) -> None:
        """Write down what the net learns from (again when the run is resumed)."""
        _write_text(self.path / "data.json", json.dumps([asdict(s) for s in sets], indent=1, ensure_ascii=False))

    def data_sets(self) -> tuple[DataSet, ...]:
        """What the net learned from, () if that was not written down."""
        file = self.path / "data.json"
        return tuple(DataSet(**d) for d in json.loads(file.read_text("utf-8"))) if file.exists() else ()

    def save(
        self, net: nn.Module, optimiser: torch.optim.Optimizer, progress: Progress, mean: nn.Module | None = None
    ) -> None:
        """A checkpoint: net, optimiser, and the running mean of the weights if there is one."""
        tensors = {_NET + k: v for k, v in net.state_dict().items()}
        if mean is not None:
            tensors |= {_MEAN + k: v for k, v in mean.state_dict().items()}
        for i, state in optimiser.state_dict()["state"].items():
            tensors |= {f"{_OPTIMISER}{i}.{k}": torch.as_tensor(v) for k, v in state.items()}
        self._replace("last.safetensors", tensors, {"progress": json.dumps(asdict(progress))})

    def load(self, net: nn.Module, optimiser: torch.optim.Optimizer, mean: nn.Module | None = None) -> Progress:
        """Bring net, optimiser and running mean, wherever they are, to the last checkpoint. Raises MuseGenError for a
        damaged one."""
        try:
            tensors = load_file(self.path / "last.safetensors")
            net.load_state_dict(_below(tensors, _NET), strict=True)
            if mean is not None:
                mean.load_state_dict(_below(tensors, _MEAN), strict=True)
            optimiser.load_state_dict({**optimiser.state_dict(), "state": _optimiser_state(tensors)})
            return Progress(**json.loads(self._progress()))
        except (SafetensorError, RuntimeError, ValueError, TypeError, OSError) as problem:
            raise MuseGenError(
                f"The checkpoint in {self.path} is damaged or of another net; begin anew in another run folder."
            ) from problem

    def _progress(self) -> str:
        """Runs of before the metadata have it in a file of its own."""
        with safe_open(self.path / "last.safetensors", "pt") as file:
            kept = (file.metadata() or {}).get("progress")
        return kept or (self.path / "last.json").read_text("utf-8")

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

    def forget_after(self, epoch: int) -> None:
        """Drop log records of epochs that the last checkpoint does not know: the run was cut off between the two."""
        kept = [r for r in self.records() if r.get("epoch", 0) <= epoch]
        _write_text(self.path / "log.jsonl", "".join(json.dumps(r) + "\n" for r in kept), end="")

    def _replace(self, name: str, tensors: dict[str, Tensor], metadata: dict[str, str] | None = None) -> None:
        part = self.path / (name + ".part")
        save_file({k: v.contiguous() for k, v in tensors.items()}, part, metadata)
        os.replace(part, self.path / name)


def _optimiser_state(tensors: dict[str, Tensor]) -> dict[int, dict[str, Tensor]]:
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in _below(tensors, _OPTIMISER).items():
        index, name = key.split(".")
        state.setdefault(int(index), {})[name] = value
    return state


def _below(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}


def _differences(a: Mapping[str, Any], b: Mapping[str, Any]) -> set[str]:
    """Names of the values that are not the same, those of inner tables without the table's name."""
    found: set[str] = set()
    for name in {*a, *b}:
        one, other = a.get(name), b.get(name)
        if isinstance(one, dict) and isinstance(other, dict):
            found |= _differences(one, other)
        elif one != other:
            found.add(name)
    return found


def _write_text(path: Path, text: str, end: str = "\n") -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(text + end, "utf-8")
    os.replace(part, path)
