"""One run on one set: epochs of windows, the best of the validation kept, resumable after every epoch."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from musegen_app.nets.nade import NadeHead
from musegen_app.nets.roll_net import RbmHead, RollConfig, RollNet
from musegen_app.nets.tied import TiedHead, TiedPast
from musegen_app.training.rolls.data import Rolls, shifted, windows
from musegen_app.training.rolls.log_z import Ais, key_logits
from musegen_app.training.rolls.scoring import score
from musegen_app.training.run_folder import Progress, RunFolder

_WARM_UP = 0.05  # of all epochs
_LAST_RATE = 0.02  # of the learning rate, at the last epoch
_NEAR = 5  # keys beside the lowest and the highest one


@dataclass(frozen=True)
class RollTraining:
    """One run. `shift`: pieces are moved by up to so many semitones; `average`: what is judged and kept is a running
    mean of the weights with that memory (0: the weights themselves); `sweeps`: CD-k at the first and the last epoch."""

    net: RollConfig = field(default_factory=RollConfig)
    rng_seed: int = 1
    epochs: int = 60
    length: int = 100  # frames
    batch: int = 16  # windows
    learning_rate: float = 2e-3
    weight_decay: float = 0.01
    clip: float = 1.0
    shift: int = 0
    input_dropout: float = 0.0
    average: float = 0.0
    sweeps: tuple[int, int] = (5, 10)
    patience: int = 12
    judged: int = 0  # frames of the validation that an epoch is judged by, about; 0: all
    bf16: bool = False


class RollRun:
    """The state of one run; `net` is the best so far once `train` has ended."""

    def __init__(self, asked: RollTraining, rolls: Rolls, folder: Path) -> None:
        torch.manual_seed(asked.rng_seed)
        self.asked, self.rolls, self.folder = asked, rolls, RunFolder(folder)
        self.net = RollNet(asked.net)
        begin_at_the_marginals(self.net, key_logits(rolls.train))
        self.mean = deepcopy(self.net)
        self.optimiser = torch.optim.AdamW(
            self.net.parameters(), lr=asked.learning_rate, weight_decay=asked.weight_decay
        )
        self.progress = Progress()
        self.seconds = 0.0

    def train(self, say: Callable[[str], None] = print) -> None:
        """From where it stands to the end."""
        if self.folder.resumable:
            self._resume()
        while self.progress.epoch < self.asked.epochs and not self._tired():
            begun = time.monotonic()
            loss = self._epoch(self.progress.epoch)
            valid = self._judge()
            self.seconds += time.monotonic() - begun
            self._keep(loss, valid)
            p = self.progress
            say(f"epoch {p.epoch} loss {loss:.3f} valid {valid:.3f} best {p.best:.3f} ({self.seconds:.0f} s)")
        self.folder.load_best(self.net)

    def begin_with(self, nade: Path) -> None:
        """Take the past from a trained NADE net of the same sizes, and let it be: only the RBM learns."""
        assert self.net.past is not None
        if not self.folder.resumable:
            found = {k.removeprefix("past."): v for k, v in load_file(nade).items() if k.startswith("past.")}
            for net in (self.net, self.mean):
                assert net.past is not None
                net.past.load_state_dict(found, strict=True)
        for parameter in self.net.past.parameters():
            parameter.requires_grad_(False)

    # --- inside ----------------------------------------------------------------------------------------
    def _tired(self) -> bool:
        return self.progress.epoch - self.progress.best_epoch > self.asked.patience

    def _epoch(self, epoch: int) -> float:
        """One pass over the windows; the mean loss a frame."""
        asked, dice = self.asked, torch.Generator().manual_seed(self.asked.rng_seed * 10_000 + epoch)
        torch.manual_seed(asked.rng_seed * 10_000 + epoch)
        batches = list(windows(self.rolls.train, asked.length, asked.batch, dice))
        self.net.train()
        total = frames = 0.0
        for i, batch in enumerate(batches):
            for group in self.optimiser.param_groups:
                group["lr"] = asked.learning_rate * rate((epoch + i / len(batches)), asked.epochs)
            moved = self._moved(batch.frames, dice)
            loss = self._loss(moved, batch.scored, epoch)
            self.optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(self.net.parameters(), asked.clip)
            self.optimiser.step()
            self._follow()
            total += float(loss.detach()) * float(batch.scored.sum())
            frames += float(batch.scored.sum())
        return total / frames

    def _moved(self, frames: Tensor, dice: torch.Generator) -> Tensor:
        if not self.asked.shift:
            return frames
        return shifted(
            frames, torch.randint(-self.asked.shift, self.asked.shift + 1, (frames.shape[1],), generator=dice)
        )

    def _loss(self, frames: Tensor, scored: Tensor, epoch: int) -> Tensor:
        heard = nn.functional.dropout(frames, self.asked.input_dropout) if self.asked.input_dropout else frames
        with torch.autocast("cpu", torch.bfloat16, enabled=self.asked.bf16):
            if isinstance(self.net.head, TiedHead):
                return self._tied_loss(self.net.head, heard, frames, scored)
            return self._loss_of(self.net.history(heard)[scored], frames[scored], epoch)

    def _tied_loss(self, head: TiedHead, heard: Tensor, frames: Tensor, scored: Tensor) -> Tensor:
        """Of the keys near those that sound somewhere in the batch: of all others it learns elsewhere to be silent."""
        assert isinstance(self.net.past, TiedPast)
        sounding = frames.amax((0, 1)).nonzero()
        keys = slice(max(0, int(sounding.min()) - _NEAR), int(sounding.max()) + 1 + _NEAR)
        return head.nll(self.net.past(heard, keys)[scored], frames[scored], keys).mean()

    def _loss_of(self, history: Tensor, targets: Tensor, epoch: int) -> Tensor:
        head = self.net.head
        if isinstance(head, RbmHead):
            low, high = self.asked.sweeps
            sweeps = low + round((high - low) * epoch / max(1, self.asked.epochs - 1))
            return head.divergence(history, targets, sweeps)
        return head.nll(history, targets).mean()

    @torch.no_grad()
    def _follow(self) -> None:
        """The running mean of the weights."""
        keep = min(self.asked.average, self.progress.steps / (10 + self.progress.steps))  # forget the beginning
        self.progress.steps += 1
        for mine, theirs in zip(self.mean.parameters(), self.net.parameters(), strict=True):
            mine.lerp_(theirs, 1 - keep)

    def _judge(self) -> float:
        pieces = some(self.rolls.valid, self.asked.judged)
        if self.asked.net.head != "rbm":
            with torch.autocast("cpu", torch.bfloat16, enabled=self.asked.bf16):
                return score(self.mean, pieces).b
        torch.manual_seed(1)  # the same chains every time
        ais = Ais(key_logits(self.rolls.train), chains=8, steps=40)
        return score(self.mean, pieces, ais).b

    def _keep(self, loss: float, valid: float) -> None:
        self.progress.epoch += 1
        if valid < self.progress.best:
            self.progress.best, self.progress.best_epoch = valid, self.progress.epoch
            self.folder.save_best(self.mean)
        self.folder.log({"epoch": self.progress.epoch, "loss": loss, "valid": valid, "seconds": self.seconds})
        save_file(dict(self.mean.state_dict()), self.folder.path / "mean.safetensors")
        self.folder.save(self.net, self.optimiser, self.progress)

    def _resume(self) -> None:
        self.progress = self.folder.load(self.net, self.optimiser)
        self.mean.load_state_dict(load_file(self.folder.path / "mean.safetensors"))
        self.seconds = self.folder.records()[-1]["seconds"]


def rate(epoch: float, epochs: int) -> float:
    """The share of the learning rate at that time: up at first, then down along a cosine."""
    warm_up = epochs * _WARM_UP
    if epoch < warm_up:
        return max(0.05, epoch / warm_up)
    return _LAST_RATE + (1 - _LAST_RATE) * 0.5 * (1 + math.cos(math.pi * epoch / epochs))


@torch.no_grad()
def begin_at_the_marginals(net: RollNet, logits: Tensor) -> None:
    """Let a new net say at first what every frame of the set has in common (Hinton 2010, section 8)."""
    head = net.head
    if isinstance(head, RbmHead):
        head.rbm.key_bias.copy_(logits)
    else:
        bias = head.key_bias.bias if isinstance(head, NadeHead) else head.out.bias
        bias.copy_(logits.mean() if isinstance(head, TiedHead) else logits)


def some(pieces: tuple[Tensor, ...], frames: int) -> tuple[Tensor, ...]:
    """The beginnings of all pieces, so that it comes to about so many frames (0: all of everything)."""
    share = frames / sum(len(p) for p in pieces)
    return tuple(p[: max(16, round(len(p) * share))] for p in pieces) if 0 < share < 1 else pieces
