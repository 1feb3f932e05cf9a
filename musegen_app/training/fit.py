"""The training loop of every recipe: epochs of batches, a judged and kept best net, checkpoints to go on from.

What happens at a batch depends only on the seed, the epoch and the number of the batch, so that a run resumed after any
checkpoint goes on as if it had never stopped.
"""

from __future__ import annotations

import math
import time
from copy import deepcopy
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from musegen_app.training.config import RunConfig
from musegen_app.training.progress import Reporter
from musegen_app.training.run_folder import Progress, RunFolder
from musegen_app.training.task import Task

_BETAS = (0.9, 0.98)
_YOUNG = 10  # steps that a running mean forgets quickly: it must not remember the first weights


class Fit:
    """One run: `run()` until it is finished, stopped early, or killed."""

    def __init__(self, task: Task, config: RunConfig, folder: RunFolder, reporter: Reporter) -> None:
        torch.set_num_threads(config.threads)
        torch.manual_seed(config.rng_seed)
        self.task, self.config, self.folder, self.reporter = task, config, folder, reporter
        self.net = task.make_net().to(config.device)
        self.mean = deepcopy(self.net).eval().requires_grad_(False) if config.average else None
        self.optimiser = torch.optim.AdamW(
            self.net.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay, betas=_BETAS
        )
        self.progress = Progress()
        if folder.resumable:
            self.progress = folder.load(self.net, self.optimiser, self.mean, config.device)
            folder.forget_after(self.progress.epoch)

    def run(self) -> Progress:
        """Train to the end. The best net is in the run folder afterwards."""
        per_epoch = len(self._batches(0))
        done = per_epoch * self.progress.epoch + self.progress.batch
        self.reporter.start(per_epoch * self.config.epochs, done)
        while self.progress.epoch < self.config.epochs and not self._tired():
            self._epoch()
        self.reporter.close()
        return self.progress

    # --- inside ----------------------------------------------------------------------------------------
    def _tired(self) -> bool:
        tired = self.progress.epoch - self.progress.best_epoch >= self.config.patience
        if tired:
            self.reporter.say(f"No better for {self.config.patience} epochs: stopped.")
        return tired

    def _batches(self, epoch: int) -> Any:
        return self.task.batches(epoch, np.random.default_rng((self.config.rng_seed, epoch)))

    def _epoch(self) -> None:
        p, begun, kept = self.progress, time.monotonic(), time.monotonic()
        before = p.seconds
        batches = self._batches(p.epoch)
        self.net.train()
        for i in range(p.batch, len(batches)):
            self._set_rate(p.epoch + i / len(batches))
            self._step(batches[i])
            p.batch, p.seconds = i + 1, before + time.monotonic() - begun
            if time.monotonic() - kept >= 60 * self.config.checkpoint_minutes:
                self.folder.save(self.net, self.optimiser, p, self.mean)
                kept = time.monotonic()
        self._finish_epoch()

    def _finish_epoch(self) -> None:
        p, judged = self.progress, self.net if self.mean is None else self.mean
        loss, seconds = p.loss / max(1, p.events), p.seconds
        judged.eval()
        with torch.no_grad():
            figures = self.task.validate(judged)
        p.epoch, p.batch, p.loss, p.events, p.seconds = p.epoch + 1, 0, 0.0, 0, 0.0
        if figures["valid"] < p.best:
            p.best, p.best_epoch = figures["valid"], p.epoch
            self.folder.save_best(judged)
        record = {"epoch": p.epoch, "loss": loss, **figures, "seconds": seconds}
        self.folder.log(record)
        self.folder.save(self.net, self.optimiser, p, self.mean)
        self.reporter.epoch(record)

    def _step(self, batch: Any) -> None:
        place = (self.config.rng_seed, self.progress.epoch, self.progress.batch)
        torch.manual_seed(int(np.random.SeedSequence(place).generate_state(1, np.uint64)[0]))
        tensors = self.task.collate(batch, np.random.default_rng(place)).to(self.config.device)
        self.optimiser.zero_grad(set_to_none=True)
        with torch.autocast(torch.device(self.config.device).type, torch.bfloat16, enabled=self.config.bf16):
            loss, events = self.task.loss(self.net, tensors)
        self._descend(loss / max(events, 1))
        self.progress.steps += 1
        self.progress.loss += loss.item()
        self.progress.events += events
        self._follow()
        self.reporter.batch(loss.item() / max(events, 1))

    def _descend(self, loss: Tensor) -> None:
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.net.parameters(), self.config.clip)
        self.optimiser.step()

    @torch.no_grad()
    def _follow(self) -> None:
        """The running mean of the weights (Polyak & Juditsky 1992), with less memory while it is young."""
        if self.mean is None:
            return
        steps = self.progress.steps
        keep = min(self.config.average, steps / (_YOUNG + steps))
        for mine, theirs in zip(self.mean.parameters(), self.net.parameters(), strict=True):
            mine.lerp_(theirs, 1 - keep)
        for own, there in zip(self.mean.buffers(), self.net.buffers(), strict=True):
            own.copy_(there)

    def _set_rate(self, epochs_done: float) -> None:
        """Linear warm-up, then a half cosine down to nearly nothing."""
        share = epochs_done / self.config.epochs
        rise = min(1.0, (share + 1e-3) / self.config.warmup) if self.config.warmup else 1.0
        for group in self.optimiser.param_groups:
            group["lr"] = self.config.learning_rate * rise * (0.01 + 0.495 * (1 + math.cos(math.pi * share)))
