"""How well a piano net expects given pieces: nats a note by field, bits a quarter, coverage. No torch."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from musegen_app.bundles.perf_graphs import PerfGraphs
from musegen_app.codecs.perf import (
    FIELDS,
    GRID_PER_QUARTER,
    LOWEST,
    PerfEvent,
    PerfNote,
    decode,
    encode,
    is_key,
    one_hand_each_key,
)
from musegen_app.codecs.perf_context import context_of
from musegen_app.codecs.perf_sheet import PerfSheet, piece_of
from musegen_app.codecs.perf_tracker import PerfContext, PerfTracker
from musegen_app.score.model import Score

BATCH = 16
ON_TIME = 1 / 24  # quarters that an onset may be off


@dataclass
class Tally:
    """Sums over pieces; `nats` and `drawn` by field, pedals, waits and END included."""

    pieces: int = 0
    notes: int = 0
    quarters: float = 0.0
    bars: int = 0
    bars_told: int = 0  # with nothing lost on the way to the codec
    right: int = 0  # notes that come back
    written: int = 0  # notes of the pieces
    decoded: int = 0
    nats: np.ndarray = field(default_factory=lambda: np.zeros(len(FIELDS)))
    drawn: np.ndarray = field(default_factory=lambda: np.zeros(len(FIELDS), np.int64))

    def figures(self) -> dict[str, float]:
        """What `musegen evaluate` prints. A field is divided by how often it is told, "nats_per_note" by the notes."""
        notes, total = max(1, self.notes), float(self.nats.sum())
        each = {
            f"{f.name}_nats": float(n) / max(1, int(d)) for f, n, d in zip(FIELDS, self.nats, self.drawn, strict=True)
        }
        score = float(self.nats[:3].sum()) / notes
        return {
            "pieces": self.pieces,
            "notes": self.notes,
            "nats_per_note": total / notes,
            "score_nats_per_note": score,
            "bits_per_quarter": total / math.log(2) / max(1e-9, self.quarters),
            **each,
            "coverage": self.bars_told / max(1, self.bars),
            "round_trip_f1": 2 * self.right / max(1, self.written + self.decoded),
        }


def measure(graphs: PerfGraphs, scores: Sequence[Score]) -> dict[str, float]:
    """Whole songs, all their tracks but drums taken as one piano part; everything told but the style."""
    sheets = [piece_of(score)[0] for score in scores]
    return score_sheets(graphs, [s for s in sheets if s.notes]).figures()


def score_sheets(
    graphs: PerfGraphs,
    sheets: Sequence[PerfSheet],
    contexts: Sequence[PerfContext] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Tally:
    """The net's nats on whole pieces; the constraint lane is empty. `contexts` say what is told of each."""
    told = contexts or [context_of(s) for s in sheets]
    order = sorted(range(len(sheets)), key=lambda i: len(sheets[i].notes))
    tally = Tally()
    for start in range(0, len(order), BATCH):
        some = order[start : start + BATCH]
        events = [encode(s.notes, s.pedals, 0, s.length, s.expressive) for s in (sheets[i] for i in some)]
        _score_batch(tally, graphs, events, [PerfTracker(told[i]) for i in some])
        for i, written in zip(some, events, strict=True):
            count_piece(tally, sheets[i], written)
        if progress is not None:
            progress(min(start + BATCH, len(order)), len(order))
    return tally


def _score_batch(
    tally: Tally, graphs: PerfGraphs, events: Sequence[Sequence[PerfEvent]], trackers: Sequence[PerfTracker]
) -> None:
    """Pieces side by side; the shorter ones drop out of the batch as they end."""
    state, alive, step = graphs.zero_state(len(events)), list(range(len(events))), 0
    while alive:
        rows = np.stack([trackers[i].features() for i in alive])
        numbers = np.stack([trackers[i].dense() for i in alive])
        lane = np.zeros((len(alive), graphs.lane_size), np.float32)
        hidden, state = graphs.step(state, rows, lane, numbers)
        happened = [events[i][step] for i in alive]
        _add_nats(tally, graphs, hidden, happened)
        for i, event in zip(alive, happened, strict=True):
            trackers[i].push(event)
        step += 1
        going_on = [k for k, i in enumerate(alive) if len(events[i]) > step]
        alive, state = [alive[k] for k in going_on], state[going_on]


def _add_nats(tally: Tally, graphs: PerfGraphs, hidden: np.ndarray, events: Sequence[PerfEvent]) -> None:
    values = np.array([e.fields for e in events], np.int64)
    for i in range(len(FIELDS)):
        drawn = np.flatnonzero(values[:, i] >= 0)
        if len(drawn):
            logp = graphs.head(i, hidden[drawn], values[drawn, :i])
            picked = logp[np.arange(len(drawn)), values[drawn, i]].astype(np.float64)
            tally.nats[i] -= picked.sum()
            tally.drawn[i] += len(drawn)


def count_piece(tally: Tally, sheet: PerfSheet, events: Sequence[PerfEvent]) -> None:
    """Add what a piece has and what of it comes back from its events."""
    played, again = one_hand_each_key(sheet.notes), decode(events)[0]
    tally.pieces += 1
    tally.notes += sum(is_key(e.value) for e in events)
    tally.quarters += sheet.length / GRID_PER_QUARTER
    tally.written += len(sheet.notes)
    tally.decoded += len(again)
    back = {(a.start, a.pitch) for a, b in zip(again, played, strict=True) if _same(a, b)}
    tally.right += len(back)
    bars = {sheet.bar_at(n.start).start for n in sheet.notes}
    lost = {sheet.bar_at(n.start).start for n in sheet.notes if (n.start, n.pitch) not in back}
    tally.bars += len(bars)
    tally.bars_told += len(bars - lost)


def _same(new: PerfNote, old: PerfNote) -> bool:
    """Does a note come back? The same key, the onset within 1/24 quarter, the end within a fifth of the length (or
    2/24 quarter)."""
    late = abs(new.start - old.start) / GRID_PER_QUARTER + abs(new.timing - old.timing)
    off = abs(new.duration - old.duration)
    return new.pitch == old.pitch >= LOWEST and late <= ON_TIME and off <= max(2, 0.2 * old.duration)
