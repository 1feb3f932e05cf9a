"""Controls with several points a pixel, as one picture: in each column of pixels from the lowest to the highest value,
and a pale filling between that and the base. Import it only when needed (numpy)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from musegen_app.ui.piano_roll.control_points import ControlPoints
from musegen_app.ui.piano_roll.transform import TimeAxis
from musegen_app.ui.piano_roll.value_axis import ValueAxis
from musegen_app.ui.theme import colour

_LEAST = 1.5  # points high is a column of one value
_FILLING = 60  # opacity, of 255

Values = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class _Arrays:
    ticks: NDArray[np.int64]
    values: Values


def paint_columns(
    painter: QPainter, points: ControlPoints, time: TimeAxis, axis: ValueAxis, base: int, ink: str, width: int
) -> None:
    """The lane `width` points wide in `ink`; its filling grows from the value `base`."""
    ratio = painter.device().devicePixelRatio()
    across, down = round(width * ratio), round(axis.height * ratio)
    finer = replace(time, pixels_per_tick=time.pixels_per_tick * ratio, scroll=round(time.scroll * ratio))
    low, high = bands(points, finer, across)
    top, bottom, floor = ((axis.height - axis.pad - (v - axis.low) / axis.per_pixel) * ratio for v in (high, low, base))
    lines = np.arange(down)[:, None]
    stroke = (lines >= np.rint(top)) & (lines < np.rint(np.maximum(bottom, top + _LEAST * ratio)))
    filling = (lines >= np.rint(np.minimum(top, floor))) & (lines < np.rint(np.maximum(bottom, floor)))
    pixels = np.where(stroke, np.uint32(colour(ink).rgba()), np.where(filling, np.uint32(_paled(ink)), np.uint32(0)))
    image = QImage(pixels.data, across, down, 4 * across, QImage.Format.Format_ARGB32)
    painter.drawImage(QRectF(0, 0, width, axis.height), image)


def bands(points: ControlPoints, time: TimeAxis, width: int) -> tuple[Values, Values]:
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
    return low, high


def _arrays(points: ControlPoints) -> _Arrays:
    if not isinstance(points.columns, _Arrays):
        points.columns = _Arrays(np.array(points.ticks, np.int64), np.array(points.values, np.int32))
    return points.columns


def _paled(ink: str) -> int:
    return colour(ink, _FILLING).rgba()
