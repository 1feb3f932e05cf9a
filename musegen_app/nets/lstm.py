"""A stacked LSTM over rows of categorical inputs that predicts rows of fields, drawn one after the other.

Rows of small integers go through one embedding table (a sum over columns, tanh), together with a vector that a
backward GRU made of the constraint lane (Hadjeres & Nielsen 2018, "Anticipation-RNN"), into the LSTM; `heads.py`
turns its output into log-probabilities of each field. Every number that enters a large matrix product lies in
(-1, 1), so that the exported step can run in int8 with one fixed scale.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from musegen_app.nets.heads import FieldHeads
from musegen_app.nets.lane import ColumnSum, LaneReader


@dataclass(frozen=True)
class LstmConfig:
    """Sizes of an `EventLstm`. `copy_columns` are, per field, input columns that hold 1 + a candidate value."""

    column_sizes: tuple[int, ...]
    field_sizes: tuple[int, ...]
    cell_sizes: tuple[int, ...]  # columns of a lane cell
    copy_columns: tuple[tuple[int, ...], ...]
    embedding: int = 256
    hidden: int = 384
    layers: int = 2
    lane: int = 64
    head: int = 192
    dropout: float = 0.3
    numbers: int = 0  # of inputs in 0…1 beside the columns


class EventLstm(nn.Module):
    """inputs (T, B, columns) → log-probabilities of each field of the event at each step."""

    def __init__(self, config: LstmConfig) -> None:
        super().__init__()
        self.config = config
        self.inputs = ColumnSum(config.column_sizes, config.embedding, config.numbers)
        self.lane = LaneReader(config.cell_sizes, config.lane)
        self.lstm = nn.LSTM(config.embedding + config.lane, config.hidden, config.layers, dropout=config.dropout)
        self.heads = FieldHeads(config.embedding + config.hidden, config.head, config.field_sizes, config.copy_columns)
        self.dropout = nn.Dropout(config.dropout)

    def hidden(
        self,
        inputs: Tensor,
        lane: Tensor,
        state: tuple[Tensor, Tensor] | None = None,
        numbers: Tensor | None = None,
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """inputs (T, B, columns) integers, lane (T, B, lane), numbers (T, B, config.numbers) where the net has any →
        what the heads see (T, B, embedding + hidden), state.

        The heads see the embedded inputs beside the LSTM's output: a scale or a chord need not pass the recurrence.
        """
        x = self.inputs(inputs, numbers)
        out, state = self.lstm(self.dropout(torch.cat([x, lane], dim=-1)), state)
        return self.dropout(torch.cat([x, out], dim=-1)), state

    def forward(
        self, inputs: Tensor, targets: Tensor, cells: Tensor, cell_index: Tensor, numbers: Tensor | None = None
    ) -> list[Tensor]:
        """Log-probabilities per field, given the true values of the fields before it.

        inputs (T, B, columns) · targets (T, B, fields), -1 = not drawn · cells (S, B, cell columns) ·
        cell_index (T, B): the lane row of each event · numbers: see `hidden`. Returns (T, B, field size) per field.
        """
        vectors = self.lane(cells)  # (S + 1, B, lane), the last row zero
        batch = torch.arange(inputs.shape[1], device=inputs.device).unsqueeze(0)
        out, _ = self.hidden(inputs, vectors[cell_index, batch], numbers=numbers)
        prepared = self.heads.prepare(out)
        copies = self.heads.copies(inputs)
        return [self.heads.field(i, prepared, copies, targets) for i in range(len(self.config.field_sizes))]
