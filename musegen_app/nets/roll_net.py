"""Polyphonic music as binary frames: a recurrent net that has heard the past, and a head that says the next frame.

Boulanger-Lewandowski, Bengio and Vincent 2012, "Modeling temporal dependencies in high-dimensional sequences". With the
RBM head this is the RNN-RBM (LSTM-RBM, …), with the NADE head the RNN-NADE, with the Bernoulli head the plain RNN;
without a recurrent part the RBM alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from musegen_app.nets.bernoulli import BernoulliHead
from musegen_app.nets.frame_rnn import FrameRnn
from musegen_app.nets.nade import NadeHead
from musegen_app.nets.rbm import Biases, Rbm
from musegen_app.nets.tied import TiedHead, TiedPast

_CHAINS = 200  # that persist


@dataclass(frozen=True)
class RollConfig:
    """`recurrent`: elman, gru, lstm, tied or "" (none). `head`: bernoulli, nade or rbm; with tied always its own."""

    recurrent: str = "gru"
    head: str = "nade"
    visible: int = 88
    hidden: int = 200
    layers: int = 1
    units: int = 100  # of the NADE or the RBM
    dropout: float = 0.0


class RbmHead(nn.Module):
    """An RBM whose biases are moved by the history; without one the RBM alone, with persistent chains."""

    def __init__(self, history: int, visible: int, units: int) -> None:
        super().__init__()
        self.rbm = Rbm(visible, units)
        self.to_keys = nn.Linear(history, visible, bias=False) if history else None
        self.to_units = nn.Linear(history, units, bias=False) if history else None
        self.chains: Tensor
        self.register_buffer("chains", torch.zeros(_CHAINS, visible), persistent=False)

    def biases(self, history: Tensor) -> Biases:
        """(N, hidden) → the biases of each row."""
        keys, units = self.rbm.biases(len(history))
        if self.to_keys is None or self.to_units is None:
            return keys, units
        return keys + self.to_keys(history), units + self.to_units(history)

    def divergence(self, history: Tensor, frames: Tensor, sweeps: int) -> Tensor:
        """What CD-k descends: how much higher the free energy of the frames is than that of the chains, on average."""
        biases = self.biases(history)
        if self.to_keys is not None:
            return self.rbm.divergence(frames, biases, sweeps)[0].mean()
        free = self.rbm.biases(len(self.chains))
        self.chains = end = self.rbm.gibbs(self.chains, free, sweeps)
        return self.rbm.free_energy(frames, biases).mean() - self.rbm.free_energy(end, free).mean()

    def sample(self, history: Tensor, sweeps: int = 25, start: Tensor | None = None) -> Tensor:
        """One frame for each history, by Gibbs sampling from `start` (silence)."""
        biases = self.biases(history)
        first = torch.zeros_like(biases[0]) if start is None else start
        return self.rbm.gibbs(first, biases, sweeps)


class RollNet(nn.Module):
    """frames (T, B, visible) → what the head needs to know of the past of each, (T, B, hidden)."""

    def __init__(self, config: RollConfig) -> None:
        super().__init__()
        self.config = config
        c = config
        self.past = _past(c)
        history = c.hidden if c.recurrent else 0
        self.head: BernoulliHead | NadeHead | RbmHead | TiedHead
        if c.recurrent == "tied":
            self.head = TiedHead(history, c.units)
        elif c.head == "rbm":
            self.head = RbmHead(history, c.visible, c.units)
        elif c.head == "nade":
            self.head = NadeHead(history, c.visible, c.units)
        else:
            self.head = BernoulliHead(history, c.visible)

    def history(self, frames: Tensor) -> Tensor:
        """Of every frame, from the frames before it; of no width without a recurrent part."""
        found: Tensor = frames.new_zeros(*frames.shape[:2], 0) if self.past is None else self.past(frames)
        return found


def _past(config: RollConfig) -> FrameRnn | TiedPast | None:
    if config.recurrent == "tied":
        return TiedPast(config.visible, config.hidden, config.layers, config.dropout)
    if not config.recurrent:
        return None
    return FrameRnn(config.recurrent, config.visible, config.hidden, config.layers, config.dropout)
