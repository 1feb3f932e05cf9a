"""Takes of the piano net: whether styles act, and how fast it is.

    python benchmarks/piano_takes.py styles DATA CACHE models/piano-lstm    whose music do takes in a style resemble?
    python benchmarks/piano_takes.py speed models/piano-lstm                notes a second, one take and 16

DATA is the folder with the training sets, CACHE where they were read to.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from musegen_app.codecs.perf import GRID_PER_QUARTER, TICKS_PER_GRID, PerfNote
from musegen_app.sampling.job import LoadedBundle
from musegen_app.sampling.loading import open_bundle
from musegen_app.sampling.messages import Hearing, Operation, Steering
from musegen_app.sampling.offline import begin_of, generate_batch
from musegen_app.score.model import Score, Track
from musegen_app.score.time import MeterChange, MeterMap, TempoMap
from musegen_app.training.corpus.piano import PianoPiece, piano_pieces

PAIRS = (("Bach", "Chopin"), ("Mozart", "Liszt"), ("Joplin", "Schumann"))


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
    for a, b in PAIRS:
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
            notes = [
                PerfNote(round(n.start_tick / TICKS_PER_GRID), max(1, n.duration_ticks // TICKS_PER_GRID), n.pitch)
                for n in take.notes
            ]
            if len(notes) >= 24:
                found.append(features(notes, 32))
    return found


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
    one = commands.add_parser("styles")
    one.add_argument("data", type=Path)
    one.add_argument("cache", type=Path)
    one.add_argument("bundle", type=Path)
    one.add_argument("--takes", type=int, default=32)
    commands.add_parser("speed").add_argument("bundle", type=Path)
    options = parser.parse_args()
    sys.stdout.write(json.dumps({"styles": styles, "speed": speed}[options.what](options), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
