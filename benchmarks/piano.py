"""Figures of the piano net: against an n-gram on unseen families, whether styles act, how fast it is.

    python benchmarks/piano.py codec DATA CACHE                       what the codec keeps of all pieces
    python benchmarks/piano.py ngram DATA CACHE models/piano-lstm     nats a note by field
    python benchmarks/piano.py styles DATA CACHE models/piano-lstm    whose music do takes in a style resemble?
    python benchmarks/piano.py speed models/piano-lstm                notes a second, one take and 16

DATA is the folder with the training sets, CACHE where they were read to.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from musegen_app.bundles.manifest import read_manifest
from musegen_app.bundles.perf_scoring import Tally, count_piece
from musegen_app.codecs.perf import (
    FIELDS,
    FIRST_KEY,
    GAPS,
    GRID_PER_QUARTER,
    VALUE,
    WAIT,
    PerfEvent,
    PerfNote,
    encode,
    is_key,
)
from musegen_app.sampling.job import LoadedBundle
from musegen_app.sampling.loading import open_bundle
from musegen_app.sampling.messages import Hearing, Operation, Steering
from musegen_app.sampling.offline import begin_of, generate_batch
from musegen_app.score.model import Score, Track
from musegen_app.score.time import MeterChange, MeterMap, TempoMap
from musegen_app.training.corpus.piano import PianoPiece, piano_pieces
from musegen_app.training.export.piano_lstm import judged_pieces

Context = Callable[[Sequence[PerfEvent], int, int], tuple[object, ...]]


def codec(options: argparse.Namespace) -> dict[str, object]:
    """Coverage (bars that come back as a whole), F1 of notes, and how many onsets lie on coarser grids."""
    pieces = piano_pieces([options.data], options.cache, 1)[0]
    out: dict[str, object] = {}
    for source in sorted({p.source for p in pieces}):
        tally, grids, starts = Tally(), Counter[int](), 0
        for p in (p for p in pieces if p.source == source):
            count_piece(tally, p.sheet, encode(p.sheet.notes, p.sheet.pedals, 0, p.sheet.length, p.sheet.expressive))
            starts += len(p.sheet.notes)
            grids.update({n: sum(note.start % (24 // n) == 0 for note in p.sheet.notes) for n in (4, 6, 8, 12)})
        figures = tally.figures()
        kept = {name: round(figures[name], 4) for name in ("pieces", "notes", "coverage", "round_trip_f1")}
        out[source] = kept | {f"onsets on 1/{n} quarter": round(grids[n] / starts, 4) for n in (4, 6, 8, 12)}
    return out


class BackOff:
    """A field's distribution after ever shorter contexts (Witten and Bell 1991)."""

    def __init__(self, size: int, orders: Sequence[Context]) -> None:
        self.size, self.orders = size, orders  # the shortest first
        self.counts: list[dict[object, Counter[int]]] = [defaultdict(Counter) for _ in orders]

    def learn(self, contexts: Sequence[object], value: int) -> None:
        for table, context in zip(self.counts, contexts, strict=True):
            table[context][value] += 1

    def probability(self, contexts: Sequence[object], value: int) -> float:
        p = 1.0 / self.size
        for table, context in zip(self.counts, contexts, strict=True):
            found = table.get(context)
            if found:
                total, kinds = found.total(), len(found)
                p = (found[value] + kinds * p) / (total + kinds)
        return p


def _last(events: Sequence[PerfEvent], i: int, back: int, field: str) -> int:
    return getattr(events[i - back], field) if i >= back else -9


