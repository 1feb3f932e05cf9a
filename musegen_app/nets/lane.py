"""Embedding sums over rows of categories, and the backward GRU that reads the constraint lane."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class ColumnSum(nn.Module):
    """Rows of categories (…, columns) → tanh of the sum of their embeddings (…, size). One table for all columns.

    With `numbers` each row may have so many numbers in 0…1 beside it (keys that sound, weights of styles), which go
    through a matrix into the same sum.
    """

    offsets: Tensor

    def __init__(self, column_sizes: tuple[int, ...], size: int, numbers: int = 0) -> None:
        super().__init__()
        starts = [sum(column_sizes[:i]) for i in range(len(column_sizes))]
        self.register_buffer("offsets", torch.tensor(starts, dtype=torch.long), persistent=False)
        self.table = nn.Embedding(sum(column_sizes), size)
        nn.init.normal_(self.table.weight, std=len(column_sizes) ** -0.5)
        self.bias = nn.Parameter(torch.zeros(size))
        self.numbers = nn.Linear(numbers, size, bias=False) if numbers else None

    def forward(self, rows: Tensor, numbers: Tensor | None = None) -> Tensor:
        flat = (rows + self.offsets).reshape(-1, rows.shape[-1])
        total = nn.functional.embedding_bag(flat, self.table.weight, mode="sum") + self.bias
        if self.numbers is not None and numbers is not None:
            total = total + self.numbers(numbers.reshape(-1, numbers.shape[-1]))
        return torch.tanh(total).view(*rows.shape[:-1], -1)


class LaneReader(nn.Module):
    """Cells of a lane (S, B, columns) → one vector per cell that sums up this cell and all after it (S + 1, B, size).

    The last row is zero: "nothing is known from here on". Padding cells (first column 0) come at the end and count
    as nothing.
    """

    def __init__(self, cell_sizes: tuple[int, ...], size: int) -> None:
        super().__init__()
        self.cells = ColumnSum(cell_sizes, size)
        self.gru = nn.GRU(size, size)
        self.size = size

    def forward(self, cells: Tensor) -> Tensor:
        nothing = torch.zeros(1, cells.shape[1], self.size, device=cells.device)
        if cells.shape[0] == 0:
            return nothing
        lengths = (cells[:, :, 0] > 0).sum(dim=0)
        out = self.read(_flip(cells, lengths))
        steps = torch.arange(cells.shape[0], device=cells.device).unsqueeze(1)
        return torch.cat([_flip(out, lengths) * (steps < lengths).unsqueeze(-1), nothing])

    def read(self, backwards: Tensor) -> Tensor:
        """Cells in reverse order (S, B, columns) → vectors in reverse order (S, B, size)."""
        out: Tensor = self.gru(self.cells(backwards))[0]
        return out


def _flip(rows: Tensor, lengths: Tensor) -> Tensor:
    """Reverse the first `lengths` rows of each column of the batch; the padding stays where it is."""
    steps = torch.arange(rows.shape[0], device=rows.device).unsqueeze(1)
    index = torch.where(steps < lengths, lengths - 1 - steps, steps)
    return rows[index, torch.arange(rows.shape[1], device=rows.device).unsqueeze(0)]
