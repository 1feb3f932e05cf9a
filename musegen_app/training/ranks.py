"""The processes of one run, started by torchrun: who one is, who has what of a batch, what all together have.

The gradients are averaged by DistributedDataParallel; the weights are the same everywhere after every step.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn

from musegen_app.base.errors import MuseGenError, SettingsError
from musegen_app.training.task import Task

_PATIENCE = timedelta(hours=6)  # the first process prepares and validates while the others wait


class Lost(MuseGenError):
    """Another process of the run is no more."""

    def __init__(self) -> None:
        super().__init__(
            "Another process of this run has ended. Start the same command again to go on after the last checkpoint."
        )


@dataclass(frozen=True)
class Share:
    """A batch for one process; `counts` is False where there is none and it only keeps step with the others."""

    batch: Any
    counts: bool = True


@dataclass(frozen=True)
class Ranks:
    """This process among `size` ones; `local` is its number on its own machine."""

    rank: int = 0
    size: int = 1
    local: int = 0

    @property
    def leads(self) -> bool:
        """Only one process writes and speaks."""
        return self.rank == 0

    def device(self, asked: str) -> str:
        """Each process of a machine has a GPU of its own."""
        return f"cuda:{self.local}" if asked == "cuda" and self.size > 1 else asked

    def shared(self, net: nn.Module, task: Task) -> nn.Module:
        """Tensors -> (summed loss, events) of `net`, whose gradients become the mean over all processes."""
        loss = _Loss(net, task)
        if self.size == 1:
            return loss
        return nn.parallel.DistributedDataParallel(loss, find_unused_parameters=True)

    def share(self, batches: Sequence[Any], at: int) -> tuple[Share, int]:
        """What this process does next, and at which batch all go on. The items of a list are dealt out; of other
        batches each process takes one."""
        batch = batches[at]
        if isinstance(batch, list):
            mine = batch[self.rank :: self.size]
            return (Share(mine) if mine else Share(batch[:1], counts=False)), at + 1
        place = at + self.rank
        own = Share(batches[place]) if place < len(batches) else Share(batch, counts=False)
        return own, min(at + self.size, len(batches))

    def summed(self, *values: float) -> list[float]:
        """Each value summed over all processes."""
        if self.size == 1:
            return list(values)
        total = torch.tensor(values, dtype=torch.float64, device=_device())
        dist.all_reduce(total)
        return [float(x) for x in total]

    def told(self, value: Any) -> Any:
        """What the leading process says, in all of them."""
        if self.size == 1:
            return value
        box = [value]
        dist.broadcast_object_list(box, device=_device())
        return box[0]

    def wait(self) -> None:
        """For all others."""
        if self.size > 1:
            dist.barrier()


class _Loss(nn.Module):
    def __init__(self, net: nn.Module, task: Task) -> None:
        super().__init__()
        self.net = net
        self._task = task

    def forward(self, tensors: Any) -> tuple[Tensor, int]:
        return self._task.loss(self.net, tensors)


@contextmanager
def joined(device: str) -> Iterator[Ranks]:
    """The ranks of this run: as torchrun says in the environment, else one process alone.

    Raises SettingsError for a device that is not there, Lost when another process ends."""
    _check(device)
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        yield Ranks()
        return
    ranks = Ranks(int(os.environ["RANK"]), size, int(os.environ.get("LOCAL_RANK", "0")))
    on_gpu = torch.device(device).type == "cuda"
    if on_gpu:
        torch.cuda.set_device(ranks.device(device))
    dist.init_process_group("nccl" if on_gpu else "gloo", timeout=_PATIENCE)
    try:
        yield ranks
    except RuntimeError as problem:
        if not _is_lost(problem):
            raise
        raise Lost from problem
    finally:
        dist.destroy_process_group()


def speaks(problem: MuseGenError) -> bool:
    """What goes wrong in all processes is said by one."""
    return isinstance(problem, Lost) or os.environ.get("RANK", "0") == "0"


def _check(device: str) -> None:
    try:
        kind = torch.device(device).type
    except RuntimeError as problem:
        raise SettingsError(f"“{device}” is no device; say cpu or cuda.") from problem
    if kind not in ("cpu", "cuda"):
        raise SettingsError(f"Training runs on cpu or cuda, not on “{device}”.")
    if kind == "cuda" and not torch.cuda.is_available():
        raise SettingsError("torch finds no CUDA device here; say --set device=cpu.")


def _is_lost(problem: RuntimeError) -> bool:
    """Gloo tells in words only."""
    return isinstance(problem, dist.DistError) or "gloo" in str(problem).lower()


def _device() -> torch.device:
    return torch.device("cuda" if dist.get_backend() == "nccl" else "cpu")
