"""Harmonise and fill in validation chorales: the net, the nearest training example, an order-3 Markov chain.

Part of `benchmarks/completing.py`. All hear the same: the soprano, or everything but two bars; net and chain also the
metre and the key, and the nearest example is moved into the key.
"""

from __future__ import annotations

import math
import random
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from part_writing import figures as writing_figures
from style_markov import WittenBell

from musegen_app.bundles.satb16_graphs import SatbGraphs
from musegen_app.bundles.satb16_scoring import cell_nats
from musegen_app.codecs.satb16 import SILENCE, VOICES, Bools, Frames, Ints, Known, SatbContext, frames_of
from musegen_app.sampling.draw import Dice
from musegen_app.sampling.loading import open_bundle
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.satb16_moment import SatbMoments
from musegen_app.sampling.satb16_sampler import SatbSampler, advance_all
from musegen_app.training.corpus.chorales import Chorale, jsb

ORDER = (0, 3, 2, 1)
BAR = 16
HOLE = 2 * BAR
STAY = 0  # the chain's value for "no new pitch"; pitches are told from the tonic, far above it
TASKS = ("harmonise", "fill in 2 bars")


@dataclass(frozen=True)
class Task:
    """A chorale and what of it is free."""

    piece: Chorale
    free: Bools

    @property
    def context(self) -> SatbContext:
        """What is told: not the phrase ends, which no song in the window says."""
        return replace(self.piece.context, phrase_ends=())


def tasks(pieces: Sequence[Chorale], kind: str) -> list[Task]:
    """Harmonise: all but the soprano is free. Fill in: all voices of two bars in the middle."""
    found = []
    for piece in pieces:
        free = np.zeros((piece.frames.steps, VOICES), np.bool_)
        if kind == TASKS[0]:
            free[:, 1:] = True
        else:
            middle = piece.frames.steps // 2 // BAR * BAR
            free[middle : middle + HOLE] = True
        found.append(Task(piece, free))
    return found


# --- the net --------------------------------------------------------------------------------------------------------
def net_nats(graphs: SatbGraphs, task: Task) -> float:
    """Of the free cells, the others being known from the first step on."""
    nats = cell_nats(graphs, task.piece.frames, task.context, ~task.free, task.piece.merged)
    return float(nats[task.free].sum())


def net_takes(bundle: Path, some: Sequence[Task], steering: Steering) -> list[Frames]:
    """One take of each."""
    nets = open_bundle(str(bundle)).opened
    made = []
    for number, task in enumerate(some):
        known = Known.of(task.piece.frames, ~task.free)
        sampler = SatbSampler(
            nets.net,
            task.context,
            known,
            Dice(number, 0),
            None,
            steering,
            moments=SatbMoments(0, task.piece.frames.steps, 1.0),
        )
        for _ in range(task.piece.frames.steps):
            advance_all(nets.net, None, [sampler])
        made.append(frames_of(sampler.values))
    return made


# --- an order-3 chain -----------------------------------------------------------------------------------------------
class Chain:
    """Each voice from its last three values, the place in the beat, and the voices of the step that are there."""

    def __init__(self, pieces: Sequence[Chorale]) -> None:
        self.field = WittenBell()
        for piece in pieces:
            for contexts, value, _ in _walk(piece.frames, piece.context, None):
                self.field.learn(contexts, value)

    def nats(self, task: Task) -> float:
        walk = _walk(task.piece.frames, task.context, task.free)
        return -sum(math.log(self.field.probability(contexts, value)) for contexts, value, _ in walk)

    def take(self, task: Task, number: int) -> Frames:
        dice, tonic = random.Random(number), task.context.tonic or 0
        pitches, onsets = task.piece.frames.pitches.copy(), task.piece.frames.onsets.copy()
        for step, voice in np.argwhere(task.free[:, ORDER]):
            v = ORDER[voice]
            value = self.field.draw(_contexts(pitches, onsets, task.context, int(step), v), dice)
            before = pitches[step - 1, v] if step else SILENCE
            pitches[step, v] = before if value == STAY else value + tonic
            onsets[step, v] = value != STAY
        return Frames(pitches, onsets)


