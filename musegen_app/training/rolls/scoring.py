"""How good a net is at frames: nats per frame in both conventions.

A: Bernoulli cross-entropy or −log p summed over frames 2…T, divided by Σ(T − 1). B: over 1…T, divided by ΣT. For the
RBM families log Z comes from annealed importance sampling.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from musegen_app.nets.roll_net import RbmHead, RollNet
from musegen_app.training.rolls.log_z import Ais, log_z

_TOGETHER = 8_000  # frames of several pieces that the recurrent part hears at once
_CHUNK = 1_000  # frames whose head is computed at once
_DRAWN = 100  # frames that are drawn at once, each many times
_SWEEPS = 25  # of Gibbs sampling for a frame whose rightness counts


@dataclass(frozen=True)
class Scored:
    """Mean nats per frame: without the first frame of each piece, and with it."""

    a: float
    b: float
    frames: int


@torch.no_grad()
def score(net: RollNet, pieces: tuple[Tensor, ...], ais: Ais | None = None) -> Scored:
    """Whole pieces, from their first frame to their last."""
    net.eval()
    first = later = 0.0
    count = sum(len(p) for p in pieces)
    for losses in nll_of_pieces(net, pieces, ais):
        first += float(losses[0])
        later += float(losses[1:].sum())
    return Scored(later / max(1, count - len(pieces)), (first + later) / count, count)


@torch.no_grad()
def nll_of_pieces(net: RollNet, pieces: tuple[Tensor, ...], ais: Ais | None) -> Iterator[Tensor]:
    """−log p of every frame of each piece (T, 88) → (T), the shortest piece first."""
    for group in together(pieces):
        history = net.history(nn.utils.rnn.pad_sequence(group))
        for i, piece in enumerate(group):
            yield _of_piece(net, history[: len(piece), i], piece, ais)


def together(pieces: tuple[Tensor, ...]) -> Iterator[list[Tensor]]:
    """The pieces in groups of similar length that one call of the net takes at once."""
    group: list[Tensor] = []
    for piece in sorted(pieces, key=len):
        if group and (len(group) + 1) * len(piece) > _TOGETHER:
            yield group
            group = []
        group.append(piece)
    yield group


def _of_piece(net: RollNet, history: Tensor, piece: Tensor, ais: Ais | None) -> Tensor:
    head = net.head
    if isinstance(head, RbmHead):
        assert ais is not None, "an RBM needs an estimate of log Z"
        return head.rbm.free_energy(piece, head.biases(history)) + log_z(head, history, ais)
    return torch.cat([head.nll(past, frames) for past, frames in _pairs(history, piece, _CHUNK)])


def _pairs(history: Tensor, frames: Tensor, size: int) -> Iterator[tuple[Tensor, Tensor]]:
    yield from zip(torch.split(history, size), torch.split(frames, size), strict=True)


@dataclass(frozen=True)
class Accuracy:
    """The share of right keys, ΣTP / Σ(TP + FP + FN) (Bay et al. 2009): of frames drawn from what the net says after
    the true frames before them, and of the keys that sound in more than half of those."""

    drawn: float
    likely: float


@torch.no_grad()
def accuracy(net: RollNet, pieces: tuple[Tensor, ...], base: Tensor, samples: int = 20) -> Accuracy:
    """With so many draws of each frame; `base` are the logits of the keys, where the chains of an RBM begin."""
    net.eval()
    drawn, likely = torch.zeros(2), torch.zeros(2)
    for group in together(pieces):
        history = net.history(nn.utils.rnn.pad_sequence(group))
        for i, piece in enumerate(group):
            for past, frames in _pairs(history[: len(piece), i], piece, _DRAWN):
                shares = _shares(net, past, base, samples)
                drawn += _right_and_wrong(shares, frames)
                likely += _right_and_wrong((shares > 0.5).float(), frames)
    return Accuracy(*((right / (right + wrong)).item() for right, wrong in (drawn, likely)))


def _right_and_wrong(shares: Tensor, frames: Tensor) -> Tensor:
    """True positives, and false ones of both kinds; `shares` says in what part of the draws each key sounds."""
    return torch.stack([(shares * frames).sum(), (shares - frames).abs().sum()])


def _shares(net: RollNet, history: Tensor, base: Tensor, samples: int) -> Tensor:
    head, many = net.head, history.repeat_interleave(samples, 0)
    if isinstance(head, RbmHead):
        drawn = head.sample(many, _SWEEPS, torch.bernoulli(torch.sigmoid(base).expand(len(many), -1)))
    else:
        drawn = head.sample(many)
    return drawn.view(len(history), samples, -1).mean(1)
