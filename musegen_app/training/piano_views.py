"""What training does to a stretch of a piano piece: move it to another key, hide what a request may leave open, tell
it another tempo, fix a part of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from musegen_app.codecs.perf import DURATION, END, FIELDS, FIRST_KEY, VALUE, WAIT
from musegen_app.codecs.perf_features import (
    COLUMNS,
    DENSE,
    INDEX,
    KEYS,
    LANE_START,
    MOVING,
    RECENT,
    REGISTER_EDGES,
    SOUNDING,
    STYLE,
    WIDTH,
    Group,
    bin_of,
    columns_of,
)
from musegen_app.codecs.perf_lane import CELL_WIDTH, Lane
from musegen_app.training.piano_examples import Example, Table

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
HIDEABLE = (Group.TEMPO, Group.KEY, Group.LENGTH, Group.DENSITY, Group.REGISTER, Group.BACK)
STYLE_PLACE = STYLE.start
_GROUP = {g: list(columns_of(g)) for g in Group}
_MOVING = list(MOVING)


@dataclass(frozen=True)
class Stretch:
    """Events start…stop of a piece."""

    example: Example
    start: int
    stop: int


@dataclass(frozen=True)
class Shake:
    """How much is changed at random; the shares are of stretches."""

    transpose: float = 0.7
    hide: float = 0.3
    hide_style: float = 0.25
    hide_touch: float = 0.1
    stretch: float = 0.3  # told a tempo one bin slower or faster
    lane: float = 0.3


@dataclass(frozen=True)
class View:
    """A stretch as one epoch sees it: inputs, targets, lane cells and each event's row of the lane vectors."""

    rows: Ints
    numbers: Floats
    targets: Ints
    cells: Ints
    cell_index: Ints


def plain_view(stretch: Stretch, hidden: Sequence[Group] = (), told_style: bool = True) -> View:
    """Nothing moved, nothing fixed, only these groups hidden: how nets are compared."""
    table = stretch.example.table.part(stretch.start, stretch.stop)
    rows = table.rows.astype(np.int64)
    for group in hidden:
        rows[:, _GROUP[group]] = 0
    return _view(rows, numbers_of(table, stretch.example.style if told_style else -1), table, Lane.of(()), 0)


def random_view(stretch: Stretch, shake: Shake, rng: np.random.Generator) -> View:
    """A random view of a stretch."""
    example, table = stretch.example, stretch.example.table.part(stretch.start, stretch.stop)
    style = -1 if rng.random() < shake.hide_style else example.style
    semitones = _semitones(table, rng) if rng.random() < shake.transpose else 0
    rows, numbers = table.rows.astype(np.int64), numbers_of(table, style)
    if semitones:
        move(rows, numbers, semitones)
        rows[:, INDEX["register"]] = bin_of(example.mean_pitch + semitones, REGISTER_EDGES)
    if rng.random() < shake.stretch:
        _other_tempo(rows, int(rng.choice((-1, 1))))
    hidden = [g for g in HIDEABLE if rng.random() < shake.hide]
    hidden += [Group.TOUCH] if rng.random() < shake.hide_touch else []
    for group in hidden:
        rows[:, _GROUP[group]] = 0
    lane = random_lane(full_lane(table), rng) if rng.random() < shake.lane else Lane.of(())
    return _view(rows, numbers, table, lane, semitones)


def _view(rows: Ints, numbers: Floats, table: Table, lane: Lane, semitones: int) -> View:
    """The lane is told of the notes as they were written, and moved with them."""
    targets = table.targets.astype(np.int64)
    before = np.concatenate([table.positions[:1], table.positions[:-1]]).astype(np.int64)
    values = np.concatenate([[-1], targets[:-1, VALUE]])
    cells, index = lane.cells(), lane.next_index(before, values)
    rows[:, LANE_START:] = lane.columns(before, values)
    if semitones:
        keys = is_key(targets[:, VALUE])
        targets[keys, VALUE] += semitones
        known = rows[:, INDEX["known"]]
        rows[:, INDEX["known"]] = np.where(known > 0, known + semitones, 0)
        cells[:, 2] += semitones
    return View(rows, numbers, targets, cells, index)


def numbers_of(table: Table, style: int) -> Floats:
    """(n, DENSE): sounding keys, recent pitch classes, style."""
    out = np.zeros((len(table.rows), DENSE), np.float32)
    out[:, SOUNDING] = np.unpackbits(table.sounding, axis=1)[:, :KEYS]
    out[:, RECENT] = table.recent / 24
    if style >= 0:
        out[:, STYLE_PLACE + style] = 1.0
    return out


