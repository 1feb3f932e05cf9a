"""Trains the chords net: the tunes that have chords, their melody told, half told or hidden, transposition-free."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from musegen_app.codecs import lead_chords
from musegen_app.codecs.lead_context import context_of
from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.nets.chords import ChordGru, ChordsConfig
from musegen_app.training.progress import Reporter
from musegen_app.training.run_folder import Progress, RunFolder

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class ChordTraining:
    """Settings of a chords run (minutes on one core)."""

    rng_seed: int = 1
    epochs: int = 16
    batch: int = 24
    learning_rate: float = 3e-3
    weight_decay: float = 0.05
    hide: float = 0.3  # per form column
    melody_hidden: float = 0.4  # share of tunes without any melody; of the rest half stop somewhere


@dataclass(frozen=True)
class ChordExample:
    """rows (n, columns) with the whole melody told, values (n,)."""

    rows: Ints
    values: Ints


def chord_config() -> ChordsConfig:
    return ChordsConfig(lead_chords.CHORD_COLUMN_SIZES, lead_chords.CHORD_VALUES, lead_chords.CHORD_COPY)


def chord_example(sheet: LeadSheet) -> ChordExample:
    context = context_of(sheet)
    values = lead_chords.chord_values(context, sheet.chords, sheet.length)
    tracker = lead_chords.ChordTracker(context, sheet.notes, sheet.length)
    rows = []
    for value in values:
        rows.append(tracker.features())
        tracker.push(value)
    return ChordExample(np.stack(rows), np.array(values, np.int64))


def chord_examples(sheets: Sequence[LeadSheet]) -> list[ChordExample]:
    """Of all tunes that have chords and a key."""
    return [chord_example(s) for s in sheets if s.chords and s.key is not None and s.length > 0]


def view(example: ChordExample, settings: ChordTraining, rng: np.random.Generator) -> Ints:
    """The rows as one epoch sees them: form columns hidden at random, the melody told up to somewhere."""
    rows = example.rows.copy()
    for column in range(2, lead_chords.FORM_COLUMNS):
        if rng.random() < settings.hide:
            rows[:, column] = 0
    if rng.random() < settings.melody_hidden:
        return without_melody(rows, 0)
    return rows if rng.random() < 0.5 else without_melody(rows, int(rng.integers(0, len(rows))))


def without_melody(rows: Ints, from_step: int) -> Ints:
    """The melody is known before `from_step` only; the step before it no longer sees the next one."""
    out = rows.copy()
    out[from_step:, lead_chords.MELODY_COLUMNS] = 0
    if from_step > 0:
        known, ahead, levels = lead_chords.MELODY_COLUMNS.start, lead_chords.MELODY_COLUMNS.start + 1, 12
        out[from_step - 1, ahead] = 0
        out[from_step - 1, known + 2 + levels : known + 2 + 2 * levels] = 0
    return out


def _padded(rows: Sequence[Ints], values: Sequence[Ints]) -> tuple[Tensor, Tensor]:
    steps = max(len(r) for r in rows)
    out = np.zeros((steps, len(rows), rows[0].shape[1]), np.int64)
    targets = np.full((steps, len(rows)), -1, np.int64)
    for b, (r, v) in enumerate(zip(rows, values, strict=True)):
        out[: len(r), b], targets[: len(v), b] = r, v
    return torch.from_numpy(out), torch.from_numpy(targets)


def nats_per_step(net: ChordGru, rows: Tensor, values: Tensor) -> Tensor:
    logp, _ = net(rows)
    return torch.nn.functional.nll_loss(logp.reshape(-1, logp.shape[-1]), values.reshape(-1), ignore_index=-1)


@torch.no_grad()
def validate(net: ChordGru, examples: Sequence[ChordExample]) -> dict[str, float]:
    """Nats per chord step with the melody told and without any."""
    net.eval()
    totals = np.zeros(2)
    for e in examples:
        for i, rows in enumerate((e.rows, without_melody(e.rows, 0))):
            totals[i] += float(nats_per_step(net, *_padded([rows], [e.values]))) * len(e.values)
    steps = sum(len(e.values) for e in examples)
    return {"nats_per_chord": totals[0] / steps, "free_nats_per_chord": totals[1] / steps}


def train_chords(
    sheets: Sequence[LeadSheet], folder: RunFolder, reporter: Reporter, settings: ChordTraining | None = None
) -> ChordGru:
    """The best net on the validation tunes; its weights are in `folder` too."""
    settings = settings or ChordTraining()
    parts = {split: chord_examples([s for s in sheets if s.split == split]) for split in ("train", "valid")}
    torch.manual_seed(settings.rng_seed)
    net, progress = ChordGru(chord_config()), Progress()
    optimiser = torch.optim.AdamW(net.parameters(), settings.learning_rate, weight_decay=settings.weight_decay)
    batches = -(-len(parts["train"]) // settings.batch)
    reporter.start(batches * settings.epochs, 0)
    for epoch in range(settings.epochs):
        rate = settings.learning_rate * (0.01 + 0.495 * (1 + math.cos(math.pi * epoch / settings.epochs)))
        _epoch(net, optimiser, parts["train"], settings, epoch, rate, reporter)
        result = validate(net, parts["valid"])
        record = {"epoch": epoch + 1, **result}
        folder.log(record)
        reporter.epoch(record)
        if sum(result.values()) < progress.best:
            progress.best, progress.best_epoch = sum(result.values()), epoch + 1
            folder.save_best(net)
    folder.load_best(net)
    return net


def _epoch(
    net: ChordGru,
    optimiser: torch.optim.Optimizer,
    examples: Sequence[ChordExample],
    settings: ChordTraining,
    epoch: int,
    rate: float,
    reporter: Reporter,
) -> None:
    rng = np.random.default_rng((settings.rng_seed, epoch))
    order = rng.permutation(len(examples))
    net.train()
    for group in optimiser.param_groups:
        group["lr"] = rate
    for start in range(0, len(order), settings.batch):
        some = [examples[i] for i in order[start : start + settings.batch]]
        loss = nats_per_step(net, *_padded([view(e, settings, rng) for e in some], [e.values for e in some]))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        reporter.batch(loss.item())
