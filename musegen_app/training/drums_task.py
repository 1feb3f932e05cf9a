"""What the drum net learns from: bars, each with the bars before it, and conditions of which some are hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from musegen_app.codecs.drums import ACCENT, CELLS, LARGEST_OFFSET, VISIBLES, DrumBar, DrumHit
from musegen_app.codecs.drums_context import (
    CONDITIONS,
    STYLES,
    TOUCH_WIDTH,
    WIDTH,
    DrumContext,
    density_of,
    inputs,
    touch_inputs,
)
from musegen_app.nets.drum_rbm import DrumConfig, DrumNet, cell_log_z, logistic_log_mass
from musegen_app.training.corpus.prepare import FileReport

TICKS_A_STEP = 2  # offsets are counted in these: the set's own resolution
HIDE, HIDE_BEFORE = 0.3, 0.15  # share of bars of which each condition, and the bars before, are not told


@dataclass(frozen=True)
class TaughtBar:
    """A bar with its whole context; `number` is its place in its split."""

    number: int
    bar: DrumBar
    before: tuple[DrumBar, ...]
    context: DrumContext


@dataclass(frozen=True)
class DrumCorpus:
    """Bars by split, in playing order."""

    bars: dict[str, tuple[TaughtBar, ...]]
    reports: tuple[FileReport, ...] = ()
    sha256: str = ""
    pieces: dict[str, int] = field(default_factory=dict)


def taught_bars(pieces: Sequence[Any]) -> list[TaughtBar]:
    """The bars of performances [style, bpm, fill, split, bars] as `corpus.groove` reads them."""
    out: list[TaughtBar] = []
    for style, bpm, fill, _, plain in pieces:
        name = style.split("/")[0]
        weights = {name: 1.0} if name in STYLES else {}
        bars = [DrumBar(start, ticks, tuple(DrumHit(*hit) for hit in hits)) for start, ticks, hits in plain]
        for i, bar in enumerate(bars):
            context = DrumContext(weights, bpm, fill, density_of(len(bar.hits), bar.ticks))
            out.append(TaughtBar(len(out), bar, tuple(bars[max(0, i - 2) : i]), context))
    return out


@dataclass
class DrumBatch:
    """N bars: their numbers, visibles, which of these are open, inputs of both nets, and how hits were played.

    touch targets (N, cells, 2): velocity, offset in steps; hit (N, cells)."""

    numbers: Tensor
    visibles: Tensor
    open_visibles: Tensor
    inputs: Tensor
    touch_inputs: Tensor
    played: Tensor

    def to(self, device: str) -> DrumBatch:
        return DrumBatch(*(value.to(device) for value in vars(self).values()))


def batch_of(bars: Sequence[TaughtBar]) -> DrumBatch:
    patterns = [t.bar.pattern() for t in bars]
    played = np.zeros((len(bars), CELLS, 2), np.float32)
    for row, taught in zip(played, bars, strict=True):
        for hit in taught.bar.hits:
            row[hit.cell] = hit.velocity, round(hit.offset / TICKS_A_STEP)
    told = [(t.context, t.bar, t.before) for t in bars]
    return DrumBatch(
        torch.tensor([t.number for t in bars]),
        torch.from_numpy(np.stack(patterns)).float(),
        torch.from_numpy(np.stack([t.bar.open_visibles() for t in bars])),
        torch.from_numpy(np.stack([inputs(*t) for t in told])),
        torch.from_numpy(np.stack([touch_inputs(*t, p) for t, p in zip(told, patterns, strict=True)])),
        torch.from_numpy(played),
    )


def hidden(taught: TaughtBar, rng: np.random.Generator) -> TaughtBar:
    """The bar with some of its conditions left out."""
    style, bpm, fill, density, before = rng.random(5)
    context = DrumContext(
        {} if style < HIDE else taught.context.style,
        0.0 if bpm < HIDE else taught.context.bpm,
        None if fill < HIDE else taught.context.fill,
        None if density < HIDE else taught.context.density,
    )
    known = () if before < HIDE_BEFORE else taught.before[-1:] if before < 2 * HIDE_BEFORE else taught.before
    return replace(taught, context=context, before=known)


def touch_nats(out: Tensor, batch: DrumBatch) -> Tensor:
    """Summed nats of velocity and offset of all hits, the pattern known: (2)."""
    hit, accent = batch.visibles[:, :CELLS] > 0, batch.visibles[:, CELLS:] > 0
    low = torch.where(accent, float(ACCENT), 1.0)
    high = torch.where(accent, 127.0, float(ACCENT - 1))
    steps = torch.full_like(low, float(LARGEST_OFFSET // TICKS_A_STEP))
    velocity, offset = batch.played.unbind(-1)
    loud = logistic_log_mass(velocity, 64 + 64 * out[..., 0], _log_width(out[..., 1], 12), low, high)
    early = logistic_log_mass(offset, 60 * out[..., 2], _log_width(out[..., 3], 6), -steps, steps)
    return torch.stack([-(loud * hit).sum(), -(early * hit).sum()])


def _log_width(raw: Tensor, usual: float) -> Tensor:
    """Widths around a usual one, never so narrow that rounding would eat the gradient."""
    return (raw + float(np.log(usual))).clamp(-1.0, 5.0)


class PersistentDrumNet(DrumNet):
    """The net with a Gibbs chain for every bar that it learns from (Tieleman 2008); the chains are part of a
    checkpoint. They are not exported."""

    chains: Tensor

    def __init__(self, config: DrumConfig, bars: Sequence[TaughtBar]) -> None:
        super().__init__(config)
        start = np.stack([t.bar.pattern() for t in bars])
        self.register_buffer("chains", torch.from_numpy(start.astype(np.uint8)))
        marginal = torch.from_numpy(start.mean(0)).float().clamp(1e-4, 1 - 1e-4)
        with torch.no_grad():
            self.rbm.key_bias.copy_(torch.logit(marginal))


class DrumTask:
    """See `training.task`. What is judged is what a bar costs: the pattern by annealed importance sampling, the touch
    exactly."""

    def __init__(self, corpus: DrumCorpus, settings: dict[str, Any]) -> None:
        self.settings = settings
        self.train = corpus.bars["train"]
        valid = corpus.bars["valid"] or self.train  # of a handful of files none may have been held out
        self.valid = valid[:: max(1, len(valid) // settings["judged"])]

    def make_net(self) -> nn.Module:
        return PersistentDrumNet(config_of(self.settings), self.train)

    def batches(self, epoch: int, rng: np.random.Generator) -> Sequence[tuple[int, list[int]]]:
        """(epoch, numbers of the bars)."""
        size, order = self.settings["batch"], rng.permutation(len(self.train)).tolist()
        return [(epoch, order[at : at + size]) for at in range(0, len(order), size)]

    def collate(self, batch: tuple[int, list[int]], rng: np.random.Generator) -> DrumStep:
        epoch, numbers = batch
        persistent = epoch >= self.settings["cd_epochs"]
        return DrumStep(batch_of([hidden(self.train[i], rng) for i in numbers]), persistent)

    def loss(self, net: nn.Module, tensors: DrumStep) -> tuple[Tensor, int]:
        assert isinstance(net, PersistentDrumNet)
        batch, sweeps = tensors.batch, self.settings["sweeps"] if tensors.persistent else 1
        biases = net.rbm.moved(batch.inputs, batch.open_visibles)
        chains = net.chains[batch.numbers].float() if tensors.persistent else None
        gap, end = net.rbm.divergence(batch.visibles, biases, sweeps, chains)
        net.chains[batch.numbers] = end.to(torch.uint8)
        return gap.sum() + touch_nats(net.touch(batch.touch_inputs), batch).sum(), len(batch.numbers)

    def validate(self, net: nn.Module) -> dict[str, float]:
        """Nats a bar of held-out performances, everything told."""
        assert isinstance(net, DrumNet)
        torch.manual_seed(0)
        batch = batch_of(self.valid)
        pattern = float(pattern_nats(net, batch, chains=4, steps=self.settings["ais_steps"]).mean())
        loud, early = (touch_nats(net.touch(batch.touch_inputs), batch) / len(self.valid)).tolist()
        return {"valid": pattern + loud + early, "pattern": pattern, "velocity": loud, "offset": early}


@dataclass
class DrumStep:
    """A batch, and whether the chains of its bars go on or begin at the data."""

    batch: DrumBatch
    persistent: bool

    def to(self, device: str) -> DrumStep:
        return DrumStep(self.batch.to(device), self.persistent)


def config_of(settings: dict[str, Any]) -> DrumConfig:
    """The net of a run with these settings."""
    return DrumConfig(VISIBLES, WIDTH, CONDITIONS, TOUCH_WIDTH, settings["units"], settings["touch"])


@torch.no_grad()
def pattern_nats(net: DrumNet, batch: DrumBatch, *, chains: int, steps: int) -> Tensor:
    """Nats of each bar's pattern (N), its log Z estimated."""
    biases = net.rbm.moved(batch.inputs, batch.open_visibles)
    return net.rbm.free_energy(batch.visibles, biases) + cell_log_z(net.rbm, biases, chains=chains, steps=steps)