def is_key(values: Ints) -> NDArray[np.bool_]:
    return (values >= FIRST_KEY) & (values < WAIT)


def move(rows: Ints, numbers: Floats, semitones: int) -> None:
    """Transpose finished inputs; a candidate that leaves the piano is dropped."""
    values = rows[:, _MOVING]
    there = values + semitones
    keys = (values >= 1 + FIRST_KEY) & (values < END)
    inside = (there >= 1 + FIRST_KEY) & (there < END)
    rows[:, _MOVING] = np.where(keys, np.where(inside, there, 0), values)
    numbers[:, SOUNDING] = _rolled(numbers[:, SOUNDING], semitones)
    numbers[:, RECENT] = np.roll(numbers[:, RECENT], semitones, axis=1)
    tonic = rows[:, INDEX["tonic"]]
    rows[:, INDEX["tonic"]] = np.where(tonic > 0, 1 + (tonic - 1 + semitones) % 12, 0)


def _rolled(keys: Floats, semitones: int) -> Floats:
    out = np.zeros_like(keys)
    if semitones > 0:
        out[:, semitones:] = keys[:, :-semitones]
    else:
        out[:, :semitones] = keys[:, -semitones:]
    return out


def _semitones(table: Table, rng: np.random.Generator) -> int:
    """−5…+6, or 0 where the stretch would leave the piano."""
    values = table.targets[:, VALUE]
    keys = values[is_key(values.astype(np.int64))]
    by = int(rng.integers(-5, 7))
    inside = not len(keys) or (keys.min() + by >= FIRST_KEY and keys.max() + by < WAIT)
    return by if inside else 0


def _other_tempo(rows: Ints, bins: int) -> None:
    column = INDEX["tempo"]
    told = rows[:, column]
    rows[:, column] = np.where(told > 0, np.clip(told + bins, 1, COLUMNS[column].size - 1), 0)


def full_lane(table: Table) -> Lane:
    """All notes of a stretch."""
    targets = table.targets.astype(np.int64)
    keys = is_key(targets[:, VALUE])
    return Lane(table.positions[keys].astype(np.int64), targets[keys, VALUE], targets[keys, DURATION])


def random_lane(full: Lane, rng: np.random.Generator) -> Lane:
    """Fix a part: all after a gap, all but a gap, the highest or the lowest voice, random notes, or the end."""
    n = full.size
    index = np.arange(n)
    a, b = sorted(rng.integers(0, n + 1, 2)) if n else (0, 0)
    match rng.choice(6, p=(0.3, 0.15, 0.15, 0.15, 0.15, 0.1)):
        case 0:
            keep = index >= max(b, n // 3)
        case 1:
            keep = (index < a) | (index >= min(b, a + 96))
        case 2:
            keep = np.append(full.starts[1:] != full.starts[:-1], True)[:n]
        case 3:
            keep = np.append(True, full.starts[1:] != full.starts[:-1])[:n]
        case 4:
            keep = rng.random(n) < 0.5 * rng.random()
        case _:
            keep = index >= n - rng.integers(1, 9)
    return Lane(full.starts[keep], full.values[keep], full.durations[keep])


@dataclass(frozen=True)
class Batch:
    """Tensors for `EventLstm.forward`; time first. Padding has target -1 in every field."""

    rows: Tensor
    numbers: Tensor
    targets: Tensor
    cells: Tensor
    cell_index: Tensor

    @property
    def events(self) -> int:
        return int((self.targets[..., 0] >= 0).sum())

    def to(self, device: str | torch.device) -> Batch:
        return Batch(*(t.to(device) for t in vars(self).values()))


def collate(views: Sequence[View]) -> Batch:
    """Pad a few views into one batch."""
    steps, cells, count = max(len(v.rows) for v in views), max(len(v.cells) for v in views), len(views)
    rows = np.zeros((steps, count, WIDTH), np.int64)
    numbers = np.zeros((steps, count, DENSE), np.float32)
    targets = np.full((steps, count, len(FIELDS)), -1, np.int64)
    lane = np.zeros((cells, count, CELL_WIDTH), np.int64)
    index = np.full((steps, count), cells, np.int64)
    for b, v in enumerate(views):
        n = len(v.rows)
        rows[:n, b], numbers[:n, b], targets[:n, b] = v.rows, v.numbers, v.targets
        lane[: len(v.cells), b] = v.cells
        index[:n, b] = np.where(v.cell_index >= len(v.cells), cells, v.cell_index)
    return Batch(*(torch.from_numpy(a) for a in (rows, numbers, targets, lane, index)))
