"""Figures of the piano codec and net: what is kept of the sets, and the net against an n-gram on unseen families.

    python benchmarks/piano.py codec DATA CACHE                       what the codec keeps of all pieces
    python benchmarks/piano.py ngram DATA CACHE models/piano-lstm     nats a note by field

DATA is the folder with the training sets, CACHE where they were read to.
"""

from __future__ import annotations

import argparse
import json
import sys
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
    VALUE,
    WAIT,
    PerfEvent,
    encode,
    is_key,
)
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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="what", required=True)
    for name in ("codec", "ngram"):
        one = commands.add_parser(name)
        one.add_argument("data", type=Path)
        one.add_argument("cache", type=Path)
        if name != "codec":
            one.add_argument("bundle", type=Path)
    options = parser.parse_args()
    sys.stdout.write(json.dumps({"codec": codec, "ngram": ngram}[options.what](options), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
