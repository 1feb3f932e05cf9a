"""The training loop: epochs over random views of the tunes, validation with everything told, early stopping.

An epoch depends only on the seed and its number, so that a run resumed after any epoch goes on as if it had never
stopped.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from musegen_app.codecs import lead, lead_features, lead_lane
from musegen_app.codecs.lead_features import Group
from musegen_app.nets.lstm import EventLstm, LstmConfig
from musegen_app.training.augment import HIDEABLE, plain_view, view
from musegen_app.training.batches import Batch, collate, grouped
from musegen_app.training.config import TrainConfig
from musegen_app.training.examples import Example
from musegen_app.training.progress import Reporter
from musegen_app.training.run_folder import Progress, RunFolder


def net_config(config: TrainConfig) -> LstmConfig:
    """The net of a run over `lead` events."""
    return LstmConfig(
        column_sizes=tuple(c.size for c in lead_features.COLUMNS),
        field_sizes=tuple(f.size for f in lead.FIELDS),
        cell_sizes=lead_lane.CELL_SIZES,
        copy_columns=((), lead_features.COPY_DURATION, lead_features.COPY_PITCH),
        embedding=config.embedding,
        hidden=config.hidden,
        layers=config.layers,
        lane=config.lane,
        head=config.head,
        dropout=config.dropout,
    )


def nats(net: EventLstm, batch: Batch) -> Tensor:
    """Summed nats of each field over a batch: (fields,)."""
    logps = net(batch.rows, batch.targets, batch.cells, batch.cell_index)
    sums = []
    for i, logp in enumerate(logps):
        target = batch.targets[..., i]
        drawn = logp.gather(-1, target.clamp(min=0).unsqueeze(-1)).squeeze(-1)
        sums.append(-(drawn * (target >= 0)).sum())
    return torch.stack(sums)


@torch.no_grad()
def validate(net: EventLstm, examples: Sequence[Example], config: TrainConfig, bare: bool = False) -> dict[str, float]:
    """Nats per note (all fields, rests and END included) and per field, nothing fixed, nothing dropped.

    `bare` tells the net nothing but metre, key and what was played.
    """
    net.eval()
    total = torch.zeros(len(lead.FIELDS))
    for group in grouped(examples, config.batch_events, None):
        batch = collate([plain_view(e, (*HIDEABLE, Group.BACK_SECTION) if bare else ()) for e in group])
        total += nats(net, batch.to(config.device)).cpu()
    notes = sum(e.notes for e in examples)
    quarters = sum(e.quarters for e in examples)
    per_field = {f"{f.name}_per_note": float(x) / notes for f, x in zip(lead.FIELDS, total, strict=True)}
    whole = float(total.sum())
    return {"nats_per_note": whole / notes, "bits_per_quarter": whole / math.log(2) / quarters, **per_field}


class Training:
    """One run: `run()` until it is finished, stopped early, or killed."""

    def __init__(
        self,
        config: TrainConfig,
        train: Sequence[Example],
        valid: Sequence[Example],
        folder: RunFolder,
        reporter: Reporter,
    ) -> None:
        torch.set_num_threads(config.threads)
        torch.manual_seed(config.rng_seed)
        self.config, self.train, self.valid = config, train, valid
        self.folder, self.reporter = folder, reporter
        self.net = EventLstm(net_config(config)).to(config.device)
        self.optimiser = torch.optim.AdamW(
            self.net.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay, betas=(0.9, 0.98)
        )
        folder.keep_config(config)
        self.progress = folder.load(self.net, self.optimiser) if folder.resumable else Progress()

    def run(self) -> Progress:
        """Train to the end. The best net is in the run folder afterwards."""
        self.per_epoch = len(list(grouped(self.train, self.config.batch_events, np.random.default_rng(0))))
        self.reporter.start(self.per_epoch * self.config.epochs, self.per_epoch * self.progress.epoch)
        while self.progress.epoch < self.config.epochs:
            self._epoch()
            if self.progress.epoch - self.progress.best_epoch >= self.config.patience:
                self.reporter.say(f"No better for {self.config.patience} epochs: stopped.")
                break
        self.reporter.close()
        return self.progress

    def _epoch(self) -> None:
        number, begin = self.progress.epoch, time.monotonic()
        rng = np.random.default_rng((self.config.rng_seed, number))
        torch.manual_seed(self.config.rng_seed * 1000 + number)
        self.net.train()
        loss, groups = 0.0, list(grouped(self.train, self.config.batch_events, rng))
        for i, group in enumerate(groups):
            self._set_rate(number + i / len(groups))
            value = self._step(collate([view(e, self.config, rng) for e in group]))
            loss += value
            self.reporter.batch(value)
        self._finish_epoch(loss / len(groups), time.monotonic() - begin)

    def _finish_epoch(self, loss: float, seconds: float) -> None:
        result = validate(self.net, self.valid, self.config)
        self.progress.epoch += 1
        if result["nats_per_note"] < self.progress.best:
            self.progress.best, self.progress.best_epoch = result["nats_per_note"], self.progress.epoch
            self.folder.save_best(self.net)
        bare = validate(self.net, self.valid, self.config, bare=True)["nats_per_note"]
        record = {"epoch": self.progress.epoch, "loss_per_event": loss, **result, "bare_nats_per_note": bare}
        record["seconds"] = seconds
        self.folder.log(record)
        self.folder.save(self.net, self.optimiser, self.progress)
        self.reporter.epoch(record)

    def _step(self, batch: Batch) -> float:
        self.optimiser.zero_grad(set_to_none=True)
        with torch.autocast(torch.device(self.config.device).type, torch.bfloat16, enabled=self.config.bf16):
            loss = nats(self.net, batch.to(self.config.device)).sum() / max(batch.events, 1)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), self.config.clip)
        self.optimiser.step()
        self.progress.steps += 1
        return loss.item()

    def _set_rate(self, epochs_done: float) -> None:
        """Linear warm-up, then a half cosine down to nearly nothing."""
        share = epochs_done / self.config.epochs
        rise = min(1.0, (share + 1e-3) / self.config.warmup)
        for group in self.optimiser.param_groups:
            group["lr"] = self.config.learning_rate * rise * (0.01 + 0.495 * (1 + math.cos(math.pi * share)))
