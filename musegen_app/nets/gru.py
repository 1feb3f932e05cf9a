"""A stacked GRU (Cho et al. 2014) over rows of categorical inputs that predicts rows of fields, one after the other.

The gated sister of `lstm.py`, with the same surroundings: embedded rows, a backward GRU over the constraint lane
(Hadjeres & Nielsen 2018, "Anticipation-RNN"), heads that may copy. An event has few of many fields, so each head is
only computed where its field is drawn. Every number that enters a large matrix product lies in (-1, 1), so that the
exported step can run in int8 with one fixed scale.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from musegen_app.nets.heads import FieldHeads
from musegen_app.nets.lane import ColumnSum, LaneReader


@dataclass(frozen=True)
class GruConfig:
    """Sizes of an `EventGru`. `copy_columns` are, per field, input columns that hold 1 + a candidate value."""

    column_sizes: tuple[int, ...]
    field_sizes: tuple[int, ...]
    cell_sizes: tuple[int, ...]  # columns of a lane cell
    copy_columns: tuple[tuple[int, ...], ...]
    embedding: int = 192
    hidden: int = 256
    layers: int = 2
    lane: int = 64
    head: int = 96
    dropout: float = 0.2


class EventGru(nn.Module):
    """inputs (T, B, columns) → log-probabilities of the fields of the event at each step."""

    def __init__(self, config: GruConfig) -> None:
        super().__init__()
        self.config = config
        self.inputs = ColumnSum(config.column_sizes, config.embedding)
        self.lane = LaneReader(config.cell_sizes, config.lane)
        self.gru = nn.GRU(config.embedding + config.lane, config.hidden, config.layers, dropout=config.dropout)
        self.heads = FieldHeads(config.embedding + config.hidden, config.head, config.field_sizes, config.copy_columns)
        self.dropout = nn.Dropout(config.dropout)

    def hidden(self, inputs: Tensor, lane: Tensor, state: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """inputs (T, B, columns) integers, lane (T, B, lane), state (layers, B, hidden) → what the heads see
        (T, B, embedding + hidden), new state."""
        x = self.inputs(inputs)
        out, state = self.gru(self.dropout(torch.cat([x, lane], dim=-1)), state)
        return self.dropout(torch.cat([x, out], dim=-1)), state

    def nats(self, inputs: Tensor, targets: Tensor, cells: Tensor, cell_index: Tensor) -> list[Tensor]:
        """For each field the nats of every value that was drawn: (n of that field,), in the order of the events.

        inputs (T, B, columns) · targets (T, B, fields), -1 = not drawn · cells (S, B, cell columns) ·
        cell_index (T, B): the lane row of each event.
        """
        vectors = self.lane(cells)  # (S + 1, B, lane), the last row zero
        batch = torch.arange(inputs.shape[1], device=inputs.device).unsqueeze(0)
        out, _ = self.hidden(inputs, vectors[cell_index, batch])
        prepared = self.heads.prepare(out)
        copies = self.heads.copies(inputs)
        return [self._nats(i, prepared, copies, targets) for i in range(len(self.config.field_sizes))]

    def _nats(self, i: int, prepared: list[Tensor], copies: list[Tensor], targets: Tensor) -> Tensor:
        fields, drawn = len(self.config.field_sizes), targets[..., i] >= 0
        own = [x[drawn] if n in (i, fields + i) else x for n, x in enumerate(prepared)]
        logp = self.heads.field(i, own, [c[drawn] for c in copies], targets[drawn])  # (n, size of field i)
        return -logp.gather(-1, targets[drawn][:, i : i + 1]).squeeze(-1)

    def forward(self, inputs: Tensor, targets: Tensor, cells: Tensor, cell_index: Tensor) -> Tensor:
        """The summed nats of each field: (fields,). See `nats`."""
        return torch.stack([n.sum() for n in self.nats(inputs, targets, cells, cell_index)])