def _walk(
    frames: Frames, context: SatbContext, free: Bools | None
) -> list[tuple[list[Hashable], int, tuple[int, int]]]:
    out = []
    for step in range(frames.steps):
        for v in ORDER:
            if free is None or free[step, v]:
                value = _value(frames.pitches, frames.onsets, context, step, v)
                out.append((_contexts(frames.pitches, frames.onsets, context, step, v), value, (step, v)))
    return out


def _value(pitches: Ints, onsets: Bools, context: SatbContext, step: int, v: int) -> int:
    return int(pitches[step, v]) - (context.tonic or 0) if onsets[step, v] else STAY


def _contexts(pitches: Ints, onsets: Bools, context: SatbContext, step: int, v: int) -> list[Hashable]:
    """From all that is looked at down to the voice alone."""
    past = tuple(_value(pitches, onsets, context, s, v) if s >= 0 else -1 for s in range(step - 3, step))
    last = int(pitches[step - 1, v]) - (context.tonic or 0) if step else -1
    there = tuple(_value(pitches, onsets, context, step, u) for u in ORDER[: ORDER.index(v)])
    below = tuple(int(pitches[step, u]) - (context.tonic or 0) for u in ORDER[: ORDER.index(v)])
    place = (step - context.pickup) % 4
    return [
        (v, place, past, last, there, below),
        (v, place, past[1:], last, there, below),
        (v, place, last, there, below),
        (v, last, there[:1], below[:2]),
        (v, place, last, there[:1]),
        (v, place, last),
        (v, place),
        (v,),
    ]


# --- the nearest training example -----------------------------------------------------------------------------------
class Nearest:
    """Bars of training chorales, moved into the key: the one whose soprano (harmonise) or neighbouring bars (fill in)
    agree on the most steps."""

    def __init__(self, pieces: Sequence[Chorale]) -> None:
        self._bars: dict[bool, list[tuple[Frames, int, int]]] = {False: [], True: []}
        for piece in pieces:
            tonic = piece.context.tonic
            if tonic is not None:
                first = piece.context.pickup % BAR
                starts = range(first, piece.frames.steps - BAR + 1, BAR)
                self._bars[piece.context.minor] += [(piece.frames, s, tonic) for s in starts]

    def take(self, task: Task) -> Frames:
        frames, context = task.piece.frames, task.context
        pitches, onsets = frames.pitches.copy(), frames.onsets.copy()
        if task.free[:, 0].any():
            start = int(np.flatnonzero(task.free[:, 0])[0])
            self._copy(pitches, onsets, context, start, HOLE, task.free, self._around(frames, context, start))
            return Frames(pitches, onsets)
        for start in range(context.pickup % BAR - BAR, frames.steps, BAR):
            low, high = max(0, start), min(frames.steps, start + BAR)
            if high > low:
                source = self._under(frames, context, low, high, low - start)
                self._copy(pitches, onsets, context, low, high - low, task.free, source)
        onsets[0] = True
        return Frames(pitches, onsets)

    def _under(self, frames: Frames, context: SatbContext, low: int, high: int, inside: int) -> tuple[Frames, int, int]:
        """Frames, first step, and by how much to move."""
        tonic, wanted = context.tonic or 0, frames.pitches[low:high, 0]
        best, found = -1, (frames, low, 0)
        for other, start, their in self._bars[context.minor]:
            theirs = other.pitches[start + inside : start + inside + high - low, 0]
            by = _move(tonic - their)
            agree = int((theirs[: len(wanted)] + by == wanted[: len(theirs)]).sum())
            if agree > best:
                best, found = agree, (other, start + inside, by)
        return found

    def _around(self, frames: Frames, context: SatbContext, start: int) -> tuple[Frames, int, int]:
        tonic, best, found = context.tonic or 0, -1, (frames, start, 0)
        before, after = frames.pitches[start - BAR : start], frames.pitches[start + HOLE : start + HOLE + BAR]
        for other, bar, their in self._bars[context.minor]:
            if bar < BAR or bar + HOLE + BAR > other.steps:
                continue
            by = _move(tonic - their)
            agree = int((other.pitches[bar - BAR : bar] + by == before).sum())
            agree += int((other.pitches[bar + HOLE : bar + HOLE + len(after)] + by == after).sum())
            if agree > best:
                best, found = agree, (other, bar, by)
        return found

    def _copy(
        self,
        pitches: Ints,
        onsets: Bools,
        context: SatbContext,
        start: int,
        length: int,
        free: Bools,
        source: tuple[Frames, int, int],
    ) -> None:
        other, there, by = source
        length = min(length, other.steps - there, len(pitches) - start)
        span, theirs = slice(start, start + length), slice(there, there + length)
        pitches[span] = np.where(free[span], other.pitches[theirs] + by, pitches[span])
        onsets[span] = np.where(free[span], other.onsets[theirs], onsets[span])
        onsets[start] = True


