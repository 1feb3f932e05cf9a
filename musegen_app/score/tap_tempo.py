"""A tempo tapped with a key or a foot. Pure: the times come from outside."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

LONGEST_GAP = 2.0  # seconds: after that the next tap begins anew
MOST_TAPS = 9  # the last ones count
_SHORTEST_GAP = 0.1  # a key that bounces


def taps_in_row(times: Sequence[float], now: float) -> tuple[float, ...]:
    """The taps that belong together with one at `now` (seconds, any origin): the last few without a long gap."""
    kept = [*times, now]
    for place in range(len(kept) - 1, 0, -1):
        if not _SHORTEST_GAP <= kept[place] - kept[place - 1] <= LONGEST_GAP:
            return tuple(kept[place:])
    return tuple(kept[-MOST_TAPS:])


def tapped_bpm(times: Sequence[float]) -> float | None:
    """Quarter notes a minute of these taps, to a tenth; None for fewer than two. One slip is nothing."""
    gaps = [later - earlier for earlier, later in pairwise(times)]
    return round(60.0 / median(gaps), 1) if gaps and min(gaps) > 0 else None
