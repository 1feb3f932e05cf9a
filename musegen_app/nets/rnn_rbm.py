"""The restricted Boltzmann machine as the head of a chorale net: four softmax visibles, binary hidden units.

Boulanger-Lewandowski, Bengio and Vincent 2012 (RNN-RBM: the biases are moved by what came before); Salakhutdinov, Mnih
and Hinton 2007 and Hinton 2010, section 13 (softmax units); Hinton 2002 (contrastive divergence); Besag 1975
(pseudo-likelihood); Montavon and Müller 2012 (centring); Salakhutdinov and Murray 2008 (annealed importance sampling).
With x the one value of each voice,

    E(x, h) = − Σ_v b_v[x_v] − c·h − Σ_v h·W_v[x_v]      b = A(history) − ½ Σ_h W,  c = c₀ + C·history − p·W

where A are logits that the twin gives a voice that knows nothing of the others and p their probabilities: the machine
says how the voices of a step go together, and W = 0 is the twin with its voices apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from musegen_app.nets.satb_past import VOICES, SatbConfig


@dataclass(frozen=True)
class StepBiases:
    """Of the visibles (N, 4, values), very low where a value is not legal, and of the units (N, units)."""

    values: Tensor
    units: Tensor

    def repeated(self, times: int) -> StepBiases:
        return StepBiases(self.values.repeat_interleave(times, 0), self.units.repeat_interleave(times, 0))


class SoftmaxRbm(nn.Module):
    """`x` are values (N, 4)."""

    def __init__(self, config: SatbConfig) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.randn(VOICES, config.values, config.units) * 0.05)
        self.to_units = nn.Linear(config.history, config.units)
        nn.init.zeros_(self.to_units.weight)
        nn.init.zeros_(self.to_units.bias)

    @torch.no_grad()
    def begin_with(self, left: Tensor) -> None:
        """Start with units that say what the twin's voices leave unsaid: `left` (4 · values, 4 · values) are couplings
        between values of different voices, to first order. A unit with weights s·u couples them by s²/4 · u·uᵀ."""
        strength, direction = torch.linalg.eigh(left.double())
        count = min(self.weights.shape[-1], int((strength > 0).sum()))
        best = direction[:, -count:] * 2 * strength[-count:].sqrt()
        self.weights.flatten(0, 1)[:, :count] = best.float()

    def biases(self, history: Tensor, plain: Tensor) -> StepBiases:
        """history (N, history), plain logits (N, 4, values), very low where a value is not legal."""
        expected = torch.softmax(plain, -1).flatten(1) @ self.weights.flatten(0, 1)
        return StepBiases(plain - 0.5 * self.weights.sum(-1), self.to_units(history) - expected)

    def units(self, x: Tensor, biases: StepBiases) -> Tensor:
        """What drives the units (N, units)."""
        driven = biases.units
        for v in range(VOICES):
            driven = driven + nn.functional.embedding(x[:, v], self.weights[v])
        return driven

    def free_energy(self, x: Tensor, biases: StepBiases) -> Tensor:
        """−log Σ_h exp(−E(x, h)): (N)."""
        linear = biases.values.gather(2, x.unsqueeze(2)).sum((1, 2))
        return -linear - nn.functional.softplus(self.units(x, biases)).sum(-1)

    def visibles(self, h: Tensor, biases: StepBiases) -> Tensor:
        """Logits of the values (N, 4, values) given the units."""
        return biases.values + (h @ self.weights.flatten(0, 1).T).view_as(biases.values)

    def gibbs(self, x: Tensor, biases: StepBiases, sweeps: int, free: Tensor | None = None) -> Tensor:
        """`x` after so many block Gibbs sweeps; cells that are not `free` (N, 4) stay."""
        for _ in range(sweeps):
            h = torch.bernoulli(torch.sigmoid(self.units(x, biases)))
            new = _drawn(self.visibles(h, biases))
            x = new if free is None else torch.where(free, new, x)
        return x

    def divergence(self, x: Tensor, biases: StepBiases, sweeps: int, free: Tensor) -> Tensor:
        """What CD-k descends, F(x) − F(x⁻) of each row."""
        with torch.no_grad():
            end = self.gibbs(x, StepBiases(biases.values.detach(), biases.units.detach()), sweeps, free)
        return self.free_energy(x, biases) - self.free_energy(end, biases)

    def conditionals(self, x: Tensor, biases: StepBiases, v: int) -> Tensor:
        """log p(value of voice v | the other three) (N, values), exact."""
        driven = self.units(x, biases) - nn.functional.embedding(x[:, v], self.weights[v])
        each = nn.functional.softplus(driven.unsqueeze(1) + self.weights[v]).sum(-1)
        return torch.log_softmax(biases.values[:, v] + each, dim=-1)


def _drawn(logits: Tensor) -> Tensor:
    """Values drawn from logits (…, values): the largest one with Gumbel noise."""
    return (logits - torch.log(-torch.log(torch.rand_like(logits)))).argmax(-1)


@torch.no_grad()
def ais_log_z(rbm: SoftmaxRbm, biases: StepBiases, *, chains: int, steps: int) -> Tensor:
    """An estimate of log Z for each row (N), from above `steps` temperatures between independent voices with the same
    biases and the machine. It tends to be too small, which flatters; `exact_log_z` tells by how much."""
    rows, many = len(biases.values), biases.repeated(chains)
    x = _drawn(many.values)
    log_w, before = torch.zeros(len(x)), 0.0
    for beta in torch.linspace(0, 1, steps + 1)[1:].tolist():
        driven = rbm.units(x, many)
        log_w += (nn.functional.softplus(driven * beta) - nn.functional.softplus(driven * before)).sum(-1)
        h = torch.bernoulli(torch.sigmoid(driven * beta))
        x = _drawn(many.values + beta * (h @ rbm.weights.flatten(0, 1).T).view_as(many.values))
        before = beta
    log_z0 = torch.logsumexp(biases.values, -1).sum(-1) + biases.units.shape[1] * torch.log(torch.tensor(2.0))
    per_row = torch.logsumexp(log_w.view(rows, chains), 1) - torch.log(torch.tensor(float(chains)))
    return log_z0 + per_row


@torch.no_grad()
def exact_log_z(rbm: SoftmaxRbm, biases: StepBiases, likely: int = 0) -> Tensor:
    """log Z of each row by counting every state of the visibles; with `likely` only the so many values of each voice
    with the largest bias, for machines in which the others do not count."""
    count = biases.values.shape[2]
    out = []
    for values, units in zip(biases.values, biases.units, strict=True):
        kept = [row.topk(likely or count).indices for row in values]
        x = torch.cartesian_prod(*kept)
        one = StepBiases(values.expand(1, -1, -1), units.expand(1, -1))
        parts = [-rbm.free_energy(some, _wide(one, len(some))) for some in torch.split(x, 8192)]
        out.append(torch.logsumexp(torch.cat(parts), 0))
    return torch.stack(out)


def _wide(one: StepBiases, rows: int) -> StepBiases:
    return StepBiases(one.values.expand(rows, -1, -1), one.units.expand(rows, -1))