# For each field, contexts from short to long; `place` is the grid unit of the bar that the last event happened at.
MARKOV: tuple[tuple[Context, ...], ...] = (
    (
        lambda e, i, place: (),
        lambda e, i, place: (_last(e, i, 1, "gap"),),
        lambda e, i, place: (_last(e, i, 1, "gap"), _last(e, i, 2, "gap")),
        lambda e, i, place: (_last(e, i, 1, "gap"), _last(e, i, 2, "gap"), place % 24),
    ),
    (
        lambda e, i, place: (),
        lambda e, i, place: (_last(e, i, 1, "value"),),
        lambda e, i, place: (_last(e, i, 1, "value"), e[i].gap == 0),
        lambda e, i, place: (_last(e, i, 1, "value"), _last(e, i, 2, "value"), e[i].gap == 0),
    ),
    (
        lambda e, i, place: (),
        lambda e, i, place: (_last(e, i, 1, "duration"),),
        lambda e, i, place: (_last(e, i, 1, "duration"), e[i].gap, place % 24),
    ),
    (
        lambda e, i, place: (),
        lambda e, i, place: (_last(e, i, 1, "velocity"),),
        lambda e, i, place: (_last(e, i, 1, "velocity"), _last(e, i, 2, "velocity"), e[i].gap == 0),
    ),
    (
        lambda e, i, place: (),
        lambda e, i, place: (_last(e, i, 1, "timing"), e[i].gap == 0),
        lambda e, i, place: (_last(e, i, 1, "timing"), e[i].gap, place % 24),
    ),
)
ZERO = tuple(orders[:1] for orders in MARKOV)
SHIFTS = (-4, -2, 0, 2, 4)  # semitones


def events_of(piece: PianoPiece) -> tuple[list[PerfEvent], list[int]]:
    """Events, and for each the place in its bar of the event before."""
    sheet = piece.sheet
    events, places, at = encode(sheet.notes, sheet.pedals, 0, sheet.length, sheet.expressive), [], 0
    for event in events:
        places.append(at - sheet.bar_at(at).start)
        at += GAPS[event.gap]
    return events, places


def baseline(train: Sequence[PianoPiece], orders: Sequence[Sequence[Context]]) -> list[BackOff]:
    """A back-off model for each field; keys are learned in other keys, too."""
    models = [BackOff(f.size, o) for f, o in zip(FIELDS, orders, strict=True)]
    for piece in train:
        events, places = events_of(piece)
        for semitones in SHIFTS:
            moved = [_moved(e, semitones) for e in events] if semitones else events
            fields = range(len(FIELDS)) if not semitones else (VALUE,)
            for i, event in enumerate(moved):
                for f in fields:
                    if event.fields[f] >= 0:
                        models[f].learn([c(moved, i, places[i]) for c in models[f].orders], event.fields[f])
    return models


def judged(models: Sequence[BackOff], held: Sequence[PianoPiece]) -> dict[str, float]:
    """Nats a note, and each field's by the events that tell it."""
    nats, drawn, notes = np.zeros(len(FIELDS)), np.zeros(len(FIELDS)), 0
    for piece in held:
        events, places = events_of(piece)
        notes += sum(is_key(e.value) for e in events)
        for i, event in enumerate(events):
            for f, (model, value) in enumerate(zip(models, event.fields, strict=True)):
                if value >= 0:
                    nats[f] -= np.log(model.probability([c(events, i, places[i]) for c in model.orders], value))
                    drawn[f] += 1
    each = {f"{f.name}_nats": float(n / max(1, d)) for f, n, d in zip(FIELDS, nats, drawn, strict=True)}
    return {"nats_per_note": float(nats.sum() / notes), **each}


def _moved(event: PerfEvent, semitones: int) -> PerfEvent:
    there = event.value + semitones
    return replace(event, value=there) if is_key(event.value) and FIRST_KEY <= there < WAIT else event


def ngram(options: argparse.Namespace) -> dict[str, object]:
    """The net's figures are those of its manifest: of the same pieces."""
    pieces = piano_pieces([options.data], options.cache, 1)[0]
    train = [p for p in pieces if p.split == "train"]
    models = {"zero order": baseline(train, ZERO), "Witten-Bell": baseline(train, MARKOV)}
    figures = read_manifest(options.bundle).figures if options.bundle.is_dir() else {}
    out: dict[str, object] = {}
    for split in ("valid", "test"):
        held = judged_pieces(pieces, split)
        out[split] = {name: judged(model, held) for name, model in models.items()}
        keys = [f"{f.name}_nats" for f in FIELDS]
        for name, key in (("net, untold", f"{split}_bare"), ("net", split)):
            told = {k: figures[f"{key}_{k}"] for k in ("nats_per_note", *keys) if f"{key}_{k}" in figures}
            out[split] |= {name: told} if told else {}
    return out


