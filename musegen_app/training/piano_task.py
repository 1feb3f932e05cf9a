"""What the piano net learns from: stretches of pieces in random views; judged with everything told, nothing fixed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from musegen_app.codecs import perf, perf_features, perf_lane
from musegen_app.codecs.perf_features import Group
from musegen_app.nets.lstm import EventLstm, LstmConfig
from musegen_app.training.piano_examples import Example
from musegen_app.training.piano_views import HIDEABLE, Batch, Shake, Stretch, collate, plain_view, random_view


@dataclass(frozen=True)
class PianoSettings:
    """Sizes of the net and of what it is shown at once."""

    embedding: int = 192
    hidden: int = 320
    layers: int = 2
    lane: int = 32
    head: int = 96
    dropout: float = 0.1
    steps: int = 128  # events of a stretch
    stretches: int = 32  # side by side
    valid_events: int = 24_000  # that an epoch is judged on


def net_config(settings: PianoSettings) -> LstmConfig:
    """The net of a run over `perf` events."""
    return LstmConfig(
        column_sizes=tuple(c.size for c in perf_features.COLUMNS),
        field_sizes=tuple(f.size for f in perf.FIELDS),
        cell_sizes=perf_lane.CELL_SIZES,
        copy_columns=perf_features.COPY_COLUMNS,
        embedding=settings.embedding,
        hidden=settings.hidden,
        layers=settings.layers,
        lane=settings.lane,
        head=settings.head,
        dropout=settings.dropout,
        numbers=perf_features.DENSE,
    )


def nats(net: nn.Module, batch: Batch) -> Tensor:
    """Summed nats of each field over a batch: (fields,)."""
    logps = net(batch.rows, batch.targets, batch.cells, batch.cell_index, batch.numbers)
    sums = []
    for i, logp in enumerate(logps):
        target = batch.targets[..., i]
        drawn = logp.gather(-1, target.clamp(min=0).unsqueeze(-1)).squeeze(-1)
        sums.append(-(drawn * (target >= 0)).sum())
    return torch.stack(sums)


class PianoTask:
    """A `Task`. An epoch cuts every piece into stretches that begin somewhere else than in the epoch before."""

    def __init__(self, train: Sequence[Example], valid: Sequence[Example], settings: PianoSettings) -> None:
        self.train, self.settings, self.shake = list(train), settings, Shake()
        self.valid = _some(valid, settings)

    def make_net(self) -> nn.Module:
        return EventLstm(net_config(self.settings))

    def batches(self, epoch: int, rng: np.random.Generator) -> list[list[Stretch]]:
        """Shuffled batches of stretches; the ones that do not fill a batch wait for the next epoch."""
        steps, side = self.settings.steps, self.settings.stretches
        stretches: list[Stretch] = []
        for example in self.train:
            first = int(rng.integers(0, steps)) if example.size > 2 * steps else 0
            starts = range(first, max(example.size - steps // 3, first + 1), steps)
            stretches += [Stretch(example, s, min(s + steps, example.size)) for s in starts]
        order = rng.permutation(len(stretches))
        count = sum(e.size for e in self.train) // (steps * side)
        batches = [[stretches[i] for i in order[k : k + side]] for k in range(0, len(order) - side + 1, side)]
        return batches[: max(1, count)] or [stretches]

    def collate(self, batch: list[Stretch], rng: np.random.Generator) -> Batch:
        return collate([random_view(s, self.shake, rng) for s in batch])

    def loss(self, net: nn.Module, tensors: Batch) -> tuple[Tensor, int]:
        return nats(net, tensors).sum(), tensors.events

    def validate(self, net: nn.Module) -> dict[str, float]:
        """Nats a note: all fields, pedals, waits and END included; a field is judged by the notes that tell it."""
        told = self._judge(net, (), True)
        bare = self._judge(net, HIDEABLE, False)
        return {"valid": told["nats_per_note"], "bare": bare["nats_per_note"], **told}

    def _judge(self, net: nn.Module, hidden: Sequence[Group], style: bool) -> dict[str, float]:
        device = next(net.parameters()).device
        total, counts, notes = torch.zeros(len(perf.FIELDS)), torch.zeros(len(perf.FIELDS)), 0
        side = self.settings.stretches
        for k in range(0, len(self.valid), side):
            batch = collate([plain_view(s, hidden, style) for s in self.valid[k : k + side]])
            total += nats(net, batch.to(device)).cpu()
            counts += (batch.targets >= 0).sum((0, 1))
            notes += int((batch.targets[..., perf.DURATION] >= 0).sum())
        fields = {f"{f.name}_nats": float(t / max(c, 1)) for f, t, c in zip(perf.FIELDS, total, counts, strict=True)}
        return {"nats_per_note": float(total.sum()) / max(1, notes), **fields}


def _some(examples: Sequence[Example], settings: PianoSettings) -> list[Stretch]:
    """Stretches from all over the pieces, always the same ones."""
    steps = settings.steps
    all_of_them = [
        Stretch(e, s, min(s + steps, e.size)) for e in examples for s in range(0, max(1, e.size - steps // 3), steps)
    ]
    every = max(1, math.ceil(len(all_of_them) * steps / settings.valid_events))
    return all_of_them[::every]


def settings_of(values: dict[str, Any]) -> PianoSettings:
    return PianoSettings(**{**asdict(PianoSettings()), **values})
