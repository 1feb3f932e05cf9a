"""How a chorale bundle leads its voices, beside held-out chorales: ranges, crossings, parallels, rhythm, endings.

    python benchmarks/part_writing.py --data JSB_FOLDER --fake JS_FAKE_FOLDER --bundle FOLDER [--takes 50] [--json FILE]

Takes 0 … n − 1 of one request (rng seed 0): 16 bars from nothing in C major, default settings, for every head of the
bundle. Parallels: two voices that both move, in the same direction, from a fifth to a fifth (an octave or unison to the
same), per 100 steps in which two or more voices move. Crossing: steps in which a voice lies below its lower neighbour.
Spacing: steps with more than an octave between the upper three. Range: sounding cells outside what the voice does in
the training chorales of Bach.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from figures import write_figures

from musegen_app.codecs.satb16 import HOLD, SILENCE, VOICES, Frames, frames_of
from musegen_app.sampling.loading import open_bundle
from musegen_app.sampling.messages import Begin, Hearing, Operation, Steering
from musegen_app.sampling.satb16_writer import SatbWriter, advance_satb
from musegen_app.score.keys import Key
from musegen_app.score.model import Score
from musegen_app.training.corpus.chorales import js_fake, jsb

BARS = 16
RANGES = ((60, 81), (52, 74), (46, 69), (36, 66))  # of the training chorales
ROWS = (
    ("range", "outside the usual range, % of cells"),
    ("crossing", "voices crossed, % of steps"),
    ("spacing", "wider than an octave, % of steps"),
    ("fifths", "parallel fifths per 100 moves"),
    ("octaves", "parallel octaves per 100 moves"),
    ("held", "cells held, %"),
    ("rest", "cells silent, %"),
    ("leap", "mean step of the soprano, semitones"),
    ("chords", "major or minor triads, % of beats"),
    ("tonic", "ends with the bass on the tonic, %"),
)


def measured(pieces: Sequence[tuple[Frames, int | None]]) -> dict[str, float]:
    """The mean over pieces (frames, tonic) of each figure."""
    rows = [figures(frames, tonic) for frames, tonic in pieces]
    return {name: float(np.nanmean([r[name] for r in rows])) for name, _ in ROWS}


def figures(frames: Frames, tonic: int | None) -> dict[str, float]:
    p = frames.pitches
    sounds = p > SILENCE
    low, high = np.array(RANGES).T
    pairs = sounds[:, :-1] & sounds[:, 1:]
    apart = p[:, :-1] - p[:, 1:]
    held = frames.values() == HOLD
    soprano = p[:, 0][frames.onsets[:, 0] & sounds[:, 0]]
    moves = np.abs(np.diff(soprano))
    fifths, octaves, moving = parallels(frames)
    return {
        "range": 100 * float((((p < low) | (p > high)) & sounds).sum() / max(sounds.sum(), 1)),
        "crossing": 100 * float(((apart < 0) & pairs).any(axis=1).mean()),
        "spacing": 100 * float(((apart[:, :2] > 12) & pairs[:, :2]).any(axis=1).mean()),
        "fifths": 100 * fifths / max(moving, 1),
        "octaves": 100 * octaves / max(moving, 1),
        "held": 100 * float(held.mean()),
        "rest": 100 * float((~sounds).mean()),
        "leap": float(moves[moves > 0].mean()) if (moves > 0).any() else 0.0,
        "chords": 100 * float(np.mean([triad(row) for row in p[::4]])),
        "tonic": float("nan") if tonic is None else 100 * float(ends_on(frames, tonic)),
    }


def parallels(frames: Frames) -> tuple[int, int, int]:
    """Parallel fifths, parallel octaves, and steps in which two or more voices move."""
    before, after = frames.pitches[:-1], frames.pitches[1:]
    moved = (before != after) & (before > SILENCE) & (after > SILENCE)
    fifths = octaves = 0
    for a, b in combinations(range(VOICES), 2):
        both = moved[:, a] & moved[:, b] & (np.sign(after[:, a] - before[:, a]) == np.sign(after[:, b] - before[:, b]))
        first, then = (before[:, a] - before[:, b]) % 12, (after[:, a] - after[:, b]) % 12
        fifths += int((both & (first == 7) & (then == 7)).sum())
        octaves += int((both & (first == 0) & (then == 0)).sum())
    return fifths, octaves, int((moved.sum(axis=1) >= 2).sum())


def triad(row: np.ndarray) -> bool:
    """Do all voices sing tones of one major or minor triad?"""
    classes = {int(p) % 12 for p in row if p > SILENCE}
    chords = [{(r + i) % 12 for i in shape} for r in range(12) for shape in ((0, 4, 7), (0, 3, 7))]
    return any(classes <= chord for chord in chords)


def ends_on(frames: Frames, tonic: int) -> bool:
    bass = frames.pitches[:, -1][frames.pitches[:, -1] > SILENCE]
    return bool(len(bass)) and int(bass[-1]) % 12 == tonic


def takes(bundle: Path, count: int, head: str) -> list[tuple[Frames, int | None]]:
    loaded = open_bundle(str(bundle))
    operation = Operation(style=((head, 1.0),))
    wish = Hearing(key=Key(0))
    begin = Begin(0, Score(), 1, 0, 0, BARS, Steering(), wish, 0, 1 << 60, operation=operation)
    writers = [SatbWriter(begin, loaded.opened, i) for i in range(count)]
    while not writers[0].complete:
        advance_satb(writers)
    return [(frames_of(w.sampler.values), 0) for w in writers]


def main() -> int:
    parser = argparse.ArgumentParser(description="How a chorale bundle leads its voices.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--fake", type=Path)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--takes", type=int, default=50)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    columns = {"Bach, test": measured([(p.frames, p.context.tonic) for p in jsb(options.data) if p.split == "test"])}
    if options.fake:
        fake = [p for p in js_fake(options.fake) if p.split == "test"]
        columns["JS Fake, test"] = measured([(p.frames, p.context.tonic) for p in fake])
    for head in open_bundle(str(options.bundle)).opened.heads:
        columns[head] = measured(takes(options.bundle, options.takes, head))
    print("| |" + "|".join(f" {name} " for name in columns) + "|")
    print("|---|" + "---|" * len(columns))
    for name, words in ROWS:
        print(f"| {words} |" + "|".join(f" {c[name]:.1f} " for c in columns.values()) + "|")
    write_figures(options.json, columns)
    return 0


if __name__ == "__main__":
    sys.exit(main())
