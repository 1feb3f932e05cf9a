"""A toy to train: which of three symbols comes next in a cycle that is now and then disturbed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Pairs:
    given: Tensor
    wanted: Tensor

    def to(self, device: str) -> Pairs:
        return Pairs(self.given.to(device), self.wanted.to(device))


class ToyTask:
    """48 sequences of 16 symbols, 8 in a batch; `dropout` makes the net throw dice."""

    def __init__(self, dropout: float = 0.0) -> None:
        rng = np.random.default_rng(5)
        noise = rng.random((56, 16)) < 0.1
        tunes = (np.cumsum(1 + noise, axis=1) + rng.integers(0, 3, (56, 1))) % 3
        self.train, self.valid, self.dropout = tunes[:48], tunes[48:], dropout

    def make_net(self) -> nn.Module:
        return nn.Sequential(nn.Embedding(3, 12), nn.Dropout(self.dropout), nn.Linear(12, 3))

    def batches(self, epoch: int, rng: np.random.Generator) -> Sequence[list[int]]:
        order = rng.permutation(len(self.train)).tolist()
        return [order[i : i + 8] for i in range(0, len(order), 8)]

    def collate(self, batch: list[int], rng: np.random.Generator) -> Pairs:
        return self._pairs(self.train[batch])

    def loss(self, net: nn.Module, tensors: Pairs) -> tuple[Tensor, int]:
        logits = net(tensors.given)
        return nn.functional.cross_entropy(logits, tensors.wanted, reduction="sum"), len(tensors.wanted)

    def validate(self, net: nn.Module) -> dict[str, float]:
        loss, events = self.loss(net, self._pairs(self.valid))
        return {"valid": float(loss) / events, "notes": float(events)}

    def _pairs(self, tunes: np.ndarray) -> Pairs:
        whole = torch.from_numpy(tunes)
        return Pairs(whole[:, :-1].flatten(), whole[:, 1:].flatten())
