"""Mixed precision of the training steps: bf16 where the device has it, else fp16 with scaled gradients."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import torch
from torch import Tensor, nn


class Precision:
    """`scale`: of an fp16 run that goes on, 0 for a new one."""

    def __init__(self, mixed: bool, device: str, scale: float = 0.0) -> None:
        self._kind = torch.device(device).type
        self._mixed = mixed
        halves = mixed and self._kind == "cuda" and not torch.cuda.is_bf16_supported(including_emulation=False)
        self._type = torch.float16 if halves else torch.bfloat16
        self._scaler = torch.amp.GradScaler(self._kind, enabled=halves, init_scale=scale or 65536.0)

    @property
    def scale(self) -> float:
        """To be kept in a checkpoint; 0 where gradients are not scaled."""
        return float(self._scaler.get_scale()) if self._scaler.is_enabled() else 0.0

    def autocast(self) -> AbstractContextManager[Any]:
        """Around the forward pass and the loss."""
        return torch.autocast(self._kind, self._type, enabled=self._mixed)

    def descend(self, loss: Tensor, net: nn.Module, optimiser: torch.optim.Optimizer, clip: float) -> None:
        """One step downhill, the norm of the gradients at most `clip`."""
        self._scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
        self._scaler.unscale_(optimiser)
        nn.utils.clip_grad_norm_(net.parameters(), clip)
        self._scaler.step(optimiser)
        self._scaler.update()
