"""A head that takes the keys of a frame for independent of each other, given what came before."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class BernoulliHead(nn.Module):
    """history (…, hidden) → a probability for each key."""

    def __init__(self, history: int, visible: int) -> None:
        super().__init__()
        self.out = nn.Linear(history, visible)

    def nll(self, history: Tensor, frames: Tensor) -> Tensor:
        """−log p(frame | history) in nats: (…, hidden), (…, visible) → (…)."""
        losses = nn.functional.binary_cross_entropy_with_logits(self.out(history), frames, reduction="none")
        return losses.sum(-1)

    def sample(self, history: Tensor) -> Tensor:
        """One frame for each history."""
        return torch.bernoulli(torch.sigmoid(self.out(history)))
