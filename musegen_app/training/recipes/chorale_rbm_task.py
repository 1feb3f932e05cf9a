"""The second head: a softmax RBM over the history of a net whose autoregressive head has been trained before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from musegen_app.codecs.satb16 import FIRST_PITCH, HOLD, REST, VOICES
from musegen_app.codecs.satb16_features import MATCH_COPY
from musegen_app.codecs.satb16_relations import FAMILIES, OFFSETS, TO_OTHERS
from musegen_app.nets.rnn_rbm import SoftmaxRbm, StepBiases
from musegen_app.training.corpus.chorales import JSB
from musegen_app.training.recipes.chorale_batches import Example, Tensors, View, collate, plain
from musegen_app.training.recipes.chorale_task import ChoraleNade, ChoraleTask

_NEVER = -1e4
_FIRST = 24  # batches that the first weights are from
_RIDGE, _SHARE = 0.01, 0.5  # of the couplings: values that hardly ever come must not shout
_EPOCHS = 4  # before the next number of sweeps
_ROWS = 1200  # steps of a batch that the machine learns from
_UNSURE = 0.1  # of all voices together


@dataclass(frozen=True)
class ChoraleRbmTask:
    """`nade` makes the batches; `twin` is its trained net, which is not changed. `settings` as in the recipe."""

    nade: ChoraleTask
    twin: ChoraleNade
    settings: dict[str, Any]

    def make_net(self) -> nn.Module:
        """A machine that begins with what the twin leaves unsaid of some batches."""
        net = SoftmaxRbm(self.twin.config)
        rng = np.random.default_rng(0)
        net.begin_with(couplings(self.twin, [collate(b, rng) for b in self.nade.batches(0, rng)[:_FIRST]]))
        return net

    def batches(self, epoch: int, rng: np.random.Generator) -> Sequence[tuple[list[View], int]]:
        """Later in the run more sweeps; 0 stands for the pseudo-likelihood, which needs none."""
        sweeps = self.settings["sweeps"]
        now = sweeps[min(epoch // _EPOCHS, len(sweeps) - 1)]
        return [(views, now) for views in self.nade.batches(epoch, rng)]

    def collate(self, batch: Any, rng: np.random.Generator) -> Any:
        views, sweeps = batch
        return RbmTensors(collate(views, rng), sweeps)

    def loss(self, net: nn.Module, tensors: RbmTensors) -> tuple[Tensor, int]:
        assert isinstance(net, SoftmaxRbm)
        history, plain_logits = seen(self.twin, tensors.steps, learning=True)
        picked = _picked(tensors.steps, plain_logits)
        x = repeats_split(tensors.steps, plain_logits)[picked]
        biases = net.biases(history[picked], plain_logits[picked])
        free = tensors.steps.counted[picked]
        if not tensors.sweeps:
            return _pseudo_loss(net, x, biases, free)
        return net.divergence(x, biases, tensors.sweeps, free).sum(), max(1, len(picked))

    def validate(self, net: nn.Module) -> dict[str, float]:
        assert isinstance(net, SoftmaxRbm)
        some = [e for e in self.nade.examples if e.piece.split == "valid" and e.piece.source == JSB][:24]
        return {"valid": pseudo_nats(net, self.twin, some)}


@dataclass(frozen=True)
class RbmTensors:
    """A batch and the number of Gibbs sweeps it is used with."""

    steps: Tensors
    sweeps: int

    def to(self, device: str) -> RbmTensors:
        return RbmTensors(self.steps.to(device), self.sweeps)


def _pseudo_loss(net: SoftmaxRbm, x: Tensor, biases: StepBiases, free: Tensor) -> tuple[Tensor, int]:
    """Nats of one voice, drawn by lot, given the other three."""
    v = int(torch.randint(VOICES, ()))
    logp = net.conditionals(x, biases, v).gather(1, x[:, v : v + 1]).squeeze(1)
    return -(logp * free[:, v]).sum(), max(1, int(free[:, v].sum()))


@torch.no_grad()
def couplings(twin: ChoraleNade, batches: Sequence[Tensors]) -> Tensor:
    """To first order, how much more often values of two voices come together than the twin thinks of them apart:
    covariances of what it left over, divided by both variances; 0 within a voice."""
    left, spread, count = torch.zeros(1), torch.zeros(1), 0
    for batch in batches:
        _, logits = seen(twin, batch, learning=True)
        rows = batch.counted.all(1)
        p, x = logits[rows].exp(), repeats_split(batch, logits)[rows]
        residue = (nn.functional.one_hot(x, p.shape[2]) - p).flatten(1)
        left, spread = left + residue.T @ residue, spread + (p * (1 - p)).flatten(1).sum(0)
        count += len(residue)
    size = batches[0].relations.shape[-1] + FIRST_PITCH
    voice = torch.arange(VOICES).repeat_interleave(size)
    apart = voice.unsqueeze(0) != voice.unsqueeze(1)
    scale = 1 / (spread / max(count, 1) + _RIDGE)
    found: Tensor = _SHARE * scale.unsqueeze(1) * (left / max(count, 1)) * scale * apart
    return found


@torch.no_grad()
def seen(twin: ChoraleNade, batch: Tensors, learning: bool = False) -> tuple[Tensor, Tensor]:
    """History (N, history) and the twin's logits of every voice that knows no other (N, 4, values).

    While the machine is `learning` the twin forgets at random as in its own training: of pieces that it knows by heart
    it leaves nothing unsaid.
    """
    twin.train(learning)
    history = twin.past(batch.columns, batch.cells).flatten(0, 1)
    prepared = twin.nade.prepare(history)
    match = batch.columns[..., MATCH_COPY].flatten(0, 1)
    none = torch.zeros_like(batch.values)
    logits = []
    for v in range(VOICES):
        found = twin.nade.voice(v, prepared, none, _alone(batch.relations[v]), match[:, v])
        never = torch.zeros_like(found)
        never[:, HOLD] = batch.no_hold[:, v] * _NEVER
        never[:, REST] = batch.no_rest[:, v] * _NEVER
        logits.append(torch.log_softmax(found + never, dim=-1))
    return history, torch.stack(logits, 1)


def _alone(relations: Tensor) -> Tensor:
    """The relations of a voice to which no other is given."""
    alone = relations.clone()
    for family in TO_OTHERS:
        alone[:, family] = int(OFFSETS[family]) + FAMILIES[family] - 1
    return alone


def repeats_split(batch: Tensors, logits: Tensor) -> Tensor:
    """The values (N, 4); where HOLD may mean a repeated pitch, one of the two is drawn as the twin thinks."""
    held = batch.held.clamp(min=0).unsqueeze(2)
    repeat = logits.gather(2, held).squeeze(2)
    p = torch.sigmoid(repeat - logits[..., HOLD])
    again = (batch.held >= 0) & (torch.rand_like(p) < p)
    return torch.where(again, batch.held, batch.values)


def _picked(batch: Tensors, logits: Tensor) -> Tensor:
    """Steps to learn from, rather those of which the twin is not sure. The choice must not look at what happened: the
    machine would learn to do what it was chosen for."""
    unsure = (1 - logits.exp().amax(2)).sum(1)
    free = batch.counted.any(1)
    lot = torch.rand(len(logits)) + (unsure > _UNSURE) * 1.0 + free * 2.0
    best = lot.argsort(descending=True)[:_ROWS]
    return best[free[best]]


@torch.no_grad()
def pseudo_nats(net: SoftmaxRbm, twin: ChoraleNade, examples: Sequence[Example]) -> float:
    """−log p(a voice | the three others), mean over all cells."""
    total, count, rng = 0.0, 0, np.random.default_rng(0)
    for i in range(0, len(examples), 8):
        batch = collate([plain(e) for e in examples[i : i + 8]], rng)
        history, logits = seen(twin, batch)
        rows = batch.counted.any(1)
        biases = net.biases(history[rows], logits[rows])
        x, held = batch.values[rows], batch.held[rows]
        for v in range(VOICES):
            logp = net.conditionals(x, biases, v)
            own = logp.gather(1, x[:, v : v + 1]).squeeze(1)
            also = logp.gather(1, held[:, v : v + 1].clamp(min=0)).squeeze(1)
            total -= float(torch.where(held[:, v] >= 0, torch.logaddexp(own, also), own).sum())
            count += int(rows.sum())
    return total / max(count, 1)
