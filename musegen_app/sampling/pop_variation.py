"""Which notes a variation draws again: the metrically lightest first, among equals as the dice say."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise

from musegen_app.codecs.pop import Part, PopNote
from musegen_app.codecs.pop_context import Closed


def lightest(notes: Sequence[PopNote], amount: float, bar: int, rng_seed: int) -> set[int]:
    """Indices of the share `amount` (0..1) of the notes: offbeat sixteenths, then quavers, beats, half bars, bars."""
    dice = random.Random(rng_seed)
    order = sorted(range(len(notes)), key=lambda i: (weight(notes[i].start, bar), dice.random()))
    return set(order[: round(min(max(amount, 0.0), 1.0) * len(notes))])


def weight(start: int, bar: int) -> int:
    """0 for an offbeat sixteenth, to 4 for the first beat of a bar of `bar` sixteenths."""
    place = start % bar
    return 4 if place == 0 else 3 if 2 * place == bar else 2 if place % 4 == 0 else 1 if place % 2 == 0 else 0


def around(part: Part, gone: Sequence[PopNote], start: int, end: int) -> list[Closed]:
    """[start, end) of a part but for the moments at which a note of it is gone: new ones may begin only there."""
    free = sorted({n.start for n in gone if n.part == part and start <= n.start < end})
    edges = [start - 1, *free, end]
    return [Closed(part, a + 1, b) for a, b in pairwise(edges) if a + 1 < b]
