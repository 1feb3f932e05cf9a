"""What came before, as a vector for each step of four voices: the recurrent part of both chorale heads.

Columns of categories (`codecs/satb16_features`) and the vector that a backward GRU made of the constraint lane
(Hadjeres and Nielsen 2018, "Anticipation-RNN") go into a GRU (Cho et al. 2014). A head sees all three: a key or a place
in the bar need not pass the recurrence. Every number is in (-1, 1), so that the exported step can run in int8.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from musegen_app.nets.lane import ColumnSum, LaneReader

VOICES = 4


@dataclass(frozen=True)
class SatbConfig:
    """Sizes of a chorale net."""

    column_sizes: tuple[int, ...]
    cell_sizes: tuple[int, ...]  # columns of a lane cell
    values: int  # of a voice
    first_pitch: int  # the first value that is a pitch
    given: int  # what a voice may give the others
    families: tuple[int, ...]  # sizes of the families of relations
    embedding: int = 192
    hidden: int = 288
    lane: int = 64
    head: int = 160  # of each voice
    units: int = 256  # of the RBM
    dropout: float = 0.25

    @property
    def pitches(self) -> int:
        return self.values - self.first_pitch

    @property
    def history(self) -> int:
        return self.embedding + self.lane + self.hidden


class SatbPast(nn.Module):
    """columns (T, B, columns), lane cells (T, B, cell columns) → history (T, B, history)."""

    def __init__(self, config: SatbConfig) -> None:
        super().__init__()
        self.config = config
        self.inputs = ColumnSum(config.column_sizes, config.embedding)
        self.lane = LaneReader(config.cell_sizes, config.lane)
        self.gru = nn.GRU(config.embedding + config.lane, config.hidden)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, columns: Tensor, cells: Tensor | None) -> Tensor:
        """Without `cells` nothing is fixed."""
        steps, batch = columns.shape[:2]
        known = columns.new_zeros(steps, batch, self.config.lane, dtype=self.inputs.bias.dtype)
        x = self.inputs(columns)
        lane = known if cells is None else self.lane(cells)[:-1]
        x = torch.cat([x, lane], dim=-1)
        out, _ = self.gru(self.dropout(x))
        history: Tensor = self.dropout(torch.cat([x, out], dim=-1))
        return history
