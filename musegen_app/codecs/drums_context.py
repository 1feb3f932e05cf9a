"""What a drum net is told before a bar: style, tempo, fill, density, metre, and the two bars before.

Every group of conditions can be left out ("no preference" is all zeros); a net learns that from bars of which some of
them were hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from musegen_app.codecs.drums import CELLS, LARGEST_OFFSET, VISIBLES, DrumBar, Floats

STYLES = (
    "rock",
    "funk",
    "hiphop",
    "jazz",
    "latin",
    "afrocuban",
    "punk",
    "soul",
    "neworleans",
    "country",
    "reggae",
    "gospel",
    "pop",
    "blues",
    "dance",
    "afrobeat",
)
DENSITIES = ("sparse", "light", "medium", "busy", "dense")
DENSITY_EDGES = (3.25, 4.25, 5.0, 6.25)  # hits a quarter; measured quintiles of the training bars
BPM_EDGES = (80, 90, 98, 105, 112, 120, 130, 150)
FILLS = ("beat", "fill")
LENGTHS = 4  # one number for every beat that the bar has, 1 where it is whole

_STYLE = len(STYLES)
_BPM = _STYLE + len(BPM_EDGES) + 1
_FILL = _BPM + len(FILLS)
_DENSITY = _FILL + len(DENSITIES)
_LENGTH = _DENSITY + LENGTHS
CONDITIONS = _LENGTH + 2  # and whether there is a bar before, and one before that
WIDTH = CONDITIONS + 2 * VISIBLES  # input of the pattern net
PLAYED = 2 * CELLS  # velocity and offset of each cell in the bar before
TOUCH_WIDTH = CONDITIONS + VISIBLES + PLAYED  # input of the velocity and timing net


@dataclass(frozen=True, slots=True)
class DrumContext:
    """Wishes for a bar. `style` weights sum to at most 1; `bpm` 0, `fill` None and `density` None: no preference."""

    style: Mapping[str, float] = field(default_factory=dict)
    bpm: float = 0.0
    fill: bool | None = None
    density: int | None = None


def density_of(hits: int, ticks: int) -> int:
    """The density bin of so many hits in a bar of `ticks`."""
    return int(np.searchsorted(DENSITY_EDGES, hits * 960 / max(1, ticks)))


def conditions(context: DrumContext, bar: DrumBar, before: Sequence[DrumBar]) -> Floats:
    """The first CONDITIONS inputs of a bar; `before` are the bars before it, the last one last."""
    row = np.zeros(CONDITIONS, np.float32)
    for name, weight in context.style.items():
        row[STYLES.index(name)] = weight
    if context.bpm:
        row[_STYLE + int(np.searchsorted(BPM_EDGES, context.bpm))] = 1
    if context.fill is not None:
        row[_BPM + int(context.fill)] = 1
    if context.density is not None:
        row[_FILL + context.density] = 1
    row[_DENSITY:_LENGTH] = np.clip(bar.ticks / 960 - np.arange(LENGTHS), 0, 1)
    row[_LENGTH] = len(before) > 0
    row[_LENGTH + 1] = len(before) > 1
    return row


def inputs(context: DrumContext, bar: DrumBar, before: Sequence[DrumBar]) -> Floats:
    """What the pattern net gets: conditions, the bar before, the one before that. (WIDTH)"""
    last = before[-1].pattern() if before else np.zeros(VISIBLES, bool)
    older = before[-2].pattern() if len(before) > 1 else np.zeros(VISIBLES, bool)
    return np.concatenate([conditions(context, bar, before), last, older]).astype(np.float32)


def touch_inputs(context: DrumContext, bar: DrumBar, before: Sequence[DrumBar], pattern: np.ndarray) -> Floats:
    """What the velocity and timing net gets: conditions, the bar's pattern, how the bar before was played."""
    return np.concatenate([conditions(context, bar, before), pattern, played(before)]).astype(np.float32)


def played(before: Sequence[DrumBar]) -> Floats:
    """How the last bar was played: velocity of each cell around its middle, −1…1, then offset, −1…1; 0 where silent."""
    row = np.zeros(PLAYED, np.float32)
    for hit in before[-1].hits if before else ():
        row[hit.cell] = (hit.velocity - 64) / 64
        row[CELLS + hit.cell] = hit.offset / LARGEST_OFFSET
    return row
