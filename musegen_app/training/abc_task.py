"""What the character LSTM learns from: ABC texts, some transposed or counted in eighths, whole tunes a batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from musegen_app.codecs.abc_text import SYMBOLS, encode
from musegen_app.codecs.abc_tracker import COPY_COLUMNS, SIZES, rows_of
from musegen_app.nets.char_lstm import CharConfig, CharLstm
from musegen_app.training.abc_moves import in_eighths, key_of, transposed
from musegen_app.training.corpus.prepare import FileReport

FEW = 20
NOTHING = -1  # target behind the end of a text


@dataclass
class AbcBatch:
    """rows (T, B, columns), targets (T, B), NOTHING where the text is over."""

    rows: Tensor
    targets: Tensor

    def to(self, device: str) -> AbcBatch:
        return AbcBatch(self.rows.to(device), self.targets.to(device))


@dataclass(frozen=True)
class AbcCorpus:
    """Plain texts by split, and the digest of the data for the manifest."""

    texts: dict[str, tuple[str, ...]]
    titles: tuple[str, ...] = ()  # of those in "train"
    source: str = ""  # the data set, or a folder of one's own
    reports: tuple[FileReport, ...] = ()
    sha256: str = ""


def config_of(settings: dict[str, Any]) -> CharConfig:
    """The net of a run with these settings."""
    names = ("embedding", "hidden", "layers", "head", "dropout")
    return CharConfig(SIZES, SYMBOLS, COPY_COLUMNS, **{name: settings[name] for name in names})


def batch_of(texts: Sequence[str], plain: bool) -> AbcBatch:
    """Texts side by side, padded behind."""
    rows = [rows_of(text, plain) for text in texts]
    length = max(map(len, rows))
    inputs = np.zeros((length, len(rows), len(SIZES)), np.int64)
    targets = np.full((length, len(rows)), NOTHING, np.int64)
    for i, (row, text) in enumerate(zip(rows, texts, strict=True)):
        inputs[: len(row), i] = row
        targets[: len(row), i] = encode(text)
    return AbcBatch(torch.from_numpy(inputs), torch.from_numpy(targets))


def grouped(lengths: Sequence[int], characters: int, order: Sequence[int]) -> list[list[int]]:
    """Indices in batches of at most about `characters` (padded), taken from `order`, which should go by length."""
    batches: list[list[int]] = []
    now: list[int] = []
    for i in order:
        if now and (len(now) + 1) * max(lengths[j] for j in (*now, i)) > characters:
            batches.append(now)
            now = []
        now.append(i)
    return [*batches, now] if now else batches


def nats(net: nn.Module, batch: AbcBatch) -> Tensor:
    """Summed nats of all characters of a batch."""
    logp, _ = net(batch.rows)
    drawn = logp.gather(-1, batch.targets.clamp(min=0).unsqueeze(-1)).squeeze(-1)
    total: Tensor = -(drawn.float() * (batch.targets >= 0)).sum()
    return total


class AbcTask:
    """See `training.task`. Each epoch sees every tune once, some in another key of the same mode."""

    def __init__(self, corpus: AbcCorpus, settings: dict[str, Any]) -> None:
        self.settings = settings
        self.train = corpus.texts["train"]
        self.valid = corpus.texts["valid"] or self.train[:FEW]  # of a handful of tunes none may have been held out
        self._keys = Counter(key_of(text) for text in self.train)
        self._per_epoch = len(grouped(self._lengths(), settings["batch_chars"], self._by_length()))

    def _lengths(self) -> list[int]:
        return [len(text) + 1 for text in self.train]

    def _by_length(self) -> list[int]:
        return sorted(range(len(self.train)), key=lambda i: (len(self.train[i]), i))

    def make_net(self) -> nn.Module:
        return CharLstm(config_of(self.settings))

    def batches(self, epoch: int, rng: np.random.Generator) -> Sequence[list[int]]:
        """Tunes of about one length together; which ones, and the order of the batches, is drawn anew."""
        lengths = self._lengths()
        noisy = np.array(lengths) * (1 + 0.15 * rng.standard_normal(len(lengths)))
        batches = grouped(lengths, self.settings["batch_chars"], [int(i) for i in noisy.argsort(kind="stable")])
        chosen = [batches[i] for i in rng.permutation(len(batches))]
        return (chosen * 2)[: self._per_epoch] if len(chosen) < self._per_epoch else chosen[: self._per_epoch]

    def collate(self, batch: list[int], rng: np.random.Generator) -> AbcBatch:
        return batch_of([self.view(self.train[i], rng) for i in batch], self.settings["plain"])

    def view(self, text: str, rng: np.random.Generator) -> str:
        """The tune as it stands, or in another key that tunes of its mode have, or with L:1/8."""
        if rng.random() < self.settings["transpose"]:
            minor = key_of(text).endswith("m")
            keys = [k for k in sorted(self._keys) if k.endswith("m") == minor]
            weights = np.array([self._keys[k] + 5.0 for k in keys])
            text = transposed(text, keys[int(rng.choice(len(keys), p=weights / weights.sum()))]) or text
        return in_eighths(text) if rng.random() < self.settings["eighths"] else text

    def loss(self, net: nn.Module, tensors: AbcBatch) -> tuple[Tensor, int]:
        return nats(net, tensors), int((tensors.targets >= 0).sum())

    def validate(self, net: nn.Module) -> dict[str, float]:
        """Nats per character of the validation families, END counted."""
        return {"valid": nats_per_character(net, self.valid, self.settings["plain"])}


@torch.no_grad()
def nats_per_character(net: nn.Module, texts: Sequence[str], plain: bool) -> float:
    """Summed over all characters and the ENDs of the texts as they stand, divided by their number."""
    net.eval()
    total, lengths = 0.0, [len(text) + 1 for text in texts]
    order = sorted(range(len(texts)), key=lambda i: lengths[i])
    for group in grouped(lengths, 12_000, order):
        total += float(nats(net, batch_of([texts[i] for i in group], plain)))
    return total / sum(lengths)
