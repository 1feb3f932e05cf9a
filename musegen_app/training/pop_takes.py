"""Pop pieces drawn freely from a bundle's graphs, for figures about what it writes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from musegen_app.bundles.pop_graphs import PopGraphs
from musegen_app.codecs.pop import FIELDS, NO_VALUE, ONSET, PopEvent, PopPiece, decode, fields_of
from musegen_app.codecs.pop_context import PopContext
from musegen_app.codecs.pop_legal import legal
from musegen_app.codecs.pop_tracker import PopTracker

TOP_P = 0.95  # as takes are drawn by default
MOST_EVENTS = 4000  # of one take


def free_takes(graphs: PopGraphs, contexts: Sequence[PopContext], rng_seed: int) -> list[PopPiece]:
    """A piece from nothing for each context, which must tell its length; all drawn together, each with its own dice."""
    trackers = [PopTracker(c) for c in contexts]
    dice = [np.random.default_rng((rng_seed, i)) for i in range(len(contexts))]
    lanes = [graphs.lane_vectors(t.cells) for t in trackers]
    state, alive = graphs.zero_state(len(contexts)), list(range(len(contexts)))
    while alive:
        rows = np.stack([trackers[i].features() for i in alive])
        lane = np.stack([lanes[i][trackers[i].lane_index] for i in alive])
        hidden, state[alive] = graphs.step(state[alive], rows, lane)
        for row, i in enumerate(alive):
            trackers[i].push(_drawn(graphs, trackers[i], hidden[row : row + 1], dice[i]))
        alive = [i for i in alive if not trackers[i].done and len(trackers[i].events) < MOST_EVENTS]
    return [_piece(t) for t in trackers]


def _piece(tracker: PopTracker) -> PopPiece:
    heard = decode(tracker.events, tracker.context.anchor, tracker.context.half)
    return PopPiece("", "", tracker.context.key, heard.chords, heard.notes, heard.half)


def _drawn(graphs: PopGraphs, tracker: PopTracker, hidden: NDArray[np.float32], dice: np.random.Generator) -> PopEvent:
    chosen = [NO_VALUE] * len(FIELDS)
    for field in range(len(FIELDS)):
        if field == ONSET or field in fields_of(chosen[ONSET]):
            logp = graphs.head(field, hidden, np.array([chosen[:field]], np.int64) if field else None)[0]
            chosen[field] = _nucleus(np.where(legal(tracker, field, chosen), logp, -np.inf), dice)
    return chosen[0], chosen[1], chosen[2], chosen[3], chosen[4], chosen[5]


def _nucleus(logp: NDArray[np.float64], dice: np.random.Generator) -> int:
    """One of the likeliest values that have TOP_P of the mass together."""
    mass = np.exp(logp - logp.max())
    order = np.argsort(-mass, kind="stable")
    total = np.cumsum(mass[order]) / mass.sum()
    count = 1 + int(np.searchsorted(total, TOP_P))
    throw = dice.random() * total[count - 1]
    return int(order[min(int(np.searchsorted(total, throw, side="right")), count - 1)])
