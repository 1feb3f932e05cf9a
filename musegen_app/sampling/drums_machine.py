"""Block Gibbs over one bar by numpy: cells that are fixed stay, the others are drawn (Smolensky 1986; Hinton 2002)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musegen_app.bundles.drums_graphs import DrumWeights
from musegen_app.codecs.drums import ACCENT, CELLS, LARGEST_OFFSET, SLOTS, TICKS, Bits, Floats

TICKS_A_STEP = 2
Generator = np.random.Generator


@dataclass(frozen=True, slots=True)
class Drawn:
    """A bar's visibles, and the log-probability of each hit as it was drawn last, the units known."""

    pattern: Bits
    logp: Floats


def gibbs(
    net: DrumWeights,
    biases: tuple[Floats, Floats],
    begin: Bits,
    fixed: Bits,
    dice: Generator,
    sweeps: int,
    temperature: float = 1.0,
    top_p: float = 1.0,
    retouched: Bits | None = None,
) -> Drawn:
    """`begin` (VISIBLES) after so many sweeps; visibles that are `fixed` stay as they are.

    `retouched` (CELLS): hits that stay, and whose accents are drawn. `temperature` divides the energy. In the last
    sweep `top_p` leaves out the unlikeliest hits.
    """
    keys, units = biases
    touched = np.zeros(CELLS, bool) if retouched is None else retouched & begin[:CELLS]
    held, free = begin & fixed & ~np.concatenate([np.zeros(CELLS, bool), touched]), ~fixed[:CELLS]
    colder = np.float32(1 / temperature)
    v, chance, cells = begin, np.zeros(CELLS, np.float32), len(keys) // 2
    for _ in range(sweeps):
        into = (units + net.weights[v].sum(0)) * colder
        h = dice.random(len(units), np.float32) < _sigmoid(into)
        logits = (keys + h.astype(np.float32) @ net.turned) * colder
        chance, loud = _cells(logits)
        thrown = dice.random(len(keys), np.float32)
        struck = (thrown[:cells] < chance) & free
        v = np.concatenate([struck, (struck | touched) & (thrown[cells:] < loud)]) | held
    if top_p < 1.0 and sweeps:
        v = v & np.tile(_likely(chance, free, top_p) | ~free, 2)
    logp = np.log(np.where(v[:CELLS], chance, 1 - chance) + np.float32(1e-7))
    return Drawn(v, np.where(free, logp, 0).astype(np.float32))


def _cells(logits: Floats) -> tuple[Floats, Floats]:
    """The chance of a hit in each cell, and of its being loud: a hit knows that it may be."""
    odds = np.exp(np.minimum(logits, 30))
    hit, loud = odds[: len(odds) // 2], odds[len(odds) // 2 :]
    struck = hit * (1 + loud)
    return struck / (1 + struck), loud / (1 + loud)


def _likely(chance: Floats, free: Bits, top_p: float) -> Bits:
    """The cells without those unlikeliest ones that together hold 1 − `top_p` of the hits that are to be expected."""
    expected = np.where(free, chance, 0)
    order = expected.argsort(kind="stable")
    rare = expected[order].cumsum() <= (1 - top_p) * expected.sum()
    likely = np.ones(len(chance), bool)
    likely[order[rare]] = False
    return likely


def _sigmoid(x: NDArray[Any]) -> NDArray[Any]:
    share: NDArray[Any] = np.float32(0.5) + np.float32(0.5) * np.tanh(x * np.float32(0.5))
    return share


Room = tuple[NDArray[np.int64], NDArray[np.int64]]
WIDE: Room = (np.full(CELLS, -LARGEST_OFFSET), np.full(CELLS, LARGEST_OFFSET))


def order_kept(pattern: Bits) -> Room:
    """Offsets by which no hit of a bar (VISIBLES) comes before one of an earlier slot."""
    slots = np.flatnonzero(pattern[:CELLS].reshape(SLOTS, -1).any(1))
    ticks = np.array(TICKS)[slots]
    low, high = np.full(SLOTS, -LARGEST_OFFSET), np.full(SLOTS, LARGEST_OFFSET)
    halves = (np.diff(ticks) - 1) // 2
    low[slots[1:]] = np.maximum(low[slots[1:]], -halves)
    high[slots[:-1]] = np.minimum(high[slots[:-1]], halves)
    drums = CELLS // SLOTS
    return np.repeat(low, drums), np.repeat(high, drums)


def with_touch(
    net: DrumWeights, inputs: Floats, accents: Bits, dice: Generator, room: Room = WIDE, louder: float = 0.0
) -> tuple[Floats, Floats]:
    """Velocities 1…127 and offsets in ticks for all cells (CELLS), drawn from the touch's two distributions. `room`:
    the least and the largest offset of each cell, around 0. `louder` moves the middle of the velocities."""
    touched = net.touch(inputs)
    low, high = np.where(accents, ACCENT, 1), np.where(accents, 127, ACCENT - 1)
    velocity = _cut_logistic(touched.velocity + np.float32(louder), touched.velocity_width, low, high, dice)
    offset = _cut_logistic(
        touched.offset, touched.offset_width, -(-room[0] // TICKS_A_STEP), room[1] // TICKS_A_STEP, dice
    )
    return velocity, offset * TICKS_A_STEP


def _cut_logistic(centre: Floats, width: Floats, low: np.ndarray, high: np.ndarray, dice: Generator) -> Floats:
    """Whole numbers from logistic distributions that are cut to low…high."""
    first, last = _sigmoid((low - 0.5 - centre) / width), _sigmoid((high + 0.5 - centre) / width)
    at = np.clip(first + dice.random(len(centre)) * (last - first), 1e-6, 1 - 1e-6)
    value: Floats = np.clip(np.rint(centre + width * np.log(at / (1 - at))), low, high)
    return value
