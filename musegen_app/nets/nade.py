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

        The sum of `into` over the keys below is one running sum for all keys at once: N × visible × units numbers.
        """
        added = frames.unsqueeze(-1) * self.into
        below = torch.cumsum(added, dim=-2) - added
        units = torch.sigmoid(below + self.unit_bias(history).unsqueeze(-2))
        logits: Tensor = (units * self.out).sum(-1) + self.key_bias(history)
        return logits

    def nll(self, history: Tensor, frames: Tensor) -> Tensor:
        """−log p(frame | history) in nats: (…, hidden), (…, visible) → (…)."""
        losses = nn.functional.binary_cross_entropy_with_logits(self.logits(history, frames), frames, reduction="none")
        return losses.sum(-1)

    def sample(self, history: Tensor) -> Tensor:
        """One frame for each history (N, hidden), key by key from below."""
        sums, bias = self.unit_bias(history), self.key_bias(history)
        keys = []
        for i in range(self.into.shape[0]):
            logit = (torch.sigmoid(sums) * self.out[i]).sum(-1) + bias[:, i]
            key = torch.bernoulli(torch.sigmoid(logit))
            sums = sums + key.unsqueeze(-1) * self.into[i]
            keys.append(key)
        return torch.stack(keys, dim=-1)
