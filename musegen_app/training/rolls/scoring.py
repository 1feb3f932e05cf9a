"""How good a net is at frames: nats per frame in both conventions.

A: Bernoulli cross-entropy or −log p summed over frames 2…T, divided by Σ(T − 1). B: over 1…T, divided by ΣT. For the
RBM families log Z comes from annealed importance sampling.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from musegen_app.nets.rbm import ais_log_z, near_base
from musegen_app.nets.roll_net import RbmHead, RollNet

_TOGETHER = 8_000  # frames of several pieces that the recurrent part hears at once
_CHUNK = 1_000  # frames whose head is computed at once
_AIS_CHUNK = 64
_SWEEPS = 100  # of Gibbs sampling for a frame whose rightness counts


@dataclass(frozen=True)
class Scored:
    """Mean nats per frame: without the first frame of each piece, and with it."""

    a: float
    b: float
    frames: int


@dataclass(frozen=True)
class Ais:
    """How log Z is estimated; `base` are the logits of the keys in the training set."""

    base: Tensor
    chains: int = 16
    steps: int = 100


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
    size = _AIS_CHUNK if isinstance(net.head, RbmHead) else _CHUNK
    parts = [_nll(net, history[i : i + size], piece[i : i + size], ais) for i in range(0, len(piece), size)]
    return torch.cat(parts)


def _nll(net: RollNet, history: Tensor, frames: Tensor, ais: Ais | None) -> Tensor:
    head = net.head
    if not isinstance(head, RbmHead):
        return head.nll(history, frames)
    assert ais is not None, "an RBM needs an estimate of log Z"
    biases = head.biases(history)
    base = near_base(head.rbm, biases, ais.base)
    log_z = ais_log_z(head.rbm, biases, base, chains=ais.chains, steps=ais.steps)
    return head.rbm.free_energy(frames, biases) + log_z


@torch.no_grad()
def accuracy(net: RollNet, pieces: tuple[Tensor, ...], samples: int = 20) -> float:
    """Expected share of right keys, ΣTP / Σ(TP + FP + FN), when each frame is drawn `samples` times from what the net
    says after the true frames before it (Bay et al. 2009)."""
    net.eval()
    right = wrong = 0.0
    for piece in pieces:
        history = net.history(piece.unsqueeze(1))[:, 0]
        for low in range(0, len(piece), _CHUNK // samples):
            part = piece[low : low + _CHUNK // samples].repeat_interleave(samples, 0)
            drawn = _drawn(net, history[low : low + _CHUNK // samples].repeat_interleave(samples, 0))
            right += float((drawn * part).sum())
            wrong += float((drawn - part).abs().sum())
    return right / (right + wrong)


def _drawn(net: RollNet, history: Tensor) -> Tensor:
    head = net.head
    return head.sample(history, _SWEEPS) if isinstance(head, RbmHead) else head.sample(history)


def key_logits(pieces: tuple[Tensor, ...]) -> Tensor:
    """How often each key sounds in the frames of a set, as logits (a key that never does counts a half)."""
    frames = torch.cat(pieces)
    share = (frames.sum(0) + 0.5) / (len(frames) + 1.0)
    return torch.logit(share)
