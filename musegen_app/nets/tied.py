"""A recurrent net whose weights are the same for every key, so that what it learned holds in every transposition.

Johnson 2017, "Generating polyphonic music using tied parallel networks" (TP-LSTM-NADE): an LSTM along time for each
key hears the neighbourhood of that key and the pitch classes counted from it. Where that paper has a second LSTM along
the keys from low to high, ours has two layers that hear the keys below one by one: all keys of a frame at once.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

_REACH = 18  # keys on either side that are heard one by one
_BELOW = 36  # keys of the same frame that are heard one by one
_CLASSES = 12
FEATURES = 2 * _REACH + 1 + _CLASSES + 1


ALL = slice(None)


class TiedPast(nn.Module):
    """frames (T, B, visible) → the history of each key, (T, B, visible, hidden), from the frames before; with `keys`
    of these keys only."""

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

    def forward(self, frames: Tensor, keys: slice = ALL) -> Tensor:
        before = torch.cat([torch.zeros_like(frames[:1]), frames[:-1]])
        heard = self.features(before, keys)
        out, _ = self.rnn(heard.flatten(1, 2))
        history: Tensor = self.dropout(out).view(*heard.shape[:3], -1)
        return history

    def features(self, frames: Tensor, keys: slice = ALL) -> Tensor:
        """(…, visible) → what each of `keys` hears of them, (…, keys, FEATURES)."""
        near = nn.functional.pad(frames, (_REACH, _REACH)).unfold(-1, 2 * _REACH + 1, 1)[..., keys, :]
        place = self.place[keys].expand(*near.shape[:-1], 1)
        return torch.cat([near, self._classes(frames, keys), place], dim=-1)

    def _classes(self, frames: Tensor, keys: slice) -> Tensor:
        """How many keys of each pitch class sound, counted from each key upwards."""
        padded = nn.functional.pad(frames, (0, -frames.shape[-1] % _CLASSES))
        counts = padded.view(*padded.shape[:-1], -1, _CLASSES).sum(-2)
        found: Tensor = counts[..., self.classes[keys]]
        return found


class TiedHead(nn.Module):
    """history of each key (N, visible, hidden) → keys from low to high, each given those below it."""

    def __init__(self, history: int, units: int) -> None:
        super().__init__()
        self.from_past = nn.Linear(history, units)
        self.from_below = nn.Linear(_BELOW + _CLASSES + 1, units, bias=False)
        self.middle = nn.Linear(units, units)
        self.out = nn.Linear(units, 1)

    def logits(self, history: Tensor, frames: Tensor, keys: slice = ALL) -> Tensor:
        """Of `keys`: (N, keys, hidden), (N, visible) → (N, keys)."""
        units = nn.functional.relu(self.from_past(history) + self.from_below(below(frames)[:, keys]))
        logits: Tensor = self.out(nn.functional.relu(self.middle(units))).squeeze(-1)
        return logits

    def nll(self, history: Tensor, frames: Tensor, keys: slice = ALL) -> Tensor:
        """−log p(frame | history) in nats, or what `keys` have part in it: (N, keys, hidden), (N, visible) → (N)."""
        logits = self.logits(history, frames, keys).float()
        return nn.functional.binary_cross_entropy_with_logits(logits, frames[:, keys], reduction="none").sum(-1)

    def sample(self, history: Tensor) -> Tensor:
        """One frame for each history (N, visible, hidden), key by key from below."""
        past = self.from_past(history)
        frames = history.new_zeros(past.shape[:2])
        lowest = nn.functional.one_hot(torch.zeros(1, dtype=torch.long), frames.shape[1]).to(frames.dtype)
        added = self.from_below(below(lowest))[0]  # (visible, units): by a sounding key, so many keys below
        for i in range(frames.shape[1]):
            units = nn.functional.relu(past[:, i] + frames[:, :i] @ added[1 : i + 1].flip(0))
            logit = self.out(nn.functional.relu(self.middle(units)))[:, 0]
            frames[:, i] = torch.bernoulli(torch.sigmoid(logit))
        return frames


def below(frames: Tensor) -> Tensor:
    """What each key hears of the keys below it in its own frame, (N, visible) → (N, visible, _BELOW + 13): the nearest
    one by one, how many of each interval modulo the octave, and how many in all."""
    visible = frames.shape[-1]
    one_by_one = nn.functional.pad(frames, (_BELOW, 0)).unfold(-1, _BELOW, 1)[:, :visible]
    octaves = -(-visible // _CLASSES)
    far = nn.functional.pad(frames, (octaves * _CLASSES, 0)).unfold(-1, octaves * _CLASSES, 1)[:, :visible]
    classes = far.reshape(*far.shape[:-1], octaves, _CLASSES).sum(-2)
    return torch.cat([one_by_one, classes, classes.sum(-1, keepdim=True)], dim=-1)
