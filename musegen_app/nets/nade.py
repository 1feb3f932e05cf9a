"""NADE as the output of a recurrent net: the keys of a frame from low to high, each given those below it.

Larochelle and Murray 2011; Boulanger-Lewandowski et al. 2012 (RNN-NADE): both biases are moved by what came before.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class NadeHead(nn.Module):
    """history (…, hidden) → a joint distribution over the keys of one frame."""

    def __init__(self, history: int, visible: int, units: int) -> None:
        super().__init__()
        self.into = nn.Parameter(torch.randn(visible, units) * 0.02)  # W: what a sounding key adds to the units
        self.out = nn.Parameter(torch.randn(visible, units) * 0.02)  # V
        self.unit_bias = nn.Linear(history, units)
        self.key_bias = nn.Linear(history, visible)

    def logits(self, history: Tensor, frames: Tensor) -> Tensor:
        """Of each key, given the keys below it in `frames`: (N, hidden), (N, visible) → (N, visible).

        The units change only where a key sounds, so a frame of n sounding keys needs n + 1 sets of them: one before
        its lowest note and one after each (R sets in all), and each key is read off the set that stands there.
        """
        sums, place = self._sums(self.unit_bias(history), frames.bool())
        every = torch.sigmoid(sums) @ self.out.T  # (R, visible)
        logits: Tensor = every.gather(0, place) + self.key_bias(history)
        return logits

    def _sums(self, start: Tensor, frames: Tensor) -> tuple[Tensor, Tensor]:
        """What goes into the units before and after each note, (R, units), and the row of it that each key of each
        frame sees, (N, visible). First come the frames as they begin, then after one note those that have any, …"""
        counts = frames.sum(1)
        order = torch.argsort(counts, descending=True, stable=True)
        rank = torch.empty_like(order).scatter_(0, order, torch.arange(len(order), device=order.device))
        sounding = torch.argsort(
            (~frames[order]).to(torch.uint8), dim=1, stable=True
        )  # from low to high, then the rest
        sums, firsts = [start[order]], [0]
        for notes in range(1, int(counts.max()) + 1):
            having = int((counts >= notes).sum())
            firsts.append(firsts[-1] + len(sums[-1]))
            sums.append(sums[-1][:having] + self.into[sounding[:having, notes - 1]])
        below = torch.cumsum(frames, 1) - frames.long()
        return torch.cat(sums), torch.tensor(firsts, device=order.device)[below] + rank.unsqueeze(1)

    def nll(self, history: Tensor, frames: Tensor) -> Tensor:
        """−log p(frame | history) in nats: (…, hidden), (…, visible) → (…)."""
        rows = frames.reshape(-1, frames.shape[-1])
        logits = self.logits(history.reshape(len(rows), -1), rows)
        losses = nn.functional.binary_cross_entropy_with_logits(logits, rows, reduction="none")
        return losses.sum(-1).view(frames.shape[:-1])

    @torch.no_grad()
    def sample(self, history: Tensor) -> Tensor:
        """One frame for each history (N, hidden) → (N, visible).

        From note to note: with one random number a key, the next note is the lowest key above the last one whose
        number is below its probability; only then do the units change.
        """
        sums, bias = self.unit_bias(history), self.key_bias(history)
        dice, keys = torch.rand_like(bias), torch.arange(bias.shape[1], device=bias.device)
        frames = torch.zeros_like(bias)
        rows, last = torch.arange(len(bias), device=bias.device), torch.full((len(bias), 1), -1, device=bias.device)
        while len(rows):
            hit = (keys > last) & (dice < torch.sigmoid(torch.sigmoid(sums) @ self.out.T + bias))
            more = hit.any(1)
            rows, hit = rows[more], hit[more]
            last = hit.to(torch.uint8).argmax(1, keepdim=True)
            frames[rows, last[:, 0]] = 1
            sums, bias, dice = sums[more] + self.into[last[:, 0]], bias[more], dice[more]
        return frames
