"""Heads: from a recurrent net's output to log-probabilities of fields that are drawn one after the other.

A field sees the output of the net, the fields drawn before it, and *copy candidates*: input columns that name a value
which stood at a corresponding place before. The net learns how far to trust each candidate (one weight per candidate,
added to that value's logit), so that bringing back what was played needs no detour through the recurrent state.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class FieldHeads(nn.Module):
    """One small head per field. `copy_columns[i]` are input columns holding 1 + a candidate of field i (0: none)."""

    def __init__(
        self, hidden: int, head: int, field_sizes: tuple[int, ...], copy_columns: tuple[tuple[int, ...], ...]
    ) -> None:
        super().__init__()
        self.field_sizes, self.copy_columns, self.head = field_sizes, copy_columns, head
        self.split = [head] * len(field_sizes) + [len(c) for c in copy_columns]
        self.project = nn.Linear(hidden, sum(self.split))
        given = [sum(field_sizes[:i]) for i in range(len(field_sizes))]
        self.given = nn.ModuleList(nn.Linear(max(n, 1), head, bias=False) for n in given)
        self.out = nn.ModuleList(nn.Linear(head, size) for size in field_sizes)

    def prepare(self, out: Tensor) -> list[Tensor]:
        """(…, hidden) → per field what its head needs of the net, then per field the copy weights."""
        return list(torch.split(self.project(out), self.split, dim=-1))

    def copies(self, inputs: Tensor) -> list[Tensor]:
        """Input rows (…, columns) → per field its candidates (…, candidates), 0 = none."""
        return [inputs[..., list(columns)] for columns in self.copy_columns]

    def field(self, i: int, prepared: list[Tensor], copies: list[Tensor], targets: Tensor) -> Tensor:
        """Log-probabilities of field `i` given the fields before it in `targets` (…, fields)."""
        x = prepared[i]
        if i:
            x = x + self.given[i](self.one_hot(targets[..., :i]))
        return self.finish(i, x, self.copied(i, prepared[len(self.field_sizes) + i], copies[i]))

    def finish(self, i: int, x: Tensor, copied: Tensor | None) -> Tensor:
        logits = self.out[i](torch.tanh(x))
        return torch.log_softmax(logits if copied is None else logits + copied, dim=-1)

    def copied(self, i: int, weights: Tensor, candidates: Tensor) -> Tensor | None:
        """What the candidates add to the logits of field `i`."""
        if not self.copy_columns[i]:
            return None
        logits = torch.zeros(*weights.shape[:-1], self.field_sizes[i] + 1, device=weights.device)
        return logits.scatter_add(-1, candidates, weights.float())[..., 1:]

    def one_hot(self, chosen: Tensor) -> Tensor:
        """Values of the first fields (…, i), -1 = not drawn → their one-hots side by side."""
        sizes = self.field_sizes[: chosen.shape[-1]]
        parts = [nn.functional.one_hot(chosen[..., j] + 1, n + 1)[..., 1:] for j, n in enumerate(sizes)]
        return torch.cat(parts, dim=-1).float()
