"""The training loop of every recipe: epochs of batches, a judged and kept best net, checkpoints to go on from.

What happens at a batch depends only on the seed, the epoch and the number of the batch, so that a run resumed after any
checkpoint goes on as if it had never stopped.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

import numpy as np
import torch

from musegen_app.base.errors import MuseGenError
from musegen_app.training.config import RunConfig
from musegen_app.training.curves import PICTURE, draw
from musegen_app.training.precision import Precision
from musegen_app.training.progress import Reporter
from musegen_app.training.ranks import Ranks, Share
from musegen_app.training.run_folder import Progress, RunFolder
from musegen_app.training.task import Task

_BETAS = (0.9, 0.98)
_PICTURE_SECONDS = 20.0
_YOUNG = 10  # steps that a running mean forgets quickly: it must not remember the first weights


class Stopped(MuseGenError):
    """Somebody asked the run to stop; where it stood is kept."""

    def __init__(self) -> None:
        super().__init__("Stopped. Start the same command again to go on where it stood.")


class Fit:
    """One run: `run()` until it is finished, stopped early, asked to stop, or killed."""

    def __init__(
        self,
        task: Task,
        config: RunConfig,
        folder: RunFolder,
        reporter: Reporter,
        ranks: Ranks | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.task, self.config, self.folder, self.reporter = task, config, folder, reporter
        self.ranks, self._stop = ranks or Ranks(), stop
        self._device = self.ranks.device(config.device)
        torch.set_num_threads(config.threads)
        torch.manual_seed(config.rng_seed)
        self.net = task.make_net().to(self._device)
        self.mean = deepcopy(self.net).eval().requires_grad_(False) if config.average else None
        self.optimiser = torch.optim.AdamW(
            self.net.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay, betas=_BETAS
        )
        self.progress = self._resumed() if folder.resumable else Progress()
        self._check_all_stand_here()
        self._precision = Precision(config.bf16, self._device, self.progress.scale)
        self._loss = self.ranks.shared(self.net, task)
        self._drawn = time.monotonic()

    def run(self) -> Progress:
        """Train to the end. The best net is in the run folder afterwards. Raises Stopped, and MuseGenError for a loss
        that is no number any more."""
        per_epoch = len(self._batches(0))
        done = per_epoch * self.progress.epoch + self.progress.batch
        self.reporter.start(per_epoch * self.config.epochs, done)
        while self.progress.epoch < self.config.epochs and not self._tired():
            self._epoch()
        self._draw(True)
        self.reporter.close()
        return self.progress

    # --- inside ----------------------------------------------------------------------------------------
    def _resumed(self) -> Progress:
        progress = self.folder.load(self.net, self.optimiser, self.mean)
        if self.ranks.leads:
            self.folder.forget_after(progress.epoch)
        return progress

    def _check_all_stand_here(self) -> None:
        steps = self.progress.steps
        if self.ranks.summed(steps)[0] != steps * self.ranks.size:
            raise MuseGenError("The processes of this run do not see the same run folder; put it on a shared disk.")

    def _tired(self) -> bool:
        tired = self.progress.epoch - self.progress.best_epoch >= self.config.patience
        if tired:
            self.reporter.say(f"No better for {self.config.patience} epochs: stopped.")
        return tired

    def _batches(self, epoch: int) -> Sequence[Any]:
        return self.task.batches(epoch, np.random.default_rng((self.config.rng_seed, epoch)))

    def _epoch(self) -> None:
        p, begun, kept = self.progress, time.monotonic(), time.monotonic()
        before, batches = p.seconds, self._batches(p.epoch)
        self.net.train()
        while p.batch < len(batches):
            self._set_rate(p.epoch + p.batch / len(batches))
            share, following = self.ranks.share(batches, p.batch)
            self._step(share)
            p.batch, p.seconds = following, before + time.monotonic() - begun
            stop = self._stop()
            if stop or time.monotonic() - kept >= 60 * self.config.checkpoint_minutes:
                self._save()
                kept = time.monotonic()
            if stop:
                raise Stopped
        self._finish_epoch()

    def _save(self) -> None:
        self.progress.scale = self._precision.scale
        if self.ranks.leads:
            self.folder.save(self.net, self.optimiser, self.progress, self.mean)

    def _finish_epoch(self) -> None:
        p = self.progress
        loss, seconds, figures = p.loss / max(1, p.events), p.seconds, self._figures()
        p.epoch, p.batch, p.loss, p.events, p.seconds = p.epoch + 1, 0, 0.0, 0, 0.0
        record = {"epoch": p.epoch, "loss": loss, **figures, "seconds": seconds}
        if figures["valid"] < p.best:
            p.best, p.best_epoch = figures["valid"], p.epoch
            if self.ranks.leads:
                self.folder.save_best(self.net if self.mean is None else self.mean)
        if self.ranks.leads:
            self.folder.log(record)
        self._save()
        self._draw(time.monotonic() - self._drawn > _PICTURE_SECONDS)
        self.reporter.epoch(record)

    def _draw(self, now: bool) -> None:
        """The curves; a picture takes as long as an epoch of a toy."""
        if now and self.ranks.leads and self.progress.epoch:
            draw(self.folder.records(), self.folder.path / PICTURE)
            self._drawn = time.monotonic()

    def _figures(self) -> dict[str, float]:
        """The leading process judges, the others hear of it."""
        figures: dict[str, float] = {}
        if self.ranks.leads:
            judged = self.net if self.mean is None else self.mean
            judged.eval()
            with torch.no_grad():
                figures = self.task.validate(judged)
        told: dict[str, float] = self.ranks.told(figures)
        return told

    def _step(self, share: Share) -> None:
        p = self.progress
        place = (self.config.rng_seed, p.epoch, p.batch, self.ranks.rank)
        torch.manual_seed(int(np.random.SeedSequence(place).generate_state(1, np.uint64)[0]))
        tensors = self.task.collate(share.batch, np.random.default_rng(place)).to(self._device)
        self.optimiser.zero_grad(set_to_none=True)
        with self._precision.autocast():
            loss, events = self._loss(tensors)
        loss = loss * share.counts
        total, all_events = self.ranks.summed(loss.item(), events * share.counts)
        if not math.isfinite(total):
            raise MuseGenError(f"The loss is no number any more in epoch {p.epoch + 1}: try a lower learning_rate.")
        scale = self.ranks.size / max(all_events, 1)  # the gradients are averaged over the processes, not summed
        self._precision.descend(loss * scale, self.net, self.optimiser, self.config.clip)
        p.steps, p.loss, p.events = p.steps + 1, p.loss + total, p.events + round(all_events)
        self._follow()
        self.reporter.batch(total / max(all_events, 1))

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
