"""What the chorale nets descend: nats of the free cells, the voices of a step one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from musegen_app.codecs.satb16 import FIRST_PITCH, HOLD, REST, VALUES, VOICES
from musegen_app.codecs.satb16_features import COLUMN_SIZES, MATCH_COPY
from musegen_app.codecs.satb16_lane import CELL_SIZES
from musegen_app.codecs.satb16_relations import FAMILIES, GIVEN
from musegen_app.nets.satb_nade import SatbNade
from musegen_app.nets.satb_past import SatbConfig, SatbPast
from musegen_app.training.corpus.chorales import JS_FAKE, JSB
from musegen_app.training.recipes.chorale_batches import HIDEABLE, Example, Tensors, View, collate, drawn, plain
from musegen_app.training.run_folder import RunFolder

_NEVER = -1e4  # logit of what cannot be


class ChoraleNade(nn.Module):
    """The past and the autoregressive head."""

    def __init__(self, config: SatbConfig) -> None:
        super().__init__()
        self.config = config
        self.past = SatbPast(config)
        self.nade = SatbNade(config)


def nade_nats(net: ChoraleNade, batch: Tensors) -> Tensor:
    """Nats of every cell (N, 4); 0 where it is not counted."""
    history = net.past(batch.columns, batch.cells).flatten(0, 1)
    prepared = net.nade.prepare(history)
    match = batch.columns[..., MATCH_COPY].flatten(0, 1)
    total: Tensor = history.new_zeros(batch.values.shape)
    for v in range(VOICES):
        rows = batch.counted[:, v].nonzero().squeeze(1)
        logits = net.nade.voice(v, prepared[rows], batch.given[v][rows], batch.relations[v][rows], match[rows, v])
        logp = masked(logits.float(), batch.no_hold[rows, v], batch.no_rest[rows, v])
        total[rows, v] = -said(logp, batch.values[rows, v], batch.held[rows, v])
    return total


def masked(logits: Tensor, no_hold: Tensor, no_rest: Tensor) -> Tensor:
    """Log-probabilities of what is legal."""
    never = torch.zeros_like(logits)
    never[:, HOLD] = no_hold * _NEVER
    never[:, REST] = no_rest * _NEVER
    return torch.log_softmax(logits + never, dim=-1)


def said(logp: Tensor, values: Tensor, held: Tensor) -> Tensor:
    """Log-probability of the values; of either HOLD or the repeated pitch where `held` ≥ 0."""
    chosen = logp.gather(1, values.unsqueeze(1)).squeeze(1)
    other = logp.gather(1, held.clamp(min=0).unsqueeze(1)).squeeze(1)
    return torch.where(held >= 0, torch.logaddexp(chosen, other), chosen)


def net_config(settings: dict[str, Any]) -> SatbConfig:
    """The sizes that a run's settings ask for."""
    sizes = {name: settings[name] for name in ("embedding", "hidden", "lane", "head", "dropout")}
    return SatbConfig(COLUMN_SIZES, CELL_SIZES, VALUES, FIRST_PITCH, GIVEN, FAMILIES, **sizes)


def trained(run: RunFolder) -> tuple[ChoraleNade, dict[str, Any]]:
    """The best net of a run, in evaluation mode, and the run's settings."""
    settings = dict(run.config()["settings"])
    net = ChoraleNade(net_config(settings))
    run.load_best(net)
    return net.eval(), settings


@dataclass(frozen=True)
class ChoraleTask:
    """`settings` as in the recipe."""

    examples: Sequence[Example]
    settings: dict[str, Any]

    def make_net(self) -> nn.Module:
        net = ChoraleNade(net_config(self.settings))
        if self.settings["begin_with"]:
            net.load_state_dict(load_file(self.settings["begin_with"]))
        return net

    def batches(self, epoch: int, rng: np.random.Generator) -> Sequence[list[View]]:
        s = self.settings
        train = [e for e in self.examples if e.piece.split == "train" and (s["js_fake"] or e.piece.source == JSB)]
        weights = np.array([e.piece.frames.steps * (s["jsb_weight"] if e.piece.merged else 1.0) for e in train])
        picked = rng.choice(len(train), (s["batches"], s["windows"]), p=weights / weights.sum())
        return [self._views(row.tolist(), train, rng) for row in picked]

    def _views(self, row: list[int], train: Sequence[Example], rng: np.random.Generator) -> list[View]:
        """A batch has a lane in all windows that ask for one, or none at all: reading the lane takes time."""
        lanes = 0.8 if rng.random() < self.settings["lanes"] / 0.8 else 0.0
        return [drawn(train[i], self.settings["steps"], lanes, rng) for i in row]

    def collate(self, batch: list[View], rng: np.random.Generator) -> Tensors:
        return collate(batch, rng)

    def loss(self, net: nn.Module, tensors: Tensors) -> tuple[Tensor, int]:
        assert isinstance(net, ChoraleNade)
        return nade_nats(net, tensors).sum(), int(tensors.counted.sum())

    def validate(self, net: nn.Module) -> dict[str, float]:
        valid = [e for e in self.examples if e.piece.split == "valid"]
        jsb = [e for e in valid if e.piece.source == JSB]
        fake = [e for e in valid if e.piece.source == JS_FAKE][:16]
        return {"valid": nats_per_cell(net, jsb), "told": nats_per_cell(net, jsb, ()), "fake": nats_per_cell(net, fake)}


@torch.no_grad()
def nats_per_cell(net: nn.Module, examples: Sequence[Example], hidden: Sequence[str] = HIDEABLE) -> float:
    """Nats of everything that is drawn, divided by 4 × steps; nothing fixed, the usual order of the voices."""
    assert isinstance(net, ChoraleNade)
    nats, count, rng = 0.0, 0, np.random.default_rng(0)
    ordered = sorted(examples, key=lambda e: e.piece.frames.steps)
    for i in range(0, len(ordered), 10):
        batch = collate([plain(e, hidden) for e in ordered[i : i + 10]], rng)
        nats += float(nade_nats(net, batch).sum())
        count += int(batch.counted.sum())
    return nats / max(count, 1)
