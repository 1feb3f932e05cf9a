"""The pop net's task: stretches of pieces in random views; judged on whole pieces that it has never heard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from musegen_app.codecs.pop import FIELDS, NEXT, Part, PopPiece
from musegen_app.codecs.pop_features import COLUMNS, COPY_COLUMNS, WIDTH
from musegen_app.codecs.pop_lane import CELL_SIZES, CELL_WIDTH
from musegen_app.nets.gru import EventGru, GruConfig
from musegen_app.training.config import checked
from musegen_app.training.pop_examples import examples_of, with_subsets
from musegen_app.training.pop_views import Chances, View, given_parts, nothing_given, plain_view, view


@dataclass(frozen=True)
class PopSettings:
    """The net and what it is shown. Windows are stretches of `window` events."""

    embedding: int = 192
    hidden: int = 256
    layers: int = 2
    lane: int = 64
    head: int = 96
    dropout: float = 0.2
    window: int = 320
    windows_in_batch: int = 12
    windows_in_epoch: int = 960
    valid_events: int = 40_000  # are enough to compare epochs by
    told_everything: float = field(default=Chances.told_everything)
    hide: float = field(default=Chances.hide)
    hide_key: float = field(default=Chances.hide_key)
    transpose: float = field(default=Chances.transpose)
    lane_share: float = field(default=Chances.lane)

    @property
    def chances(self) -> Chances:
        return Chances(self.told_everything, self.hide, self.hide_key, self.transpose, self.lane_share)


def settings_of(values: Mapping[str, object]) -> PopSettings:
    """Raises SettingsError for a name that is not a setting."""
    return PopSettings(**checked(values, asdict(PopSettings())))  # type: ignore[arg-type]


def net_config(settings: PopSettings) -> GruConfig:
    """The net that speaks the `pop` codec."""
    own = {f.name for f in fields(GruConfig)}
    sizes = {name: value for name, value in asdict(settings).items() if name in own}
    columns, values = tuple(c.size for c in COLUMNS), tuple(f.size for f in FIELDS)
    return GruConfig(columns, values, CELL_SIZES, COPY_COLUMNS, **sizes)


@dataclass(frozen=True)
class Batch:
    """Tensors for `EventGru.forward`; time first. Padding has target -1 in every field."""

    rows: Tensor
    targets: Tensor
    cells: Tensor
    cell_index: Tensor

    @property
    def events(self) -> int:
        return int((self.targets[..., 0] >= 0).sum())

    @property
    def notes(self) -> int:
        return int(((self.targets[..., 0] >= 0) & (self.targets[..., 0] < NEXT)).sum())

    def to(self, device: str) -> Batch:
        return Batch(*(t.to(device) for t in (self.rows, self.targets, self.cells, self.cell_index)))

    def of(self, net: nn.Module) -> Tensor:
        """The net's summed nats of each field: (fields,)."""
        out: Tensor = net(self.rows, self.targets, self.cells, self.cell_index)
        return out


def collated(views: Sequence[View]) -> Batch:
    """Pad a few views into one batch."""
    steps, cells, count = max(len(v.rows) for v in views), max(len(v.cells) for v in views), len(views)
    rows = np.zeros((steps, count, WIDTH), np.int64)
    targets = np.full((steps, count, len(FIELDS)), -1, np.int64)
    lane = np.zeros((cells, count, CELL_WIDTH), np.int64)
    index = np.full((steps, count), cells, np.int64)
    for b, v in enumerate(views):
        rows[: len(v.rows), b] = v.rows
        targets[: len(v.rows), b] = v.targets
        lane[: len(v.cells), b] = v.cells
        index[: len(v.rows), b] = np.where(v.cell_index >= len(v.cells), cells, v.cell_index)
    return Batch(*(torch.from_numpy(a) for a in (rows, targets, lane, index)))


Window = tuple[int, int, int]  # number of the example, first event, event after the last


class PopTask:
    """See `training.task.Task`. Needs some pieces to learn from and some held out."""

    def __init__(
        self, train: Sequence[PopPiece], valid: Sequence[PopPiece], settings: PopSettings, cache: Path | None = None
    ) -> None:
        self.settings = settings
        self.train = examples_of(with_subsets(train), cache)
        self.valid = examples_of(_some(valid, settings.valid_events), cache)

    def make_net(self) -> EventGru:
        return EventGru(net_config(self.settings))

    def batches(self, epoch: int, rng: np.random.Generator) -> list[list[Window]]:
        """Random windows, each piece as often as it is long."""
        sizes = np.array([e.size for e in self.train])
        count, per = self.settings.windows_in_epoch, self.settings.windows_in_batch
        ends = rng.integers(0, sizes.sum(), count)
        numbers = np.searchsorted(np.cumsum(sizes), ends, side="right")
        starts = ends - (np.cumsum(sizes) - sizes)[numbers]
        windows = [self._window(int(n), int(s)) for n, s in zip(numbers, starts, strict=True)]
        return [windows[i : i + per] for i in range(0, count, per)]

    def _window(self, number: int, start: int) -> Window:
        size = self.train[number].size
        start = max(0, min(start - self.settings.window // 2, size - self.settings.window))
        return number, start, min(size, start + self.settings.window)

    def collate(self, batch: list[Window], rng: np.random.Generator) -> Batch:
        chances = self.settings.chances
        return collated([view(self.train[n], start, stop, chances, rng) for n, start, stop in batch])

    def loss(self, net: nn.Module, tensors: Batch) -> tuple[Tensor, int]:
        return tensors.of(net).sum(), tensors.events

    def validate(self, net: nn.Module) -> dict[str, float]:
        """Nats per note, chords and the end included: nothing given; and of all parts while the lead is given."""
        free, notes = self._judged(net, ())
        lead, _ = self._judged(net, (Part.LEAD,))
        figures = {f"{f.name}_nats_per_note": float(x) / notes for f, x in zip(FIELDS, free, strict=True)}
        return {"valid": float(free.sum()) / notes, "lead_given": float(lead.sum()) / notes, **figures}

    def _judged(self, net: nn.Module, given: tuple[int, ...]) -> tuple[Tensor, int]:
        total, notes = torch.zeros(len(FIELDS)), 0
        for batch in self._whole(given):
            total += batch.of(net).cpu()
            notes += batch.notes
        return total, max(1, notes)

    def _whole(self, given: tuple[int, ...]) -> Iterator[Batch]:
        """Held-out pieces in long stretches, like lengths side by side."""
        step, stretches = 4 * self.settings.window, []
        for e in self.valid:
            lane = given_parts(e, given) if given else nothing_given(e)
            stretches += [plain_view(e, i, min(i + step, e.size), lane) for i in range(0, e.size, step)]
        stretches.sort(key=lambda v: len(v.rows))
        per = self.settings.windows_in_batch
        for i in range(0, len(stretches), per):
            yield collated(stretches[i : i + per])


def _some(pieces: Sequence[PopPiece], events: int) -> list[PopPiece]:
    """Pieces from all over the list, of about so many events together."""
    order = sorted(range(len(pieces)), key=lambda i: (i * 0.6180339887) % 1)
    found: list[PopPiece] = []
    for i in order:
        if events <= 0:
            break
        found.append(pieces[i])
        events -= len(pieces[i].notes) + len(pieces[i].chords)
    return found
