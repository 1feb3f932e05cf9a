"""How well a character net expects ABC texts, and songs written as such."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from musegen_app.base.errors import MuseGenError
from musegen_app.bundles.abc_graphs import AbcGraphs
from musegen_app.bundles.abc_songs import notes_of, song_text
from musegen_app.codecs.abc_text import LONGEST, encode
from musegen_app.codecs.abc_tracker import AbcTracker
from musegen_app.score.model import Note, Score

BATCH = 32


def nats_of_texts(graphs: AbcGraphs, texts: Sequence[str]) -> list[float]:
    """Summed nats of each plain text, END counted."""
    out = [0.0] * len(texts)
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    for start in range(0, len(order), BATCH):
        some = order[start : start + BATCH]
        for i, nats in zip(some, _batch(graphs, [texts[i] for i in some]), strict=True):
            out[i] = nats
    return out


def _batch(graphs: AbcGraphs, texts: Sequence[str]) -> list[float]:
    """Texts side by side, the shorter ones first to drop out."""
    symbols = [encode(text) for text in texts]
    trackers = [AbcTracker(graphs.plain) for _ in texts]
    state, nats = graphs.zero_state(len(texts)), [0.0] * len(texts)
    alive = list(range(len(texts)))
    for step in range(max(map(len, symbols))):
        logp, state = graphs.step(state, np.stack([trackers[i].features() for i in alive]))
        for row, i in enumerate(alive):
            nats[i] -= float(logp[row, symbols[i][step]])
            if step + 1 < len(symbols[i]):
                trackers[i].push(texts[i][step])
        going_on = [row for row, i in enumerate(alive) if step + 1 < len(symbols[i])]
        alive, state = [alive[row] for row in going_on], state[going_on]
    return nats


def measure(graphs: AbcGraphs, scores: Sequence[Score]) -> dict[str, float]:
    """Figures of whole songs: their first melody with the chord symbols, written as ABC, repeats written out."""
    texts: list[str] = []
    written: list[Score] = []
    all_notes = 0
    for score in scores:
        text = _text(score)
        melodies = [t for t in score.tracks if t.notes and not t.is_drums]
        all_notes += len(melodies[0].notes) if melodies else 0
        if text:
            texts.append(text)
            written.append(score)
    nats = sum(nats_of_texts(graphs, texts)) if texts else 0.0
    pairs = [(_melody(score), notes_of(text)) for score, text in zip(written, texts, strict=True)]
    notes, characters = sum(len(a) for a, _ in pairs), sum(len(t) + 1 for t in texts)
    quarters = sum(max((n.end_tick for n in a), default=0) for a, _ in pairs) / 960
    same = sum(len(_keys(a) & _keys(b)) for a, b in pairs)
    return {
        "tunes": len(texts),
        "notes": notes,
        "characters": characters,
        "nats_per_note": nats / max(1, notes),
        "nats_per_character": nats / max(1, characters),
        "bits_per_quarter": nats / math.log(2) / max(quarters, 1e-9),
        "coverage": notes / max(1, all_notes),
        "round_trip_f1": 2 * same / max(1, sum(len(_keys(a)) + len(_keys(b)) for a, b in pairs)),
    }


def _text(score: Score) -> str:
    """The song's text; "" where there is none, or it is far too long."""
    try:
        text = song_text(score)
    except MuseGenError:
        return ""
    return text if len(text) <= LONGEST else ""


def _melody(score: Score) -> Sequence[Note]:
    return next(t.notes for t in score.tracks if t.notes and not t.is_drums)


def _keys(notes: Sequence[Note]) -> set[tuple[int, int, int]]:
    return {(n.start_tick, n.duration_ticks, n.pitch) for n in notes}
