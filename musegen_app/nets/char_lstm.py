"""The character LSTM: one symbol of a text after the other (Karpathy 2015; Sturm et al. 2016, folk-rnn).

Rows of categories (the last characters, where the text stands) go through one embedding table and a tanh into a
stacked LSTM (Hochreiter & Schmidhuber 1997). The head sees the inputs and the LSTM's output, and it learns how far to
trust each *copy candidate* among the inputs: a pointer in the sense of Vinyals et al. 2015 whose places are given.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from musegen_app.nets.heads import FieldHeads
from musegen_app.nets.lane import ColumnSum


@dataclass(frozen=True)
class CharConfig:
    """Sizes of a `CharLstm`; `copy_columns` are input columns that hold 1 + a candidate symbol (0: none)."""

    column_sizes: tuple[int, ...]
    symbols: int
    copy_columns: tuple[int, ...] = ()
    embedding: int = 160
    hidden: int = 256
    layers: int = 2
    head: int = 128
    dropout: float = 0.3


class CharLstm(nn.Module):
    """inputs (T, B, columns) integers → log-probabilities of the symbol at each step (T, B, symbols)."""

    def __init__(self, config: CharConfig) -> None:
        super().__init__()
        self.config = config
        self.inputs = ColumnSum(config.column_sizes, config.embedding)
        self.lstm = nn.LSTM(config.embedding, config.hidden, config.layers, dropout=config.dropout)
        self.heads = FieldHeads(
            config.embedding + config.hidden, config.head, (config.symbols,), (config.copy_columns,)
        )
        self.dropout = nn.Dropout(config.dropout)

    def forward(
        self, inputs: Tensor, state: tuple[Tensor, Tensor] | None = None
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """(log-probabilities, state); a state is what the call before returned, None: the text begins."""
        x = self.inputs(inputs)
        out, state = self.lstm(self.dropout(x), state)
        prepared = self.heads.prepare(self.dropout(torch.cat([x, out], dim=-1)))
        logp = self.heads.field(0, prepared, self.heads.copies(inputs), inputs.new_empty(0))
        return logp, state
