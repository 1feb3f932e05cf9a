"""A restricted Boltzmann machine over the cells of a bar, told what came before (Taylor & Hinton 2009), and its touch.

The biases of visibles and units are moved by linear functions of the condition (style, tempo … and the bars before), so
that one machine is a different one for every bar. How loud and how early or late each hit is comes from a small net
beside it: for each cell the centre and width of two discretised logistic distributions (Salimans et al. 2017).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from musegen_app.nets.rbm import Biases, Rbm

BEFORE_DROPOUT = 0.3  # of the bits of the bars before
DROPOUT = 0.4  # of the touch: it has seen too few drummers
SHUT = -30.0  # bias of a visible that a bar does not have: it is never on and takes no part in log Z


@dataclass(frozen=True)
class DrumConfig:
    """Sizes: `visibles` = hits and accents of all cells, `width` inputs of the biases, the first `told` of them
    conditions, `touch_width` inputs of the touch."""

    visibles: int
    width: int
    told: int
    touch_width: int
    units: int = 256
    touch: int = 96


class ConditionalRbm(Rbm):
    """An `Rbm` over cells whose biases depend on inputs (N, width).

    Visibles are hits of all cells, then accents of all cells; an accent without a hit does not exist, so that given the
    units a cell is a softmax of silent, soft and loud.
    """

    def __init__(self, visibles: int, units: int, width: int, told: int) -> None:
        """The first `told` inputs are conditions; the others are bars before, of which training hides some bits."""
        super().__init__(visibles, units)
        self.to_keys = nn.Linear(width, visibles, bias=False)
        self.to_units = nn.Linear(width, units, bias=False)
        self.dropout = nn.Dropout(BEFORE_DROPOUT)
        self.told = told
        nn.init.zeros_(self.to_keys.weight)
        nn.init.normal_(self.to_units.weight, std=0.01)

    def moved(self, inputs: Tensor, open_visibles: Tensor) -> Biases:
        """inputs (N, width), open_visibles (N, visibles) bool → biases of visibles and units."""
        inputs = torch.cat([inputs[:, : self.told], self.dropout(inputs[:, self.told :])], dim=1)
        keys = self.key_bias + self.to_keys(inputs)
        return torch.where(open_visibles, keys, SHUT), self.unit_bias + self.to_units(inputs)

    def gibbs(self, v: Tensor, biases: Biases, sweeps: int) -> Tensor:
        keys, units = biases
        for _ in range(sweeps):
            h = _draw(v @ self.weights + units)
            v = draw_cells(h @ self.weights.T + keys)
        return v


def draw_cells(logits: Tensor) -> Tensor:
    """Hits and accents (…, visibles) given their inputs: a hit knows that it may be loud, an accent needs a hit."""
    hit, loud = logits.chunk(2, dim=-1)
    struck = _draw(hit + nn.functional.softplus(loud))
    return torch.cat([struck, struck * _draw(loud)], dim=-1)


def cells_log_z(logits: Tensor) -> Tensor:
    """log of the sum over all states of independent cells with these inputs: (…, visibles) → (…)."""
    hit, loud = logits.chunk(2, dim=-1)
    return nn.functional.softplus(hit + nn.functional.softplus(loud)).sum(-1)


def _draw(logits: Tensor) -> Tensor:
    return (torch.rand_like(logits) < torch.sigmoid(logits)).to(logits.dtype)


@torch.no_grad()
def near_cells(rbm: ConditionalRbm, biases: Biases, *, chains: int = 16, sweeps: int = 20) -> Tensor:
    """Inputs of independent cells, (N, visibles), that are on about as often as in some Gibbs chains: a good place to
    begin annealing."""
    keys, units = (b.repeat_interleave(chains, 0) for b in biases)
    v = rbm.gibbs(draw_cells(keys), (keys, units), sweeps)
    hit, loud = v.view(len(biases[0]), chains, -1).mean(1).chunk(2, dim=-1)
    struck = (hit * chains + 0.1) / (chains + 0.2)
    accent = torch.logit((loud * chains + 0.1) / (hit * chains + 0.2))
    shut = biases[0].chunk(2, dim=-1)[0] <= SHUT
    return torch.cat([torch.where(shut, SHUT, torch.logit(struck) - nn.functional.softplus(accent)), accent], dim=-1)


@torch.no_grad()
def cell_log_z(rbm: ConditionalRbm, biases: Biases, *, chains: int, steps: int) -> Tensor:
    """log Z of each row (N) by annealed importance sampling (Salakhutdinov & Murray 2008) from independent cells."""
    base = near_cells(rbm, biases).unsqueeze(1)
    keys, units = biases[0].unsqueeze(1), biases[1].unsqueeze(1)
    v = draw_cells(base.expand(-1, chains, -1))
    log_w, before = torch.zeros(v.shape[:2]), 0.0
    for beta in torch.linspace(0, 1, steps + 1)[1:].tolist():
        into = v @ rbm.weights + units
        log_w += (v * (keys - base)).sum(-1) * (beta - before)
        log_w += (nn.functional.softplus(into * beta) - nn.functional.softplus(into * before)).sum(-1)
        h = _draw(into * beta)
        v = draw_cells(h @ rbm.weights.T * beta + torch.lerp(base, keys, beta))
        before = beta
    mean = torch.logsumexp(log_w, dim=1) - math.log(chains)
    return cells_log_z(base)[:, 0] + rbm.weights.shape[1] * math.log(2.0) + mean


class Touch(nn.Module):
    """inputs (N, touch_width) → (N, cells, 4): centre and log width of velocity, the same of the offset; all about
    −1…1. The last 4 × cells inputs are hits and accents of the bar, then velocity and offset of each cell in the bar
    before: what is said of a cell also goes straight to its own numbers."""

    def __init__(self, width: int, hidden: int, cells: int) -> None:
        super().__init__()
        self.inner = nn.Linear(width, hidden)
        self.dropout = nn.Dropout(DROPOUT)
        self.outer = nn.Linear(hidden, 4 * cells)
        nn.init.zeros_(self.outer.weight)
        self.again = nn.Parameter(torch.zeros(cells, 2))
        self.loud = nn.Parameter(torch.zeros(cells, 4))
        self.cells = cells

    def forward(self, inputs: Tensor) -> Tensor:
        out: Tensor = self.outer(self.dropout(torch.tanh(self.inner(self.dropout(inputs))))).view(-1, self.cells, 4)
        out = out + self.loud * inputs[:, -3 * self.cells : -2 * self.cells].unsqueeze(-1)
        before = inputs[:, -2 * self.cells :].view(-1, 2, self.cells).transpose(1, 2)  # (N, cells, 2)
        centres = out[..., 0::2] + self.again * before
        return torch.stack([centres[..., 0], out[..., 1], centres[..., 1], out[..., 3]], dim=-1)


class DrumNet(nn.Module):
    """Pattern and touch of a bar. They share nothing but the training."""

    def __init__(self, config: DrumConfig) -> None:
        super().__init__()
        self.config = config
        self.rbm = ConditionalRbm(config.visibles, config.units, config.width, config.told)
        self.touch = Touch(config.touch_width, config.touch, config.visibles // 2)


def logistic_log_mass(value: Tensor, centre: Tensor, log_width: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """Log-probability of whole numbers under a logistic that is cut to low…high and rounded (all tensors of one shape;
    the first and last number take the tails that are left)."""
    width = torch.exp(log_width)

    def below(edge: Tensor) -> Tensor:
        return torch.sigmoid((edge - centre) / width)

    inside = below(high + 0.5) - below(low - 0.5)
    mass = below(value + 0.5) - below(value - 0.5)
    return torch.log(mass + 1e-7) - torch.log(inside + 1e-7)
