"""What a recipe tells the training loop: its net, its batches, its loss, and how a net is judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from torch import Tensor, nn


class Task(Protocol):
    """A net and what it learns from. Whatever is random comes from the `rng` that is given, or from torch's own dice,
    which are thrown anew for every batch: so a run that is resumed goes on as if it had never stopped."""

    def make_net(self) -> nn.Module:
        """A new net on the CPU; torch's dice are seeded before."""

    def batches(self, epoch: int, rng: np.random.Generator) -> Sequence[Any]:
        """Cheap descriptions of one epoch's batches, the same in every process and the same number in every epoch.
        Several processes share out a batch that is a list; of others each takes its own."""

    def collate(self, batch: Any, rng: np.random.Generator) -> Any:
        """The tensors of a batch: anything with `.to(device)`."""

    def loss(self, net: nn.Module, tensors: Any) -> tuple[Tensor, int]:
        """The summed loss and the number of events that it is summed over; their quotient is what is descended."""

    def validate(self, net: nn.Module) -> dict[str, float]:
        """Figures of the held-out pieces. One is called "valid": lower is better, and the best net is kept. A net comes
        in evaluation mode and with no gradients taken."""
