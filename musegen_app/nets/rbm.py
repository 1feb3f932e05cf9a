"""The restricted Boltzmann machine over binary keys, alone or with biases moved by what came before.

Smolensky 1986; Hinton 2002 (contrastive divergence); Tieleman 2008 (persistent chains); Salakhutdinov and Murray 2008
(annealed importance sampling). E(v, h) = − b·v − c·h − v·W·h.
"""

from __future__ import annotations

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

    def gibbs(self, v: Tensor, biases: Biases, sweeps: int) -> Tensor:
        """`v` after so many block Gibbs sweeps."""
        keys, units = biases
        for _ in range(sweeps):
            h = torch.bernoulli(torch.sigmoid(v @ self.weights + units))
            v = torch.bernoulli(torch.sigmoid(h @ self.weights.T + keys))
        return v

    def divergence(self, v: Tensor, biases: Biases, sweeps: int, chains: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """What CD-k descends, F(v) − F(v⁻) for each row, and where the chains ended.

        v⁻ is reached from `chains` (persistent CD), else from the data.
        """
        with torch.no_grad():
            keys, units = biases
            end = self.gibbs(v if chains is None else chains, (keys.detach(), units.detach()), sweeps)
        return self.free_energy(v, biases) - self.free_energy(end, biases), end


@torch.no_grad()
def ais_log_z(rbm: Rbm, biases: Biases, base: Tensor, *, chains: int, steps: int) -> Tensor:
    """An estimate of log Z for each row (N), from above `steps` temperatures between a product of independent keys
    with logits `base` (visible) and the machine. It tends to be too small: see `reverse_ais_log_z`."""
    keys, units = biases
    rows, visible = keys.shape
    start = base.expand(rows * chains, visible)
    many = (keys.repeat_interleave(chains, 0), units.repeat_interleave(chains, 0))
    v = torch.bernoulli(torch.sigmoid(start))
    log_w = torch.zeros(rows * chains)
    before = 0.0
    for beta in torch.linspace(0, 1, steps + 1)[1:].tolist():
        log_w += _unnormalised(rbm, v, many, start, beta) - _unnormalised(rbm, v, many, start, before)
        v = _sweep(rbm, v, many, start, beta)
        before = beta
    log_z0 = nn.functional.softplus(base).sum() + rbm.weights.shape[1] * torch.log(torch.tensor(2.0))
    per_row = torch.logsumexp(log_w.view(rows, chains), dim=1) - torch.log(torch.tensor(float(chains)))
    return log_z0 + per_row


@torch.no_grad()
def reverse_ais_log_z(rbm: Rbm, biases: Biases, base: Tensor, samples: Tensor, *, chains: int, steps: int) -> Tensor:
    """The same from the machine down to the base, beginning with `samples` (N × chains, visible) of the machine
    (Burda et al. 2015): it tends to be too large."""
    keys, units = biases
    rows, visible = keys.shape
    start = base.expand(rows * chains, visible)
    many = (keys.repeat_interleave(chains, 0), units.repeat_interleave(chains, 0))
    v, log_w, before = samples, torch.zeros(rows * chains), 1.0
    for beta in torch.linspace(1, 0, steps + 1)[1:].tolist():
        v = _sweep(rbm, v, many, start, before)
        log_w += _unnormalised(rbm, v, many, start, beta) - _unnormalised(rbm, v, many, start, before)
        before = beta
    log_z0 = nn.functional.softplus(base).sum() + rbm.weights.shape[1] * torch.log(torch.tensor(2.0))
    per_row = torch.logsumexp(log_w.view(rows, chains), dim=1) - torch.log(torch.tensor(float(chains)))
    return log_z0 - per_row


@torch.no_grad()
def exact_log_z(rbm: Rbm, biases: Biases) -> Tensor:
    """log Z of each row by counting every state of the units: for machines of up to 16 units."""
    keys, units = biases
    count = rbm.weights.shape[1]
    states = torch.cartesian_prod(*[torch.tensor([0.0, 1.0])] * count).view(-1, count)
    given = nn.functional.softplus(keys.unsqueeze(1) + states @ rbm.weights.T).sum(-1)  # (N, states)
    return torch.logsumexp(given + units @ states.T, dim=1)


def _unnormalised(rbm: Rbm, v: Tensor, biases: Biases, base: Tensor, beta: float) -> Tensor:
    """log of the unnormalised probability of `v` at the temperature `beta`; the units are summed out."""
    keys, units = biases
    linear = (v * (keys * beta + base * (1 - beta))).sum(-1)
    return linear + nn.functional.softplus((v @ rbm.weights + units) * beta).sum(-1)


def _sweep(rbm: Rbm, v: Tensor, biases: Biases, base: Tensor, beta: float) -> Tensor:
    keys, units = biases
    h = torch.bernoulli(torch.sigmoid((v @ rbm.weights + units) * beta))
    return torch.bernoulli(torch.sigmoid((h @ rbm.weights.T + keys) * beta + base * (1 - beta)))
