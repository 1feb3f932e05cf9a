"""Trains the chords net: the tunes that have chords, their melody told, half told or hidden, transposition-free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from musegen_app.codecs import lead_chords
from musegen_app.codecs.lead_context import context_of
from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.nets.chords import ChordGru, ChordsConfig

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class ChordSettings:
    """What a chords run decides for itself."""

    batch: int = 24  # tunes
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


def view(example: ChordExample, settings: ChordSettings, rng: np.random.Generator) -> Ints:
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


@dataclass(frozen=True)
class ChordBatch:
    """rows (steps, tunes, columns), values (steps, tunes) with -1 in the padding."""

    rows: Tensor
    values: Tensor

    def to(self, device: str | torch.device) -> ChordBatch:
        return ChordBatch(self.rows.to(device), self.values.to(device))


def _padded(rows: Sequence[Ints], values: Sequence[Ints]) -> ChordBatch:
    steps = max(len(r) for r in rows)
    out = np.zeros((steps, len(rows), rows[0].shape[1]), np.int64)
    targets = np.full((steps, len(rows)), -1, np.int64)
    for b, (r, v) in enumerate(zip(rows, values, strict=True)):
        out[: len(r), b], targets[: len(v), b] = r, v
    return ChordBatch(torch.from_numpy(out), torch.from_numpy(targets))


def nats(net: nn.Module, batch: ChordBatch) -> Tensor:
    """Summed over all steps."""
    logp, _ = net(batch.rows)
    flat = logp.reshape(-1, logp.shape[-1])
    return nn.functional.nll_loss(flat, batch.values.reshape(-1), ignore_index=-1, reduction="sum")


@torch.no_grad()
def validate(net: nn.Module, examples: Sequence[ChordExample]) -> dict[str, float]:
    """Nats per chord step with the melody told and without any."""
    device = next(net.parameters()).device
    totals = np.zeros(2)
    for e in examples:
        for i, rows in enumerate((e.rows, without_melody(e.rows, 0))):
            totals[i] += float(nats(net, _padded([rows], [e.values]).to(device)))
    steps = max(1, sum(len(e.values) for e in examples))
    return {"nats_per_chord": float(totals[0]) / steps, "free_nats_per_chord": float(totals[1]) / steps}


class ChordTask:
    """A `Task`: the tunes with chords in random views."""

    def __init__(self, sheets: Sequence[LeadSheet], settings: ChordSettings) -> None:
        self.settings = settings
        self.train, self.valid = (chord_examples([s for s in sheets if s.split == p]) for p in ("train", "valid"))

    def make_net(self) -> nn.Module:
        return ChordGru(chord_config())

    def batches(self, epoch: int, rng: np.random.Generator) -> list[list[ChordExample]]:
        order, size = rng.permutation(len(self.train)).tolist(), self.settings.batch
        return [[self.train[i] for i in order[start : start + size]] for start in range(0, len(order), size)]

    def collate(self, batch: list[ChordExample], rng: np.random.Generator) -> ChordBatch:
        return _padded([view(e, self.settings, rng) for e in batch], [e.values for e in batch])

    def loss(self, net: nn.Module, tensors: ChordBatch) -> tuple[Tensor, int]:
        return nats(net, tensors), int((tensors.values >= 0).sum())

    def validate(self, net: nn.Module) -> dict[str, float]:
        figures = validate(net, self.valid)
        return {"valid": sum(figures.values()), **figures}
