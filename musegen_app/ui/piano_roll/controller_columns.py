"""Controls with several points a pixel: what each column of pixels shows. Import it only when needed (numpy)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musegen_app.ui.piano_roll.control_points import ControlPoints
from musegen_app.ui.piano_roll.transform import TimeAxis


@dataclass(frozen=True, slots=True, eq=False)
class _Arrays:
    ticks: NDArray[np.int64]
    values: NDArray[np.int32]


def bands(points: ControlPoints, time: TimeAxis, width: int) -> list[tuple[int, int]]:
    """The lowest and the highest value in force in each of `width` columns."""
    arrays = _arrays(points)
    edges = (np.arange(width + 1) + time.scroll) / time.pixels_per_tick
    places = np.searchsorted(arrays.ticks, edges)
    known = np.concatenate((np.array([points.before], np.int32), arrays.values))
    low = known[places[:-1]]  # in force where the column begins
    high = low.copy()
    filled = np.flatnonzero(places[1:] > places[:-1])
    if len(filled):
        inside = arrays.values[: places[-1]]
        low[filled] = np.minimum(low[filled], np.minimum.reduceat(inside, places[filled]))
        high[filled] = np.maximum(high[filled], np.maximum.reduceat(inside, places[filled]))
    return list(zip(low.tolist(), high.tolist(), strict=True))


def _arrays(points: ControlPoints) -> _Arrays:
    if not isinstance(points.columns, _Arrays):
        points.columns = _Arrays(np.array(points.ticks, np.int64), np.array(points.values, np.int32))
    return points.columns