# --- styles -------------------------------------------------------------------------------------------------
def features(notes: Sequence[PerfNote], quarters: float) -> np.ndarray:
    """What a style sounds like, roughly: density, chords, register, span, note lengths, steps, grid, touch."""
    starts = np.array([n.start for n in notes])
    pitches = np.array([n.pitch for n in notes])
    lengths = np.array([n.duration for n in notes]) / GRID_PER_QUARTER
    onsets, counts = np.unique(starts, return_counts=True)
    gaps = np.diff(onsets) / GRID_PER_QUARTER
    top = np.array([pitches[starts == o].max() for o in onsets])
    steps = np.abs(np.diff(top))
    spread = [np.ptp(pitches[starts == o]) for o in onsets]
    classes = np.bincount(pitches % 12, minlength=12) / len(pitches)
    shares = [np.mean(np.isclose(gaps % 1, x, atol=0.02)) for x in (0.25, 0.5, 1 / 3)]
    held = float(lengths.sum() / quarters)
    return np.array(
        [
            np.log(len(notes) / quarters),
            np.log(held + 0.1),
            counts.mean(),
            np.mean(counts >= 3),
            pitches.mean(),
            pitches.std(),
            np.mean(spread),
            np.log(np.median(lengths)),
            np.log(lengths.mean()),
            np.log(gaps.mean() + 1e-3),
            gaps.std(),
            steps.mean(),
            np.mean(steps == 0),
            np.mean(steps >= 7),
            -(classes * np.log(classes + 1e-9)).sum(),
            *shares,
        ]
    )


def _passages(piece: PianoPiece, bars: int = 8) -> list[np.ndarray]:
    out, lines = [], [b.start for b in piece.sheet.bars]
    for i in range(0, len(lines) - bars, bars):
        inside = [n for n in piece.sheet.notes if lines[i] <= n.start < lines[i + bars]]
        if len(inside) >= 24:
            out.append(features(inside, (lines[i + bars] - lines[i]) / GRID_PER_QUARTER))
    return out


def logistic(x: np.ndarray, y: np.ndarray, steps: int = 800) -> np.ndarray:
    """Weights of a regularised logistic regression; x has a column of ones."""
    w = np.zeros(x.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-x @ w))
        w -= 0.5 * (x.T @ (p - y) / len(y) + 0.01 * np.r_[w[:-1], 0])
    return w


def auc(scores: np.ndarray, truth: np.ndarray) -> float:
    order = scores.argsort().argsort() + 1.0
    positive = int(truth.sum())
    negative = len(truth) - positive
    return float((order[truth == 1].sum() - positive * (positive + 1) / 2) / (positive * negative))


def styles(options: argparse.Namespace) -> dict[str, object]:
    """A classifier that learned to tell two composers' passages (8 bars) apart judges takes told either or both."""
    pieces = piano_pieces([options.data], options.cache, 1)[0]
    bundle = open_bundle(str(options.bundle))
    out: dict[str, object] = {}
    for a, b in (("Bach", "Chopin"), ("Mozart", "Liszt"), ("Joplin", "Schumann")):
        sets = {s: [p for p in pieces if p.style == s] for s in (a, b)}
        learn = {s: [f for p in ps if p.split == "train" for f in _passages(p)] for s, ps in sets.items()}
        held = {s: [f for p in ps if p.split != "train" for f in _passages(p)] for s, ps in sets.items()}
        x, y = _joined(learn[a], learn[b])
        mean, sd = x.mean(0), x.std(0) + 1e-9
        weights = logistic(_ready(x, mean, sd), y)
        found: dict[str, object] = {}
        if held[a] and held[b]:
            hx, hy = _joined(held[a], held[b])
            found["unseen passages, AUC"] = round(auc(_ready(hx, mean, sd) @ weights, hy), 3)
        takes = {name: _takes(bundle, told, options.takes) for name, told in _told(a, b).items()}
        scores = {name: _ready(np.array(t), mean, sd) @ weights for name, t in takes.items()}
        both = np.r_[scores[a], scores[b]]
        truth = np.r_[np.zeros(len(scores[a])), np.ones(len(scores[b]))]
        found["takes, AUC"] = round(auc(both, truth), 3)
        found |= {f"{name}: judged {b}": round(float(np.mean(s > 0)), 2) for name, s in scores.items()}
        found |= {f"{name}: mean log-odds": round(float(s.mean()), 2) for name, s in scores.items()}
        out[f"{a} / {b}"] = found
    return out


