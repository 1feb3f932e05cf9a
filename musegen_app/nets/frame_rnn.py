"""What came before, as a vector for each frame: Elman, GRU or LSTM over binary piano rolls.

Elman 1990; Cho et al. 2014 (GRU); Hochreiter and Schmidhuber 1997 (LSTM). The vector of frame t has seen the frames
before t only; before the first one stands a learned start.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

KINDS: dict[str, type[nn.RNN | nn.GRU | nn.LSTM]] = {"elman": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
State = Tensor | tuple[Tensor, Tensor]


class FrameRnn(nn.Module):
    """frames (T, B, visible) of 0 and 1 → history (T, B, hidden)."""

    def __init__(self, kind: str, visible: int, hidden: int, layers: int = 1, dropout: float = 0.0) -> None:
        super().__init__()
        between = dropout if layers > 1 else 0.0
        self.rnn = KINDS[kind](visible, hidden, layers, dropout=between)
        self.start = nn.Parameter(torch.zeros(hidden))
        self.dropout = nn.Dropout(dropout)
        self.width = hidden

    def forward(self, frames: Tensor) -> Tensor:
        """History of every frame of whole pieces, or of windows that are taken for whole pieces."""
        out, _ = self.rnn(frames[:-1]) if len(frames) > 1 else (frames.new_zeros(0, frames.shape[1], self.width), None)
        start = self.start.expand(1, frames.shape[1], -1)
        seen: Tensor = self.dropout(torch.cat([start, out]))
        return seen

    def step(self, frame: Tensor, state: State | None) -> tuple[Tensor, State]:
        """One frame (B, visible) → the history (B, hidden) of the frame after it, and the state."""
        out, state = self.rnn(frame.unsqueeze(0), state)
        return out[0], state
