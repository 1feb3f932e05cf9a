"""A recurrent net whose weights are the same for every key, so that what it learned holds in every transposition.

Johnson 2017, "Generating polyphonic music using tied parallel networks" (TP-LSTM-NADE): an LSTM along time for each
key hears the neighbourhood of that key and the pitch classes counted from it; a second one, along the keys from low to
high, turns this and the keys below into the probability of each key. Ours hears an octave and a half on either side.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

_REACH = 18  # keys on either side that are heard one by one
_CLASSES = 12
FEATURES = 2 * _REACH + 1 + _CLASSES + 1


class TiedPast(nn.Module):
    """frames (T, B, visible) → the history of each key, (T, B, visible, hidden), from the frames before."""

    def __init__(self, visible: int, hidden: int, layers: int = 1, dropout: float = 0.0) -> None:
        super().__init__()
        between = dropout if layers > 1 else 0.0
        self.rnn = nn.LSTM(FEATURES, hidden, layers, dropout=between)
        self.dropout = nn.Dropout(dropout)
        self.classes: Tensor
        self.place: Tensor
        keys = torch.arange(visible)
        classes = (keys.unsqueeze(1) + torch.arange(_CLASSES)) % _CLASSES
        self.register_buffer("classes", classes, persistent=False)  # (visible, 12): class j counted from each key
        self.register_buffer("place", (keys / visible - 0.5).unsqueeze(1), persistent=False)

    def forward(self, frames: Tensor) -> Tensor:
        steps, batch, visible = frames.shape
        before = torch.cat([frames.new_zeros(1, batch, visible), frames[:-1]])
        heard = self.features(before).reshape(steps, batch * visible, FEATURES)
        out, _ = self.rnn(heard)
        history: Tensor = self.dropout(out).view(steps, batch, visible, -1)
        return history

    def features(self, frames: Tensor) -> Tensor:
        """(…, visible) → what each key hears of them, (…, visible, FEATURES)."""
        near = nn.functional.pad(frames, (_REACH, _REACH)).unfold(-1, 2 * _REACH + 1, 1)
        classes = self._classes(frames)
        place = self.place.expand(*frames.shape, 1)
        return torch.cat([near, classes, place], dim=-1)

    def _classes(self, frames: Tensor) -> Tensor:
        """How many keys of each pitch class sound, counted from each key upwards."""
        visible = frames.shape[-1]
        padded = nn.functional.pad(frames, (0, -visible % _CLASSES))
        counts = padded.reshape(*frames.shape[:-1], -1, _CLASSES).sum(-2)
        found: Tensor = counts[..., self.classes]
        return found


class TiedHead(nn.Module):
    """history of each key (N, visible, hidden) → keys from low to high, each given those below it."""

    def __init__(self, history: int, units: int) -> None:
        super().__init__()
        self.rnn = nn.LSTM(history + 1 + _CLASSES, units)
        self.out = nn.Linear(units, 1)
        self.mine = nn.Linear(history, 1)

    def logits(self, history: Tensor, frames: Tensor) -> Tensor:
        """(N, visible, hidden), (N, visible) → (N, visible)."""
        below = torch.cat([frames.new_zeros(len(frames), 1), frames[:, :-1]], dim=1)
        heard = torch.cat([history, below.unsqueeze(-1), _classes_below(frames)], dim=-1)
        out, _ = self.rnn(heard.transpose(0, 1))
        logits: Tensor = self.out(out).squeeze(-1).transpose(0, 1) + self.mine(history).squeeze(-1)
        return logits

    def nll(self, history: Tensor, frames: Tensor) -> Tensor:
        """−log p(frame | history) in nats: (N, visible, hidden), (N, visible) → (N)."""
        losses = nn.functional.binary_cross_entropy_with_logits(self.logits(history, frames), frames, reduction="none")
        return losses.sum(-1)

    def sample(self, history: Tensor) -> Tensor:
        """One frame for each history (N, visible, hidden), key by key from below."""
        rows, visible, _ = history.shape
        mine = self.mine(history).squeeze(-1)
        frames, state = history.new_zeros(rows, visible), None
        for i in range(visible):
            below = frames[:, i - 1 : i] if i else frames.new_zeros(rows, 1)
            heard = torch.cat([history[:, i], below, _classes_below(frames[:, : i + 1])[:, i]], dim=-1)
            out, state = self.rnn(heard.unsqueeze(0), state)
            logit = self.out(out[0]).squeeze(-1) + mine[:, i]
            frames[:, i] = torch.bernoulli(torch.sigmoid(logit))
        return frames


def _classes_below(frames: Tensor) -> Tensor:
    """(N, visible) → how many keys below each sound, by the interval to it modulo the octave: (N, visible, 12)."""
    visible = frames.shape[-1]
    parts = []
    for interval in range(1, _CLASSES + 1):
        down = nn.functional.pad(frames, (interval, 0))[:, :visible]
        for octave in range(_CLASSES, visible, _CLASSES):
            down = down + nn.functional.pad(frames, (interval + octave, 0))[:, :visible]
        parts.append(down)
    return torch.stack(parts, dim=-1)
