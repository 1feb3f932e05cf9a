"""What a net over `lead` events learns from: tunes in random views; judged with everything told and nothing fixed."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from musegen_app.codecs import lead, lead_features, lead_lane
from musegen_app.codecs.lead_features import Group
from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.nets.lstm import EventLstm, LstmConfig
from musegen_app.training.augment import HIDEABLE, plain_view, view
from musegen_app.training.batches import Batch, collate, grouped
from musegen_app.training.examples import Example, examples_of
from musegen_app.training.lead_settings import LeadSettings


def net_config(settings: LeadSettings) -> LstmConfig:
    """The net of a run over `lead` events."""
    return LstmConfig(
        column_sizes=tuple(c.size for c in lead_features.COLUMNS),
        field_sizes=tuple(f.size for f in lead.FIELDS),
        cell_sizes=lead_lane.CELL_SIZES,
        copy_columns=((), lead_features.COPY_DURATION, lead_features.COPY_PITCH),
        embedding=settings.embedding,
        hidden=settings.hidden,
        layers=settings.layers,
        lane=settings.lane,
        head=settings.head,
        dropout=settings.dropout,
    )


def nats(net: nn.Module, batch: Batch) -> Tensor:
    """Summed nats of each field over a batch: (fields,)."""
    logps = net(batch.rows, batch.targets, batch.cells, batch.cell_index)
    sums = []
    for i, logp in enumerate(logps):
        target = batch.targets[..., i]
        drawn = logp.gather(-1, target.clamp(min=0).unsqueeze(-1)).squeeze(-1)
        sums.append(-(drawn * (target >= 0)).sum())
    return torch.stack(sums)


@torch.no_grad()
def validate(net: nn.Module, examples: Sequence[Example], batch_events: int, bare: bool = False) -> dict[str, float]:
    """Nats per note (all fields, rests and END included) and per field, nothing fixed, nothing dropped.

    `bare` tells the net nothing but metre, key and what was played.
    """
    device = next(net.parameters()).device
    total = torch.zeros(len(lead.FIELDS))
    for group in grouped(examples, batch_events, None):
        batch = collate([plain_view(e, (*HIDEABLE, Group.BACK_SECTION) if bare else ()) for e in group])
        total += nats(net, batch.to(device)).cpu()
    notes = sum(e.notes for e in examples)
    quarters = sum(e.quarters for e in examples)
    per_field = {f"{f.name}_per_note": float(x) / notes for f, x in zip(lead.FIELDS, total, strict=True)}
    whole = float(total.sum())
    return {"nats_per_note": whole / notes, "bits_per_quarter": whole / math.log(2) / quarters, **per_field}


class LeadTask:
    """A `Task`: tunes of like length side by side."""

    def __init__(self, sheets: Sequence[LeadSheet], settings: LeadSettings) -> None:
        self.settings = settings
        self.train, self.valid = (
            examples_of([s for s in sheets if s.split == split and s.notes], settings.longest)
            for split in ("train", "valid")
        )

    def make_net(self) -> nn.Module:
        return EventLstm(net_config(self.settings))

    def batches(self, epoch: int, rng: np.random.Generator) -> list[list[Example]]:
        return list(grouped(self.train, self.settings.batch_events, rng))

    def collate(self, batch: list[Example], rng: np.random.Generator) -> Batch:
        return collate([view(e, self.settings, rng) for e in batch])

    def loss(self, net: nn.Module, tensors: Batch) -> tuple[Tensor, int]:
        return nats(net, tensors).sum(), tensors.events

    def validate(self, net: nn.Module) -> dict[str, float]:
        told = validate(net, self.valid, self.settings.batch_events)
        bare = validate(net, self.valid, self.settings.batch_events, bare=True)["nats_per_note"]
        return {"valid": told["nats_per_note"], **told, "bare_nats_per_note": bare}
