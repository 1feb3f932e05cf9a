"""log Z of the RBM of each frame by annealed importance sampling: cheaply for all, with care for some.

Annealing tends to find too little, which flatters (Salakhutdinov and Murray 2008); the way back from samples of the
machine tends to find too much (Burda et al. 2015), so the truth lies between the two.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from musegen_app.nets.rbm import Biases, ais_log_z, near_base, reverse_ais_log_z
from musegen_app.nets.roll_net import RbmHead, RollNet

_ROWS = 64  # frames whose chains run at once
_CAREFUL_ROWS = 8
_SWEEPS = 500  # until a chain stands for the machine


@dataclass(frozen=True)
class Ais:
    """How log Z is estimated; `base` are the logits of the keys in the training set, from which `near_base` looks for
    the base of each frame."""

    base: Tensor
    chains: int = 8
    steps: int = 60


@dataclass(frozen=True)
class Check:
    """Means over some frames, in nats: what a careful estimate has above the cheap one, and how far above the careful
    one the way back ends."""

    correction: float
    gap: float


@torch.no_grad()
def log_z(head: RbmHead, history: Tensor, ais: Ais) -> Tensor:
    """(N, hidden) → (N)."""
    if head.to_keys is None:  # one machine for all frames
        return _estimate(head, head.biases(history[:1]), ais).expand(len(history))
    parts = [_estimate(head, head.biases(part), ais) for part in torch.split(history, _ROWS)]
    return torch.cat(parts)


@torch.no_grad()
def check(net: RollNet, pieces: tuple[Tensor, ...], ais: Ais, careful: Ais, frames: int) -> Check:
    """On so many frames, drawn from all pieces."""
    assert isinstance(net.head, RbmHead)
    net.eval()
    found = [
        _compare(net.head, part, ais, careful)
        for part in torch.split(_some_histories(net, pieces, frames), _CAREFUL_ROWS)
    ]
    correction, gap = (torch.cat(column).mean().item() for column in zip(*found, strict=True))
    return Check(correction, gap)


def _some_histories(net: RollNet, pieces: tuple[Tensor, ...], frames: int) -> Tensor:
    every = torch.cat([net.history(piece.unsqueeze(1))[:, 0] for piece in pieces])
    return every[torch.randperm(len(every))[:frames]]


def _compare(head: RbmHead, history: Tensor, ais: Ais, careful: Ais) -> tuple[Tensor, Tensor]:
    biases = head.biases(history)
    cheap, good = _estimate(head, biases, ais), _estimate(head, biases, careful)
    base = near_base(head.rbm, biases, careful.base)
    many = (biases[0].unsqueeze(1), biases[1].unsqueeze(1))
    start = torch.bernoulli(torch.sigmoid(base)).unsqueeze(1).expand(-1, careful.chains, -1)
    samples = head.rbm.gibbs(start, many, _SWEEPS)
    upper = reverse_ais_log_z(head.rbm, biases, base, samples, steps=careful.steps)
    return good - cheap, upper - good


def _estimate(head: RbmHead, biases: Biases, ais: Ais) -> Tensor:
    base = near_base(head.rbm, biases, ais.base)
    return ais_log_z(head.rbm, biases, base, chains=ais.chains, steps=ais.steps)


def key_logits(pieces: tuple[Tensor, ...]) -> Tensor:
    """How often each key sounds in the frames of a set, as logits (a key that never does counts a half)."""
    frames = torch.cat(pieces)
    share = (frames.sum(0) + 0.5) / (len(frames) + 1.0)
    return torch.logit(share)
