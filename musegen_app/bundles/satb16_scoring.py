"""How well a chorale bundle expects given songs: nats of every voice in every sixteenth, by its autoregressive head."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musegen_app.bundles.satb16_graphs import SatbGraphs
from musegen_app.codecs.satb16 import (
    FIRST_PITCH,
    HOLD,
    LOW,
    NO_PITCH,
    REST,
    SILENCE,
    STEPS_PER_QUARTER,
    TICKS_PER_STEP,
    VALUES,
    VOICES,
    Bools,
    Frames,
    Ints,
    Known,
    SatbContext,
)
from musegen_app.codecs.satb16_features import MATCH_COPY, columns
from musegen_app.codecs.satb16_lane import cells
from musegen_app.codecs.satb16_relations import given, relations
from musegen_app.codecs.satb16_score import GridNote, frames_of_voices, grid_notes, notes_of, voiced
from musegen_app.score.estimate import estimate_key
from musegen_app.score.keys import Mode
from musegen_app.score.model import Score

ORDER = (0, 3, 2, 1)
LONGEST = 4000  # steps of a song that are scored


@dataclass(frozen=True, slots=True)
class ScoredPiece:
    """A song as the net hears it. `notes`: those of the song that are not drums; `heard` of them as written."""

    frames: Frames
    context: SatbContext
    notes: int
    heard: int
    f1: float


def measure(graphs: SatbGraphs, scores: Sequence[Score]) -> dict[str, float]:
    """Figures over all songs that have notes; metre and key are told, nothing else. `nats_per_cell` divides by 4 × the
    number of sixteenths, as is usual for chorales."""
    pieces = [p for p in (hear(s) for s in scores) if p is not None]
    nats = sum(float(piece_nats(graphs, p.frames, p.context).sum()) for p in pieces)
    notes = sum(p.notes for p in pieces)
    drawn = sum(int((p.frames.onsets & (p.frames.pitches > SILENCE)).sum()) for p in pieces)
    steps = sum(p.frames.steps for p in pieces)
    return {
        "songs": len(pieces),
        "notes": notes,
        "nats_per_note": nats / max(drawn, 1),
        "bits_per_quarter": nats / math.log(2) / max(steps / STEPS_PER_QUARTER, 1e-9),
        "nats_per_cell": nats / max(VOICES * steps, 1),
        "coverage": sum(p.heard for p in pieces) / max(notes, 1),
        "round_trip_f1": sum(p.f1 * p.notes for p in pieces) / max(notes, 1),
    }


def hear(score: Score) -> ScoredPiece | None:
    """The song from its first bar line; None without notes."""
    tracks = [t for t in score.tracks if not t.is_drums and t.notes]
    first = min((n.start_tick for t in tracks for n in t.notes if not n.muted), default=None)
    if first is None:
        return None
    change = score.meter.at(first)
    line = change.tick + (score.meter.pickup_ticks if change.tick == 0 else 0)
    origin = line + (first - line) // change.bar_ticks * change.bar_ticks if first >= line else first
    last = max(n.end_tick for t in tracks for n in t.notes)
    steps = min(-(-(last - origin) // TICKS_PER_STEP), LONGEST)
    notes = grid_notes(tracks, origin, steps)
    found = voiced(notes)
    frames = frames_of_voices(found.voices, steps)
    bar = max(1, round(change.bar_ticks / TICKS_PER_STEP))
    triples = [(n.start, n.end - n.start, n.pitch) for n in notes]
    key = score.keys[0].key if score.keys else estimate_key(triples)[0]
    minor = key is not None and key.mode in (Mode.MINOR, Mode.DORIAN, Mode.PHRYGIAN)
    pickup = -(-(line - origin) // TICKS_PER_STEP) % bar
    context = SatbContext(bar, pickup, None if key is None else key.tonic, minor, steps)
    return ScoredPiece(frames, context, len(notes), *_agreement(notes, frames))


def _agreement(notes: Sequence[GridNote], frames: Frames) -> tuple[int, float]:
    """How many notes come back from the four voices as they are on the grid, and the F1 of that."""
    written = [(n.start, n.end, n.pitch) for n in notes]
    back = [note for v in range(VOICES) for note in notes_of(frames, v)]
    same = (Counter(written) & Counter(back)).total()
    return same, 2 * same / max(len(written) + len(back), 1)


def piece_nats(graphs: SatbGraphs, frames: Frames, context: SatbContext, merged: bool = False) -> NDArray[np.float64]:
    """Nats of every cell (steps, 4) of a piece. `merged`: a held pitch may as well be a repeated one."""
    return cell_nats(graphs, frames, context, np.zeros((frames.steps, VOICES), np.bool_), merged)


def cell_nats(
    graphs: SatbGraphs, frames: Frames, context: SatbContext, fixed: Bools, merged: bool = False
) -> NDArray[np.float64]:
    """Nats of every cell (steps, 4) when those that are `fixed` (steps, 4) are known from the first step on; theirs are
    0. `merged`: a held pitch may as well be a repeated one."""
    rows, values = columns(frames, context), frames.values()
    before = np.concatenate([np.full((1, VOICES), NO_PITCH), frames.pitches[:-1]])
    prepared = _prepared(graphs, rows, graphs.lane_vectors(cells(Known.of(frames, fixed), context)))
    there = fixed.copy()
    tonic = np.full(frames.steps, -1 if context.tonic is None else context.tonic)
    nats = np.zeros((frames.steps, VOICES))
    for voice in ORDER:
        logits = graphs.voice(
            voice,
            prepared,
            given(frames.pitches, frames.onsets, there),
            relations(voice, before, frames.pitches, there, tonic),
            rows[:, MATCH_COPY][:, voice],
        )
        logp = _log_probs(logits.astype(np.float64), before[:, voice])
        said = -_said(logp, values[:, voice], before[:, voice], voice, merged)
        nats[:, voice] = np.where(fixed[:, voice], 0.0, said)
        there[:, voice] = True
    return nats


def _prepared(graphs: SatbGraphs, rows: Ints, lane: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the heads need of every step; `lane` (steps, lane) says what is fixed."""
    state = graphs.zero_state()
    out = []
    for row, known in zip(rows, lane, strict=True):
        prepared, _, state = graphs.step(state, row[None], known[None])
        out.append(prepared[0])
    return np.stack(out)


def _log_probs(logits: NDArray[np.float64], before: Ints) -> NDArray[np.float64]:
    """Log-probabilities (steps, VALUES) of what is legal."""
    logits[before == NO_PITCH, HOLD] = -np.inf
    logits[before == SILENCE, REST] = -np.inf
    top = logits.max(axis=1, keepdims=True)
    logp: NDArray[np.float64] = logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
    return logp


def _said(logp: NDArray[np.float64], values: Ints, before: Ints, voice: int, merged: bool) -> NDArray[np.float64]:
    at = np.arange(len(values))
    found: NDArray[np.float64] = logp[at, values]
    if not merged:
        return found
    same = np.clip(FIRST_PITCH + before - LOW[voice], 0, VALUES - 1)
    also = (values == HOLD) & (before > SILENCE)
    return np.where(also, np.logaddexp(found, logp[at, same]), found)
