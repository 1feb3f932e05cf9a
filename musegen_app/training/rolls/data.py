"""Piano rolls of the four benchmark sets: pieces of T frames × 88 keys (21…108), zeros and ones."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

SETS = {"jsb": "JSB_Chorales", "nottingham": "Nottingham", "muse": "MuseData", "piano": "Piano_midi"}
KEYS = 88
WARM_UP = 16  # frames at the beginning of a window from mid-piece that are heard, not scored


@dataclass(frozen=True)
class Rolls:
    """One set with its published split."""

    train: tuple[Tensor, ...]
    valid: tuple[Tensor, ...]
    test: tuple[Tensor, ...]


def load_rolls(folder: Path, name: str) -> Rolls:
    """Read `name` (see SETS) from the .mat files in `folder`. Raises OSError."""
    from scipy.io import loadmat  # type: ignore[import-untyped]  # heavy, and only here

    raw = loadmat(folder / f"{SETS[name]}.mat")
    return Rolls(*(tuple(_piece(p) for p in raw[part][0]) for part in ("traindata", "validdata", "testdata")))


def _piece(frames: np.ndarray) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(frames, dtype=np.float32))


@dataclass(frozen=True)
class Batch:
    """`frames` (T, B, 88), and which of them are scored, (T, B)."""

    frames: Tensor
    scored: Tensor


def windows(pieces: tuple[Tensor, ...], length: int, size: int, dice: torch.Generator) -> Iterator[Batch]:
    """Every piece once, cut into windows from a random place on, shuffled, `size` of similar length a batch."""
    cut = [w for piece in pieces for w in _cut(piece, length, dice)]
    order = torch.randperm(len(cut), generator=dice).tolist()
    order.sort(key=lambda i: len(cut[i][0]) // 16)  # shuffled within the same length
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    for place in torch.randperm(len(groups), generator=dice).tolist():
        yield _batch([cut[i] for i in groups[place]])


def _cut(piece: Tensor, length: int, dice: torch.Generator) -> list[tuple[Tensor, int]]:
    """Windows of at most `length` scored frames, each with the warm-up before it and how long that is."""
    first = int(torch.randint(length, (1,), generator=dice)) if len(piece) > length else 0
    edges = sorted({0, first, *range(first, len(piece), length), len(piece)})
    found = []
    for low, high in itertools.pairwise(edges):
        warm = min(WARM_UP, low)
        found.append((piece[low - warm : high], warm))
    return found


def _batch(parts: list[tuple[Tensor, int]]) -> Batch:
    longest = max(len(frames) for frames, _ in parts)
    frames, scored = torch.zeros(longest, len(parts), KEYS), torch.zeros(longest, len(parts), dtype=torch.bool)
    for i, (part, warm) in enumerate(parts):
        frames[: len(part), i] = part
        scored[warm : len(part), i] = True
    return Batch(frames, scored)


def shifted(frames: Tensor, semitones: Tensor) -> Tensor:
    """Each piece of the batch (T, B, 88) moved by its own number of semitones; what leaves the keyboard is dropped."""
    keys = torch.arange(KEYS) - semitones.unsqueeze(1)  # (B, 88): where each key comes from
    inside = (keys >= 0) & (keys < KEYS)
    index = keys.clamp(0, KEYS - 1).expand(frames.shape[0], -1, -1)
    return torch.gather(frames, 2, index) * inside
