"""How well a pop bundle's net expects given songs: nats per note by field and part, bits per quarter. No torch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from musegen_app.bundles.event_graphs import Floats
from musegen_app.bundles.pop_graphs import PopGraphs
from musegen_app.codecs.pop import (
    FIELDS,
    GRID_PER_QUARTER,
    NEXT,
    ONSET,
    PART,
    TICKS_PER_GRID,
    Part,
    PopEvent,
    PopNote,
    PopPiece,
    decode,
    encode,
    fields_of,
    in_order,
)
from musegen_app.codecs.pop_context import PopContext, context_of
from musegen_app.codecs.pop_score import LOOSE_TICKS, piece_of_score
from musegen_app.codecs.pop_tracker import PopTracker
from musegen_app.score.estimate import estimate_key
from musegen_app.score.keys import Key
from musegen_app.score.model import Score

BATCH = 16


@dataclass
class Tally:
    """Sums over pieces; nats over every field that is drawn, chords and END included."""

    pieces: int = 0
    notes: int = 0
    halves: int = 0
    quarters: float = 0.0
    fields: list[float] = field(default_factory=lambda: [0.0] * len(FIELDS))
    parts: list[float] = field(default_factory=lambda: [0.0] * len(Part))  # nats of the events that are notes
    part_notes: list[int] = field(default_factory=lambda: [0] * len(Part))

    def figures(self) -> dict[str, float]:
        notes, quarters = max(self.notes, 1), max(self.quarters, 1e-9)
        total = sum(self.fields)
        return {
            "pieces": self.pieces,
            "notes": self.notes,
            "nats_per_note": total / notes,
            "bits_per_quarter": total / math.log(2) / quarters,
            **{f"{f.name}_nats_per_note": n / notes for f, n in zip(FIELDS, self.fields, strict=True)},
            **{f"{p.name.lower()}_nats_per_own_note": self.parts[p] / max(self.part_notes[p], 1) for p in Part},
            "nats_per_chord": self.fields[1] / max(self.halves, 1),
        }


def measure(graphs: PopGraphs, scores: Sequence[Score]) -> dict[str, float]:
    """What `musegen evaluate` prints: whole songs, nothing given, told what they say of themselves."""
    pieces = [piece_of_score(s, _key(s)) for s in scores]
    usable = [p for p in pieces if p.notes]
    figures = score_pieces(graphs, usable, [context_of(p) for p in usable]).figures()
    return {**figures, "coverage": _coverage(scores), "round_trip_f1": round_trip_f1(usable)}


def _key(score: Score) -> Key | None:
    """The written key, else the one that is heard."""
    if score.keys:
        return score.keys[0].key
    notes = [n for t in score.tracks if not t.is_drums for n in t.notes]
    return estimate_key([(n.start_tick, n.duration_ticks, n.pitch) for n in notes])[0]


def _coverage(scores: Sequence[Score]) -> float:
    """The share of notes that begin within a sixteenth of a quarter of the grid; drums are not heard at all."""
    notes = [(n, t.is_drums) for s in scores for t in s.tracks for n in t.notes if not n.muted]
    near = (min(n.start_tick % TICKS_PER_GRID, -n.start_tick % TICKS_PER_GRID) <= LOOSE_TICKS for n, _ in notes)
    return sum(ok and not drum for ok, (_, drum) in zip(near, notes, strict=True)) / max(len(notes), 1)


def round_trip_f1(pieces: Sequence[PopPiece]) -> float:
    """F1 of notes (onset, part, pitch, length) written as events and read again."""
    same = written = read = 0
    for piece in pieces:
        known = [_place(n) for n in piece.notes]
        again = {_place(n) for n in decode(encode(piece), piece.anchor, piece.half).notes}
        same, written, read = same + len(again & set(known)), written + len(known), read + len(again)
    return 2 * same / max(written + read, 1)


def _place(note: PopNote) -> tuple[int, int, int, int]:
    return note.start, int(note.part), note.pitch, note.duration


def score_pieces(graphs: PopGraphs, pieces: Sequence[PopPiece], contexts: Sequence[PopContext]) -> Tally:
    """The net's nats on whole pieces, each told its context."""
    tally = Tally()
    order = sorted(range(len(pieces)), key=lambda i: len(pieces[i].notes))
    for start in range(0, len(order), BATCH):
        some = order[start : start + BATCH]
        _score_batch(tally, graphs, [pieces[i] for i in some], [contexts[i] for i in some])
    return tally


def _score_batch(tally: Tally, graphs: PopGraphs, pieces: Sequence[PopPiece], contexts: Sequence[PopContext]) -> None:
    """Pieces side by side; the shorter ones drop out of the batch as they end."""
    trackers = [PopTracker(c) for c in contexts]
    lanes = [graphs.lane_vectors(t.cells) for t in trackers]
    events = [encode(p) for p in pieces]
    alive, state = list(range(len(pieces))), graphs.zero_state(len(pieces))
    for step in range(max(len(e) for e in events)):
        going_on = [k for k, i in enumerate(alive) if len(events[i]) > step]
        alive, state = [alive[k] for k in going_on], state[going_on]
        rows = np.stack([trackers[i].features() for i in alive])
        lane = np.stack([lanes[i][trackers[i].lane_index] for i in alive])
        hidden, state = graphs.step(state, rows, lane)
        happened = [events[i][step] for i in alive]
        _add_nats(tally, graphs, hidden, happened)
        for i, event in zip(alive, happened, strict=True):
            trackers[i].push(event)
    for piece in pieces:
        tally.pieces, tally.halves = tally.pieces + 1, tally.halves + len(piece.chords)
        tally.quarters += piece.length / GRID_PER_QUARTER
        tally.notes += len(in_order(piece.notes, piece.length))


def _add_nats(tally: Tally, graphs: PopGraphs, hidden: Floats, events: Sequence[PopEvent]) -> None:
    values = np.array(events, np.int64)
    nats = np.zeros(len(events))
    for f in range(len(FIELDS)):
        drawn = [k for k, e in enumerate(events) if f in fields_of(e[ONSET])]
        if drawn:
            logp = graphs.head(f, hidden[drawn], values[drawn, :f] if f else None).astype(np.float64)
            cost = -logp[np.arange(len(drawn)), values[drawn, f]]
            nats[drawn] += cost
            tally.fields[f] += float(cost.sum())
    for part in Part:
        own = (values[:, ONSET] < NEXT) & (values[:, PART] == part)
        tally.parts[part] += float(nats[own].sum())
        tally.part_notes[part] += int(own.sum())
