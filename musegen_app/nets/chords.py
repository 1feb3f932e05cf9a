"""A small GRU that writes one chord per step, with copy candidates as in `heads.py`."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from musegen_app.nets.heads import FieldHeads
from musegen_app.nets.lane import ColumnSum


@dataclass(frozen=True)
class ChordsConfig:
    """Sizes of a `ChordGru`; `copy_columns` are input columns that hold 1 + a candidate value."""

    column_sizes: tuple[int, ...]
    values: int
    copy_columns: tuple[int, ...]
    embedding: int = 96
    hidden: int = 128
    dropout: float = 0.3


class ChordGru(nn.Module):
    """inputs (T, B, columns) → log-probabilities of the chord of each step (T, B, values)."""

    def __init__(self, config: ChordsConfig) -> None:
        super().__init__()
        self.config = config
        self.inputs = ColumnSum(config.column_sizes, config.embedding)
        self.gru = nn.GRU(config.embedding, config.hidden)
        self.heads = FieldHeads(config.hidden, config.hidden, (config.values,), (config.copy_columns,))
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, inputs: Tensor, state: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Also returns the last state (1, B, hidden)."""
        out, state = self.gru(self.dropout(self.inputs(inputs)), state)
        prepared = self.heads.prepare(self.dropout(out))
        copied = self.heads.copied(0, prepared[1], self.heads.copies(inputs)[0])
        return self.heads.finish(0, prepared[0], copied), state
