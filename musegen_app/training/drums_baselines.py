"""What a drum net has to beat: patterns of independent cells, of cells that know only themselves a bar ago, and touches
that are the mean."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from musegen_app.codecs.drums import ACCENT, CELLS, DRUMS, VISIBLES
from musegen_app.training.drums_task import TaughtBar

Figures = NDArray[np.float64]
_SMOOTH = 0.5  # added to every count (Krichevsky & Trofimov 1981)


def cell_nats(train: Sequence[TaughtBar], held: Sequence[TaughtBar], by: str) -> float:
    """Mean nats of a held-out bar when each visible is drawn by itself. An accent is drawn where there is a hit.

    `by`: "all" bars alike, "style", or "before": whether the same visible was on in the bar before (or none is known).
    """
    table: dict[tuple[object, int], Figures] = {}
    for taught in train:
        for key, state, on, seen in _cells(taught, by):
            counts = table.setdefault((key, state), np.full((VISIBLES, 2), _SMOOTH))
            counts[seen, on[seen].astype(int)] += 1
    total = 0.0
    for taught in held:
        for key, state, on, seen in _cells(taught, by):
            counts = table.get((key, state), np.full((VISIBLES, 2), _SMOOTH))
            chance = counts[np.arange(VISIBLES), on.astype(int)] / counts.sum(1)
            total -= float(np.log(chance[seen]).sum())
    return total / len(held)


def _cells(taught: TaughtBar, by: str) -> list[tuple[object, int, NDArray[np.bool_], NDArray[np.bool_]]]:
    """(key of the table, state of the visibles taken, all visibles, those that are drawn in that state)."""
    on = taught.bar.pattern()
    drawn = taught.bar.open_visibles()
    drawn[CELLS:] &= on[:CELLS]
    if by == "style":
        return [(next(iter(taught.context.style), ""), 0, on, drawn)]
    if by == "before" and taught.before:
        last = taught.before[-1].pattern()
        return [("", 1 + int(state), on, drawn & (last == state)) for state in (False, True)]
    return [("", 0, on, drawn)]


def touch_means(train: Sequence[TaughtBar]) -> tuple[Figures, Figures]:
    """Mean velocity and offset of each drum, soft and accented: two arrays (drums, 2)."""
    sums = np.zeros((2, len(DRUMS), 2))
    counts = np.zeros((len(DRUMS), 2))
    for taught in train:
        for hit in taught.bar.hits:
            loud = int(hit.velocity >= ACCENT)
            sums[:, hit.drum, loud] += hit.velocity, hit.offset
            counts[hit.drum, loud] += 1
    return sums[0] / np.maximum(counts, 1), sums[1] / np.maximum(counts, 1)