def _told(a: str, b: str) -> dict[str, tuple[tuple[str, float], ...]]:
    return {a: ((a, 1.0),), "half": ((a, 0.5), (b, 0.5)), b: ((b, 1.0),), "untold": ()}


def _joined(a: Sequence[np.ndarray], b: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([*a, *b]), np.r_[np.zeros(len(a)), np.ones(len(b))]


def _ready(x: np.ndarray, mean: np.ndarray, sd: np.ndarray) -> np.ndarray:
    return np.c_[(x - mean) / sd, np.ones(len(x))]


def blank(bpm: float = 100.0, numerator: int = 4) -> Score:
    meter = MeterMap((MeterChange(0, numerator, 4),))
    return Score(tracks=(Track(name="Piano", id=1),), meter=meter, tempo=TempoMap.of_bpm(bpm))


def _takes(bundle: LoadedBundle, told: tuple[tuple[str, float], ...], count: int) -> list[np.ndarray]:
    """Features of takes of 8 bars from nothing; the tempo and the metre are the same for all."""
    begin = begin_of(blank(), 1, 8, Steering(), Hearing(), 1000)
    found = []
    for k in range(0, count, 16):
        request = replace(begin, operation=Operation(style=told), rng_seed=1000 + k)
        for take in generate_batch(bundle, request, min(16, count - k)):
            notes = [PerfNote(round(n.start_tick / 40), max(1, n.duration_ticks // 40), n.pitch) for n in take.notes]
            if len(notes) >= 24:
                found.append(features(notes, 32))
    return found


# --- speed --------------------------------------------------------------------------------------------------
def speed(options: argparse.Namespace) -> dict[str, object]:
    """Notes a second of takes of 8 bars from nothing; times of this thread's processor, not of the clock."""
    bundle = open_bundle(str(options.bundle))
    out: dict[str, object] = {}
    for count in (1, 16):
        rows = []
        for k in range(3):
            begin = begin_of(blank(), 1, 8, Steering(), Hearing(), 50 + k)
            begun = time.process_time()
            takes = generate_batch(bundle, begin, count)
            rows.append((time.process_time() - begun, sum(len(t.notes) for t in takes)))
        seconds, notes = (sum(x) for x in zip(*rows, strict=True))
        out[f"{count} take{'s' * (count > 1)}"] = {
            "notes a second": round(notes / seconds),
            "ms a note": round(1000 * seconds / notes, 3),
            "seconds for 8 bars": round(seconds / 3, 3),
            "times real time": round(3 * count * 8 * 4 * 0.6 / seconds, 1),
        }
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="what", required=True)
    for name in ("codec", "ngram", "styles"):
        one = commands.add_parser(name)
        one.add_argument("data", type=Path)
        one.add_argument("cache", type=Path)
        if name != "codec":
            one.add_argument("bundle", type=Path)
        one.add_argument("--takes", type=int, default=32)
    commands.add_parser("speed").add_argument("bundle", type=Path)
    options = parser.parse_args()
    sys.stdout.write(
        json.dumps({"codec": codec, "ngram": ngram, "styles": styles, "speed": speed}[options.what](options), indent=1)
        + "\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
