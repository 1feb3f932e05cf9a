"""From chorales to tensors: windows, transposed within the voices' ranges, with things left untold and cells fixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from musegen_app.codecs.satb16 import (
    FIRST_PITCH,
    HOLD,
    LOW,
    NO_PITCH,
    SILENCE,
    VOICES,
    Bools,
    Frames,
    Ints,
    Known,
    SatbContext,
    room,
)
from musegen_app.codecs.satb16_features import heard, moved, with_context
from musegen_app.codecs.satb16_lane import cells
from musegen_app.codecs.satb16_relations import given, relations
from musegen_app.training.corpus.chorales import Chorale

ORDER = (0, 3, 2, 1)  # the usual order of the voices: the outer ones first
_SPARSE = 1.5  # how much rather few notes are fixed than many


@dataclass(frozen=True)
class Example:
    """A piece with its columns (steps, 30), worked out once, and how far it may be moved."""

    piece: Chorale
    music: NDArray[np.int8]
    room: tuple[int, int]

    @staticmethod
    def of(piece: Chorale) -> Example:
        return Example(piece, heard(piece.frames).astype(np.int8), room(piece.frames.pitches))


@dataclass(frozen=True)
class View:
    """A window of an example, moved by some semitones; what is told and what is fixed."""

    example: Example
    start: int
    end: int
    semitones: int = 0
    hidden: frozenset[str] = frozenset()
    lane: str = ""
    shuffled: bool = False  # the free voices in a random order


@dataclass(frozen=True)
class Tensors:
    """T steps of B windows. Flat rows are (T · B)."""

    columns: Tensor  # (T, B, columns)
    cells: Tensor | None  # (T, B, cell columns)
    values: Tensor  # (N, 4) what is to be said
    counted: Tensor  # (N, 4) whether it is counted: neither padding nor fixed
    given: Tensor  # (4, N, 4): for each voice what is there when its turn comes
    relations: Tensor  # (4, N, families, pitches)
    held: Tensor  # (N, 4): the value that would repeat what sounds, where that counts as HOLD, too; else -1
    no_hold: Tensor  # (N, 4)
    no_rest: Tensor  # (N, 4)

    def to(self, device: str) -> Tensors:
        there = {f.name: getattr(self, f.name) for f in fields(self)}
        return replace(self, **{name: value.to(device) for name, value in there.items() if value is not None})


HIDEABLE = ("bar", "tonic", "length", "phrase_ends")
_LANES = ("voice", "soprano", "voices", "after", "cells", "end")
_LANE_WEIGHTS = (0.2, 0.25, 0.15, 0.15, 0.15, 0.1)


def plain(example: Example, hidden: Sequence[str] = HIDEABLE) -> View:
    return View(example, 0, example.piece.frames.steps, hidden=frozenset(hidden))


def drawn(example: Example, steps: int, lanes: float, rng: np.random.Generator) -> View:
    """A random window."""
    length = example.piece.frames.steps
    start = int(rng.integers(0, max(1, length - steps // 2)))
    start = 0 if rng.random() < 0.15 else start
    down, up = example.room
    whole = rng.random()
    hidden = HIDEABLE if whole < 0.35 else () if whole > 0.75 else [h for h in HIDEABLE if rng.random() < 0.4]
    lane = str(rng.choice(_LANES, p=_LANE_WEIGHTS)) if rng.random() < lanes else ""
    shift = int(rng.integers(down, up + 1)) if rng.random() < 0.9 else 0
    return View(example, start, min(length, start + steps), shift, frozenset(hidden), lane, rng.random() < 0.25)


def _context(view: View) -> SatbContext:
    context = view.example.piece.context
    if view.semitones and context.tonic is not None:
        context = replace(context, tonic=(context.tonic + view.semitones) % 12)
    if "bar" in view.hidden:
        context = replace(context, bar=0, pickup=context.pickup % 4)
    if "tonic" in view.hidden:
        context = replace(context, tonic=None)
    if "length" in view.hidden:
        context = replace(context, length=None)
    return replace(context, phrase_ends=()) if "phrase_ends" in view.hidden else context


def known_cells(frames: Frames, lane: str, rng: np.random.Generator) -> Bools:
    """Which cells (steps, 4) a lane of this kind fixes. Whole notes are fixed, never parts of one, except at a cut."""
    steps, shape = frames.steps, (frames.steps, VOICES)
    if lane in ("voice", "soprano"):
        return np.broadcast_to(np.arange(VOICES) == (0 if lane == "soprano" else rng.integers(VOICES)), shape).copy()
    if lane == "voices":
        return np.broadcast_to(rng.permutation(VOICES) < rng.integers(2, VOICES), shape).copy()
    if lane == "after":
        a, b = np.sort(rng.integers(0, steps + 1, 2))
        free = (np.arange(steps) >= a) & (np.arange(steps) < b)
        voices = rng.random(VOICES) < (1.0 if rng.random() < 0.5 else 0.5)
        known: Bools = ~(free[:, None] & voices)
        return known
    if lane == "end":
        return np.broadcast_to((np.arange(steps) >= steps - rng.integers(1, 33))[:, None], shape).copy()
    return _some_cells(frames, rng)


def _some_cells(frames: Frames, rng: np.random.Generator) -> Bools:
    """Some of the notes of every voice."""
    share = rng.random() ** _SPARSE
    known = np.zeros((frames.steps, VOICES), bool)
    for voice in range(VOICES):
        number = np.cumsum(frames.onsets[:, voice])
        known[:, voice] = (rng.random(frames.steps + 2) < share)[number]
    return known


def collate(views: Sequence[View], rng: np.random.Generator) -> Tensors:
    """Windows side by side, the shorter ones padded."""
    steps = max(v.end - v.start for v in views)
    rows = [_rows(v, steps, rng) for v in views]
    lanes = any(v.lane for v in views)

    def stack(name: str) -> Ints:
        return np.stack([r[name] for r in rows], axis=1)

    flat = {name: stack(name).reshape(-1, VOICES) for name in ("values", "before", "now", "onsets", "known", "rank")}
    tonic = stack("tonic").reshape(-1)
    merged, real = stack("merged").reshape(-1, 1), stack("real").reshape(-1, 1)
    before, known, rank = flat["before"], flat["known"].astype(bool), flat["rank"]
    there = [known | (rank < rank[:, v : v + 1]) for v in range(VOICES)]
    related = [relations(v, before, flat["now"], there[v], tonic) for v in range(VOICES)]
    gave = [given(flat["now"], flat["onsets"].astype(bool), there[v]) for v in range(VOICES)]
    return Tensors(
        torch.from_numpy(stack("columns")),
        torch.from_numpy(stack("cells")) if lanes else None,
        torch.from_numpy(flat["values"]),
        torch.from_numpy((real > 0) & ~known),
        torch.from_numpy(np.stack(gave)),
        torch.from_numpy(np.stack(related)),
        torch.from_numpy(_held(flat["values"], before, merged)),
        torch.from_numpy(before == NO_PITCH),
        torch.from_numpy(before == SILENCE),
    )


def _held(values: Ints, before: Ints, merged: Ints) -> Ints:
    """The value that would repeat what sounds, where HOLD may mean that, else -1."""
    same = FIRST_PITCH + before - LOW
    return np.where((merged > 0) & (values == HOLD) & (before > SILENCE), same, -1)


def _rows(view: View, steps: int, rng: np.random.Generator) -> dict[str, Ints]:
    """All that the batch needs of one window, each padded to so many steps."""
    piece, context = view.example.piece, _context(view)
    whole = piece.frames.moved(view.semitones)
    part = whole.cut(view.start, view.end)
    music = moved(view.example.music[view.start : view.end].astype(np.int64), view.semitones)
    before = np.concatenate([np.full((1, VOICES), NO_PITCH), whole.pitches])[view.start : view.end]
    known = known_cells(part, view.lane, rng) if view.lane else np.zeros((part.steps, VOICES), bool)
    n = part.steps
    ranks = np.argsort(ORDER)
    rank = np.argsort(rng.random((n, VOICES)), axis=1) if view.shuffled else np.broadcast_to(ranks, (n, VOICES))
    values = {
        "columns": with_context(music, part, context, view.start),
        "cells": cells(Known.of(part, known), context, view.start),
        "values": part.values(),
        "before": before,
        "now": part.pitches,
        "onsets": part.onsets.astype(np.int64),
        "known": known.astype(np.int64),
        "rank": rank,
        "tonic": np.full(n, -1 if context.tonic is None else context.tonic),
        "merged": np.full(n, int(piece.merged)),
        "real": np.ones(n, np.int64),
    }
    return {name: _padded(rows, steps) for name, rows in values.items()}


def _padded(rows: Ints, steps: int) -> Ints:
    missing = [(0, steps - len(rows))] + [(0, 0)] * (rows.ndim - 1)
    return np.pad(rows.astype(np.int64), missing)
