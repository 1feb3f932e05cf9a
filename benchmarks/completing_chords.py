"""Chords to validation melodies: the net, the nearest training bar, an order-3 Markov chain.

Part of `benchmarks/completing.py`. All are told the metre and the key; the chords of the nearest bar are moved into it.
"""

from __future__ import annotations

import itertools
import math
import random
from bisect import bisect_right
from collections.abc import Hashable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from style_markov import WittenBell

from musegen_app.bundles.graphs import StepGraphs
from musegen_app.codecs.lead_chords import ChordTracker, chord_values
from musegen_app.codecs.lead_context import LeadContext, context_of
from musegen_app.codecs.lead_sheet import LeadChord, LeadSheet
from musegen_app.sampling.chords import harmonise
from musegen_app.sampling.loading import open_bundle

Histogram = NDArray[np.float64]
Columns = dict[str, dict[str, float]]
QUARTER = 12  # grid units
ORDER = 3


def untold(sheet: LeadSheet) -> LeadContext:
    """What a song in the window would say: no form, no chords."""
    return replace(context_of(sheet), chords=(), sections=())


def harmonised(bundle: Path, train: Sequence[LeadSheet], valid: Sequence[LeadSheet]) -> Columns:
    net = open_bundle(str(bundle)).opened.chords
    chain, nearest = ChordChain(train), NearestBar(train)
    real = [chord_values(untold(s), s.chords, s.length) for s in valid]
    steps = sum(map(len, real))
    drawn = [harmonise(net, untold(s), s.notes, s.length, s.length, (i, 0)).sounding for i, s in enumerate(valid)]
    columns = {
        "real": (real, None),
        "net": (
            [chord_values(untold(s), d, s.length) for s, d in zip(valid, drawn, strict=True)],
            sum(chord_nats(net, s, v) for s, v in zip(valid, real, strict=True)) / steps,
        ),
        "nearest example": ([nearest.chords(s) for s in valid], None),
        "Markov 3": (
            [chain.take(s, i) for i, s in enumerate(valid)],
            sum(chain.nats(s, v) for s, v in zip(valid, real, strict=True)) / steps,
        ),
    }
    return {name: _chord_row(valid, real, made, nats) for name, (made, nats) in columns.items()}


def chord_nats(net: StepGraphs, sheet: LeadSheet, values: Sequence[int]) -> float:
    """Of the written chords, a step at a time, the whole melody being known."""
    tracker, state, sum_ = ChordTracker(untold(sheet), sheet.notes, sheet.length), net.zero_chord_state(), 0.0
    for value in values:
        log_probs, state = net.chord_step(state, tracker.features()[None])
        sum_ -= float(log_probs[0, value])
        tracker.push(value)
    return sum_


def _chord_row(
    sheets: Sequence[LeadSheet], real: Sequence[Sequence[int]], made: Sequence[Sequence[int]], nats: float | None
) -> dict[str, float]:
    same = [m == r for row, theirs in zip(made, real, strict=True) for m, r in zip(row, theirs, strict=True)]
    tones = [t for s, row in zip(sheets, made, strict=True) for t in _chord_tones(s, row)]
    changes = [sum(a != b for a, b in itertools.pairwise(row)) for row in made]
    bars = sum(s.length / s.bar for s in sheets)
    row = {
        "melody notes on beats that are chord tones, %": 100 * float(np.mean(tones)),
        "the written chord, % of steps": 100 * float(np.mean(same)),
        "changes a bar": sum(changes) / bars,
    }
    return row if nats is None else row | {"nats per step": nats}


def _chord_tones(sheet: LeadSheet, values: Sequence[int]) -> list[bool]:
    chords = _sounding(sheet, values)
    starts, found = [c.start for c in chords], []
    for note in sheet.notes:
        at = bisect_right(starts, note.start) - 1
        if (note.start - sheet.pickup) % QUARTER == 0 and at >= 0 and (chord := chords[at].chord) is not None:
            found.append(note.pitch % 12 in chord.pitch_classes)
    return found


