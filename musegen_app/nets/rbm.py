"""The restricted Boltzmann machine over binary keys, alone or with biases moved by what came before.

Smolensky 1986; Hinton 2002 (contrastive divergence); Tieleman 2008 (persistent chains); Salakhutdinov and Murray 2008
(annealed importance sampling). E(v, h) = − b·v − c·h − v·W·h.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

Biases = tuple[Tensor, Tensor]  # of the keys (N, visible) and of the units (N, units)


class Rbm(nn.Module):
    """Weights and static biases. All methods take the biases of each row, see `biases`."""

    def __init__(self, visible: int, units: int) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.randn(visible, units) * 0.01)
        self.key_bias = nn.Parameter(torch.zeros(visible))
        self.unit_bias = nn.Parameter(torch.zeros(units))

    def biases(self, rows: int) -> Biases:
        """The static ones, for each of so many rows."""
        return self.key_bias.expand(rows, -1), self.unit_bias.expand(rows, -1)

    def free_energy(self, v: Tensor, biases: Biases) -> Tensor:
        """−log Σ_h exp(−E(v, h)): (N, visible) → (N)."""
        keys, units = biases
        return -(v * keys).sum(-1) - nn.functional.softplus(v @ self.weights + units).sum(-1)

    @torch.no_grad()
    def gibbs(self, v: Tensor, biases: Biases, sweeps: int) -> Tensor:
        """`v` after so many block Gibbs sweeps."""
        keys, units = biases
        for _ in range(sweeps):
            h = _draw(v @ self.weights + units)
            v = _draw(h @ self.weights.T + keys)
        return v

    def divergence(self, v: Tensor, biases: Biases, sweeps: int, chains: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """What CD-k descends, F(v) − F(v⁻) for each row, and where the chains ended.

        v⁻ is reached from `chains` (persistent CD), else from the data.
        """
        end = self.gibbs(v if chains is None else chains, biases, sweeps)
        return self.free_energy(v, biases) - self.free_energy(end, biases), end


@torch.no_grad()
def ais_log_z(rbm: Rbm, biases: Biases, base: Tensor, *, chains: int, steps: int) -> Tensor:
    """An estimate of log Z for each row (N), by `chains` chains from a product of independent keys with logits `base`
    (visible) or (N, visible) over `steps` temperatures to the machine. It tends to be too small: see
    `reverse_ais_log_z`."""
    path = _Path.of(rbm, biases, base)
    v = _draw(path.base.expand(-1, chains, -1))
    log_w, before = torch.zeros(v.shape[:2]), 0.0
    for beta in torch.linspace(0, 1, steps + 1)[1:].tolist():
        into = path.into(v)
        log_w = log_w + path.gain(v, into, before, beta)
        v = path.sweep(into, beta)
        before = beta
    return path.log_z0 + _log_mean_exp(log_w)


@torch.no_grad()
def reverse_ais_log_z(rbm: Rbm, biases: Biases, base: Tensor, samples: Tensor, *, steps: int) -> Tensor:
    """The same from the machine down to the base, beginning with `samples` (N, chains, visible) of the machine
    (Burda et al. 2015): it tends to be too large."""
    path = _Path.of(rbm, biases, base)
    v, log_w, before = samples, torch.zeros(samples.shape[:2]), 1.0
    for beta in torch.linspace(1, 0, steps + 1)[1:].tolist():
        v = path.sweep(path.into(v), before)
        into = path.into(v)
        log_w = log_w + path.gain(v, into, before, beta)
        before = beta
    return path.log_z0 - _log_mean_exp(log_w)


@torch.no_grad()
def near_base(rbm: Rbm, biases: Biases, base: Tensor, *, chains: int = 16, sweeps: int = 20) -> Tensor:
    """A base for each row, (N, visible), from which the way to the machine is short: how often its keys sound in some
    Gibbs chains from `base` (visible), mixed with a little of that."""
    path = _Path.of(rbm, biases, base)
    v = _draw(path.base.expand(len(biases[0]), chains, -1))
    for _ in range(sweeps):
        v = path.sweep(path.into(v), 1.0)
    share = torch.sigmoid(_draw(path.into(v)) @ rbm.weights.T + path.keys).mean(1)
    return torch.logit(0.9 * share + 0.1 * torch.sigmoid(base))


@torch.no_grad()
def exact_log_z(rbm: Rbm, biases: Biases) -> Tensor:
    """log Z of each row by counting every state of the units: for machines of up to 16 units."""
    keys, units = biases
    count = rbm.weights.shape[1]
    states = torch.cartesian_prod(*[torch.tensor([0.0, 1.0])] * count).view(-1, count)
    given = nn.functional.softplus(keys.unsqueeze(1) + states @ rbm.weights.T).sum(-1)  # (N, states)
    return torch.logsumexp(given + units @ states.T, dim=1)


@dataclass(frozen=True)
class _Path:
    """From independent keys (β = 0) to the machine (β = 1), for each row; chains are the middle dimension."""

    weights: Tensor
    keys: Tensor  # (N, 1, visible)
    units: Tensor  # (N, 1, units)
    base: Tensor  # (N or 1, 1, visible)

    @classmethod
    def of(cls, rbm: Rbm, biases: Biases, base: Tensor) -> _Path:
        return cls(rbm.weights, biases[0].unsqueeze(1), biases[1].unsqueeze(1), base.view(-1, 1, base.shape[-1]))

    @property
    def log_z0(self) -> Tensor:
        return nn.functional.softplus(self.base).sum(-1)[:, 0] + self.weights.shape[1] * math.log(2.0)

    def into(self, v: Tensor) -> Tensor:
        """What goes into the units, (N, chains, units)."""
        return v @ self.weights + self.units

    def gain(self, v: Tensor, into: Tensor, before: float, beta: float) -> Tensor:
        """log of how much more probable `v` is at β than it was before, up to Z, the units summed out: (N, chains)."""
        linear = (v * (self.keys - self.base)).sum(-1) * (beta - before)
        return linear + (nn.functional.softplus(into * beta) - nn.functional.softplus(into * before)).sum(-1)

    def sweep(self, into: Tensor, beta: float) -> Tensor:
        return _draw(_draw(into * beta) @ self.weights.T * beta + torch.lerp(self.base, self.keys, beta))


def _draw(logits: Tensor) -> Tensor:
    """Zeros and ones; faster than torch.bernoulli."""
    return (torch.rand_like(logits) < torch.sigmoid(logits)).to(logits.dtype)


def _log_mean_exp(log_w: Tensor) -> Tensor:
    return torch.logsumexp(log_w, dim=1) - math.log(log_w.shape[1])
