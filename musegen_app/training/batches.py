"""Tunes of like length side by side, padded; one epoch is a list of such batches in random order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from musegen_app.codecs.lead import FIELDS
from musegen_app.codecs.lead_features import WIDTH
from musegen_app.codecs.lead_lane import CELL_WIDTH
from musegen_app.training.augment import View
from musegen_app.training.examples import Example


@dataclass(frozen=True)
class Batch:
    """Tensors for `EventLstm.forward`; time first. Padding has target -1 in every field."""

    rows: Tensor
    targets: Tensor
    cells: Tensor
    cell_index: Tensor

    @property
    def events(self) -> int:
        return int((self.targets[..., 0] >= 0).sum())

    def to(self, device: str | torch.device) -> Batch:
        return Batch(*(t.to(device) for t in (self.rows, self.targets, self.cells, self.cell_index)))


def collate(views: Sequence[View]) -> Batch:
    """Pad a few views into one batch."""
    steps, cells, count = max(len(v.rows) for v in views), max(len(v.cells) for v in views), len(views)
    rows = np.zeros((steps, count, WIDTH), np.int64)
    targets = np.full((steps, count, len(FIELDS)), -1, np.int64)
    lane = np.zeros((cells, count, CELL_WIDTH), np.int64)
    index = np.full((steps, count), cells, np.int64)
    for b, v in enumerate(views):
        rows[: len(v.rows), b] = v.rows
        targets[: len(v.rows), b] = v.targets
        lane[: len(v.cells), b] = v.cells
        index[: len(v.rows), b] = np.where(v.cell_index >= len(v.cells), cells, v.cell_index)
    return Batch(*(torch.from_numpy(a) for a in (rows, targets, lane, index)))


def grouped(examples: Sequence[Example], batch_events: int, rng: np.random.Generator | None) -> Iterator[list[Example]]:
    """Groups of like length of about `batch_events` padded events; shuffled with an rng, else longest last."""
    noise = rng.normal(1, 0.05, len(examples)) if rng is not None else np.ones(len(examples))
    order = np.argsort([e.size * x for e, x in zip(examples, noise, strict=True)], kind="stable")
    groups: list[list[Example]] = [[]]
    longest = 0
    for i in order:
        longest = max(longest, examples[i].size)
        if groups[-1] and longest * (len(groups[-1]) + 1) > batch_events:
            groups.append([])
            longest = examples[i].size
        groups[-1].append(examples[i])
    if rng is not None:
        rng.shuffle(groups)
    yield from groups