def _sounding(sheet: LeadSheet, values: Sequence[int]) -> tuple[LeadChord, ...]:
    tracker = ChordTracker(untold(sheet))
    for value in values:
        tracker.push(value)
    return tracker.chords()


def histograms(sheet: LeadSheet) -> list[Histogram]:
    """How long each pitch class from the tonic sounds in each chord step."""
    tracker, found = ChordTracker(untold(sheet)), []
    while tracker.position < sheet.length:
        first, last = max(tracker.position, 0), tracker.position + tracker.step
        sums = np.zeros(12)
        for n in sheet.notes:
            sums[(n.pitch - tracker.context.anchor) % 12] += max(
                0, min(last, n.start + n.duration) - max(first, n.start)
            )
        found.append(sums)
        tracker.push(0)
    return found


class ChordChain:
    """The chord of a step from the three before, the place in the bar and the melody's two main pitch classes."""

    def __init__(self, sheets: Sequence[LeadSheet]) -> None:
        self.field = WittenBell()
        for sheet in sheets:
            self._walk(sheet, chord_values(untold(sheet), sheet.chords, sheet.length), self.field.learn)

    def nats(self, sheet: LeadSheet, values: Sequence[int]) -> float:
        found: list[float] = []
        self._walk(sheet, values, lambda contexts, v: found.append(-math.log(self.field.probability(contexts, v))))
        return sum(found)

    def take(self, sheet: LeadSheet, number: int) -> list[int]:
        dice, told = random.Random(number), histograms(sheet)
        values: list[int] = []
        for step in range(len(told)):
            values.append(self.field.draw(_chord_contexts(sheet, told, values, step), dice))
        return values

    def _walk(self, sheet: LeadSheet, values: Sequence[int], visit: object) -> None:
        assert callable(visit)
        told = histograms(sheet)
        for step in range(min(len(values), len(told))):
            visit(_chord_contexts(sheet, told, values, step), values[step])


def _chord_contexts(sheet: LeadSheet, told: list[Histogram], values: Sequence[int], step: int) -> list[Hashable]:
    assert sheet.key is not None
    past = tuple(values[step - k] if step >= k else -1 for k in range(1, ORDER + 1))
    main = tuple(int(p) for p in np.argsort(-told[step])[:2] if told[step][p] > 0)
    place, mode = step % 4, sheet.key.mode
    return [(mode, place, past[:k], main) for k in (3, 2, 1)] + [(mode, main), (mode, past[:1]), (mode,), ()]


class NearestBar:
    """The chords of the training bar whose melody is most like this one (in the same metre and mode)."""

    def __init__(self, sheets: Sequence[LeadSheet]) -> None:
        self._known: dict[Hashable, list[tuple[Histogram, list[int]]]] = {}
        for sheet in sheets:
            values, told = chord_values(untold(sheet), sheet.chords, sheet.length), histograms(sheet)
            for a, b in _bars(sheet, len(told)):
                row = (np.concatenate(told[a:b]), list(values[a:b]))
                self._known.setdefault((kind_of(sheet), b - a), []).append(row)
        self._tables = {kind: np.stack([h for h, _ in rows]) for kind, rows in self._known.items()}

    def chords(self, sheet: LeadSheet) -> list[int]:
        told, out = histograms(sheet), []
        for a, b in _bars(sheet, len(told)):
            kind = (kind_of(sheet), b - a)
            if kind not in self._tables:
                out += [0] * (b - a)
                continue
            near = int(np.abs(self._tables[kind] - np.concatenate(told[a:b])).sum(axis=1).argmin())
            out += self._known[kind][near][1]
        return out


def kind_of(sheet: LeadSheet) -> Hashable:
    assert sheet.key is not None
    return sheet.numerator, sheet.denominator, sheet.key.mode


def _bars(sheet: LeadSheet, steps: int) -> list[tuple[int, int]]:
    """Spans of steps that make a bar; the pickup and a last short one stand for themselves."""
    step = ChordTracker(untold(sheet)).step
    first, bar = -(-sheet.pickup // step), sheet.bar // step
    edges = sorted({0, *range(first, steps, bar), steps})
    return list(itertools.pairwise(edges))