def _move(semitones: int) -> int:
    """The nearest way to the other key."""
    return (semitones + 5) % 12 - 5


# --- the table ------------------------------------------------------------------------------------------------------
def measured(bundle: Path, data: Path) -> dict[str, dict[str, dict[str, float]]]:
    """Task → column → row → figure."""
    pieces = [p for p in jsb(data) if p.context.bar == BAR and p.context.tonic is not None]
    train = [p for p in pieces if p.split == "train"]
    valid = [p for p in pieces if p.split == "valid" and p.frames.steps >= 4 * BAR]
    graphs, chain, nearest = open_bundle(str(bundle)).opened.net, Chain(train), Nearest(train)
    found = {}
    for kind in TASKS:
        some = tasks(valid, kind)
        drawn = sum(int((t.piece.frames.onsets & t.free).sum()) for t in some)
        found[kind] = {
            "real": _row(some, [t.piece.frames for t in some]),
            "net": _row(some, net_takes(bundle, some, Steering()))
            | {"nats per note": sum(net_nats(graphs, t) for t in some) / drawn},
            "net, avoiding parallels": _row(some, net_takes(bundle, some, Steering(avoid_parallels=1.0))),
            "nearest example": _row(some, [nearest.take(t) for t in some]),
            "Markov 3": _row(some, [chain.take(t, i) for i, t in enumerate(some)])
            | {"nats per note": sum(map(chain.nats, some)) / drawn},
        }
    return found


def _row(some: Sequence[Task], made: Sequence[Frames]) -> dict[str, float]:
    """Of the free stretch of each."""
    rows = []
    for task, frames in zip(some, made, strict=True):
        steps = np.flatnonzero(task.free.any(axis=1))
        low, high = int(steps[0]), int(steps[-1]) + 1
        part, real = frames.cut(low, high), task.piece.frames.cut(low, high)
        told = writing_figures(part, None)
        rows.append(
            {
                "chords of triads, % of beats": told["chords"],
                "same chord as Bach, % of beats": 100 * _same(part.pitches, real.pitches),
                "parallel fifths and octaves per 100 moves": told["fifths"] + told["octaves"],
                "voices crossed, % of steps": told["crossing"],
                "wider than an octave, % of steps": told["spacing"],
                "outside the usual range, % of cells": told["range"],
                "leap out of the span, semitones": _seam(frames, task.free, high),
            }
        )
    told = {name: [r[name] for r in rows if not np.isnan(r[name])] for name in rows[0]}
    return {name: float(np.mean(values)) for name, values in told.items() if values}


def _same(made: Ints, real: Ints) -> float:
    beats = range(0, len(real), 4)
    return float(np.mean([{int(p) % 12 for p in made[b]} == {int(p) % 12 for p in real[b]} for b in beats]))


def _seam(frames: Frames, free: Bools, high: int) -> float:
    """The mean step of the free voices into what follows; NaN where nothing does."""
    if high >= frames.steps:
        return float("nan")
    return float(np.abs(frames.pitches[high] - frames.pitches[high - 1])[free[high - 1]].mean())
