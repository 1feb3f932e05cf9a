"""How well a bundle's net expects given tunes: nats per note, bits per quarter, coverage. No torch."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np

from musegen_app.bundles.graphs import StepGraphs
from musegen_app.codecs.lead import FIELDS, PITCH_LOW, PITCH_SIZE, LeadEvent, encode, fields_of, one_voice
from musegen_app.codecs.lead_context import LeadContext, bare, context_of
from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.codecs.lead_tracker import LeadTracker

BATCH = 32


@dataclass
class Tally:
    """Sums over tunes; nats over every sampled field, rests and END included."""

    tunes: int = 0
    notes: int = 0
    quarters: float = 0.0
    nats: float = 0.0
    nats_kind: float = 0.0
    nats_duration: float = 0.0
    nats_pitch: float = 0.0
    heard: int = 0  # notes that the codec writes as they are
    written: int = 0  # notes of the tunes as given

    def add(self, other: Tally) -> None:
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    def figures(self) -> dict[str, float]:
        """What `musegen evaluate` prints."""
        notes, quarters = max(self.notes, 1), max(self.quarters, 1e-9)
        return {
            "tunes": self.tunes,
            "notes": self.notes,
            "nats_per_note": self.nats / notes,
            "bits_per_quarter": self.nats / math.log(2) / quarters,
            "kind_nats_per_note": self.nats_kind / notes,
            "duration_nats_per_note": self.nats_duration / notes,
            "pitch_nats_per_note": self.nats_pitch / notes,
            "coverage": self.heard / max(self.written, 1),
            "round_trip_f1": 2 * self.heard / max(self.notes + self.written, 1),
        }


def score(
    sheets: Sequence[LeadSheet],
    graphs: StepGraphs,
    *,
    told: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Tally:
    """The net's nats on whole tunes; the constraint lane is empty.

    `told` gives the net all that a tune says of itself (chords, form, length, type); without it, it knows metre, key
    and the notes so far. `progress(done, all)` is called after each batch of tunes.
    """
    usable = sorted((s for s in sheets if s.notes and s.length > 0), key=lambda s: len(s.notes))
    total = Tally()
    for start in range(0, len(usable), BATCH):
        some = usable[start : start + BATCH]
        total.add(_score_batch(some, graphs, [_context(s, told) for s in some]))
        if progress is not None:
            progress(min(start + BATCH, len(usable)), len(usable))
    return total


def _context(sheet: LeadSheet, told: bool) -> LeadContext:
    context = context_of(sheet)
    return context if told else bare(context)


def _score_batch(sheets: Sequence[LeadSheet], graphs: StepGraphs, contexts: Sequence[LeadContext]) -> Tally:
    """Tunes side by side; the shorter ones drop out of the batch as they end."""
    tally = Tally()
    trackers = [LeadTracker(c) for c in contexts]
    events = [encode(s.notes, s.length, c.metre, c.anchor) for s, c in zip(sheets, contexts, strict=True)]
    state = graphs.zero_state(len(sheets))
    alive = list(range(len(sheets)))
    step = 0
    while alive:
        rows = np.stack([trackers[i].features() for i in alive])
        hidden, state = graphs.step(state, rows, np.zeros((len(alive), graphs.lane_size), np.float32))
        happened = [events[i][step] for i in alive]
        _add_nats(tally, graphs, hidden, happened)
        for i, event in zip(alive, happened, strict=True):
            trackers[i].push(event)
        step += 1
        going_on = [k for k, i in enumerate(alive) if len(events[i]) > step]
        alive, state = [alive[k] for k in going_on], state[going_on]
    for sheet, context in zip(sheets, contexts, strict=True):
        _add_counts(tally, sheet, context.anchor)
    return tally


def _add_nats(tally: Tally, graphs: StepGraphs, hidden: np.ndarray, events: Sequence[LeadEvent]) -> None:
    values = np.array([e.fields for e in events], np.int64)
    for field, name in enumerate(f.name for f in FIELDS):
        drawn = [k for k, e in enumerate(events) if field in fields_of(e.kind)]
        if not drawn:
            continue
        logp = graphs.head(field, hidden[drawn], values[drawn, :field])
        nats = -float(logp[np.arange(len(drawn)), values[drawn, field]].astype(np.float64).sum())
        tally.nats += nats
        setattr(tally, f"nats_{name}", getattr(tally, f"nats_{name}") + nats)


def _add_counts(tally: Tally, sheet: LeadSheet, anchor: int) -> None:
    melody = one_voice(sheet.notes, sheet.length)
    tally.tunes += 1
    tally.notes += len(melody)
    tally.quarters += sheet.length / 12
    tally.written += len(sheet.notes)
    same = set(sheet.notes)
    tally.heard += sum(n in same and 0 <= n.pitch - anchor - PITCH_LOW < PITCH_SIZE for n in melody)
