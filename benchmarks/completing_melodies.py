"""Two bars of validation melodies filled in: the net, the nearest training passage, an order-3 Markov chain.

Part of `benchmarks/completing.py`. All are told the metre and the key; the nearest passage is moved into it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from completing_chords import Columns, harmonised, kind_of
from lane import Cost, add_cost, hole_of, requests
from style_markov import Markov
from style_pieces import Piece

from musegen_app.codecs.lead_sheet import TICKS_PER_GRID, LeadNote, LeadSheet
from musegen_app.sampling.loading import open_bundle
from musegen_app.sampling.messages import Hearing, Operation, OperationKind, Steering
from musegen_app.sampling.offline import begin_of, generate_batch
from musegen_app.score.keys import KeyChange
from musegen_app.score.model import Note, Score, Track
from musegen_app.score.time import MeterChange, MeterMap, TempoMap
from musegen_app.training.corpus.lead_corpus import lead_corpus

Hole = tuple[LeadSheet, tuple[int, int]]
QUARTER = 12  # grid units
WORKERS = 2


def measured(bundle: Path, data: Sequence[Path], cache: Path, most: int) -> dict[str, Columns]:
    """Task → column → row → figure. `most` tunes of each task."""
    sheets = [s for s in lead_corpus(data, cache, WORKERS).sheets if s.key is not None and s.notes and s.length]
    train, valid = ([s for s in sheets if s.split == split] for split in ("train", "valid"))
    with_chords = [s for s in valid if s.chords][:: max(1, sum(bool(s.chords) for s in valid) // most)][:most]
    return {
        "chords to a melody": harmonised(bundle, [s for s in train if s.chords], with_chords),
        "fill in 2 bars": filled(bundle, train, valid[:: max(1, len(valid) // most)][:most]),
    }


def filled(bundle: Path, train: Sequence[LeadSheet], valid: Sequence[LeadSheet]) -> Columns:
    rng = np.random.default_rng(0)
    tasks = [(s, hole) for s in valid if (hole := hole_of(s, rng)) is not None]
    loaded, chain, nearest = open_bundle(str(bundle)), Markov(map(piece_of, train)), NearestPassage(train)
    cost = Cost(np.zeros(3))
    for sheet, hole in tasks:
        add_cost(cost, loaded.opened.melody, sheet, requests(sheet, hole)["what follows fixed"], hole)
    real = [[n for n in s.notes if h[0] <= n.start < h[1]] for s, h in tasks]
    made = {
        "real": real,
        "net": [_net_fills(loaded, s, h, i) for i, (s, h) in enumerate(tasks)],
        "nearest example": [nearest.fill(s, h) for s, h in tasks],
        "Markov 3": [_chain_fills(chain, s, h, i) for i, (s, h) in enumerate(tasks)],
    }
    columns = {name: _fill_row(tasks, notes) for name, notes in made.items()}
    notes = sum(map(len, real))
    columns["net"]["nats per note"] = float(cost.nats.sum()) / cost.notes
    inside = (chain.nats(piece_of(_cut(s, h[1]))) - chain.nats(piece_of(_cut(s, h[0]))) for s, h in tasks)
    columns["Markov 3"]["nats per note"] = sum(inside) / notes
    return columns


def _cut(sheet: LeadSheet, end: int) -> LeadSheet:
    return replace(sheet, notes=tuple(n for n in sheet.notes if n.start < end))


def piece_of(sheet: LeadSheet) -> Piece:
    assert sheet.key is not None
    rows = tuple((n.start * TICKS_PER_GRID, n.duration * TICKS_PER_GRID, n.pitch) for n in sheet.notes)
    bars = (sheet.length - sheet.pickup) // sheet.bar
    change = MeterChange(0, sheet.numerator, sheet.denominator)
    return Piece(sheet.title, rows, change, sheet.pickup * TICKS_PER_GRID, bars, sheet.key.tonic, 500_000)


def score_of(sheet: LeadSheet) -> Score:
    assert sheet.key is not None
    notes = [Note(n.start * TICKS_PER_GRID, n.duration * TICKS_PER_GRID, n.pitch) for n in sheet.notes]
    meter = MeterMap((MeterChange(0, sheet.numerator, sheet.denominator),), sheet.pickup * TICKS_PER_GRID)
    track = Track("Melody").with_notes(notes)
    return Score(tracks=(track,), meter=meter, tempo=TempoMap(), keys=(KeyChange(0, sheet.key),))


def _net_fills(loaded: object, sheet: LeadSheet, hole: tuple[int, int], number: int) -> list[LeadNote]:
    from musegen_app.sampling.job import LoadedBundle

    assert isinstance(loaded, LoadedBundle)
    score = score_of(replace(sheet, notes=tuple(n for n in sheet.notes if not hole[0] <= n.start < hole[1])))
    plain = begin_of(score, score.tracks[0].id, 2, Steering(), Hearing(), number, hole[0] * TICKS_PER_GRID)
    operation = Operation(OperationKind.INFILL, hole[1] * TICKS_PER_GRID)
    (take,) = generate_batch(loaded, replace(plain, operation=operation), 1)
    return [LeadNote(n.start_tick // TICKS_PER_GRID, n.duration_ticks // TICKS_PER_GRID, n.pitch) for n in take.notes]


def _chain_fills(chain: Markov, sheet: LeadSheet, hole: tuple[int, int], number: int) -> list[LeadNote]:
    """Bars from nothing of the chain; it does not hear what stands around them."""
    like = replace(piece_of(sheet), bars=2, pickup=0)
    notes = chain.take(like, number).notes
    found = (LeadNote(hole[0] + a // TICKS_PER_GRID, max(1, d // TICKS_PER_GRID), p) for a, d, p in notes)
    near = float(np.mean([n.pitch for n in sheet.notes]) - np.mean([p for _, _, p in notes]))
    octaves = 12 * round(near / 12)
    return [replace(n, pitch=min(127, max(0, n.pitch + octaves))) for n in found if n.start < hole[1]]


class NearestPassage:
    """Two bars of a training tune whose neighbouring bars are most like these; same metre and mode, in the same key."""

    def __init__(self, sheets: Sequence[LeadSheet]) -> None:
        self._known: dict[Hashable, list[tuple[frozenset[tuple[int, int]], LeadSheet, int]]] = {}
        for sheet in sheets:
            bars = (sheet.length - sheet.pickup) // sheet.bar
            for bar in range(1, bars - 3):
                start = sheet.pickup + bar * sheet.bar
                row = (_around(sheet, start), sheet, start)
                self._known.setdefault(kind_of(sheet), []).append(row)

    def fill(self, sheet: LeadSheet, hole: tuple[int, int]) -> list[LeadNote]:
        wanted = _around(sheet, hole[0])
        rows = self._known.get(kind_of(sheet))
        if not rows:
            return []
        _, other, start = max(rows, key=lambda row: len(row[0] & wanted))
        assert sheet.key is not None
        assert other.key is not None
        by = (sheet.key.tonic - other.key.tonic + 5) % 12 - 5
        return [
            LeadNote(n.start - start + hole[0], n.duration, n.pitch + by)
            for n in other.notes
            if start <= n.start < start + 2 * other.bar
        ]


def _around(sheet: LeadSheet, start: int) -> frozenset[tuple[int, int]]:
    """(place, pitch class from the tonic) of the notes in the bar before and in the bar after."""
    assert sheet.key is not None
    low, high, bar = start - sheet.bar, start + 3 * sheet.bar, sheet.bar
    return frozenset(
        (n.start - start, (n.pitch - sheet.key.tonic) % 12)
        for n in sheet.notes
        if low <= n.start < high and not start <= n.start < start + 2 * bar
    )


def _fill_row(
    tasks: Sequence[tuple[LeadSheet, tuple[int, int]]], made: Sequence[Sequence[LeadNote]]
) -> dict[str, float]:
    scale, chord, steps, density = [], [], [], []
    for (sheet, hole), notes in zip(tasks, made, strict=True):
        assert sheet.key is not None
        scale += [n.pitch % 12 in sheet.key.pitch_classes for n in notes]
        starts = [c.start for c in sheet.chords]
        for note in notes:
            at = bisect_right(starts, note.start) - 1
            if (note.start - sheet.pickup) % QUARTER == 0 and at >= 0 and (c := sheet.chords[at].chord) is not None:
                chord.append(note.pitch % 12 in c.pitch_classes)
        after = next((n.pitch for n in sheet.notes if n.start >= hole[1]), None)
        if after is not None and notes:
            steps.append(abs(notes[-1].pitch - after))
        density.append(len(notes) / 2)
    return {
        "notes of the scale, %": 100 * float(np.mean(scale)),
        "notes on beats that are tones of the written chord, %": 100 * float(np.mean(chord)),
        "step into what follows, semitones": float(np.mean(steps)),
        "of them wider than a fifth, %": 100 * float(np.mean([s > 7 for s in steps])),
        "notes a bar": float(np.mean(density)),
    }
