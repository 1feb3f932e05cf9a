"""Velocities of thousands of notes as one small picture. Where there is no room for heads the sticks are faint and
each note is a point at their upper ends, so that one sees how the velocities lie. Import it only when needed (numpy).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from musegen_app.ui.piano_roll.painters import crowd, palette
from musegen_app.ui.piano_roll.painters.arrays import AUTHORS, KINDS
from musegen_app.ui.piano_roll.stage import Stage

_STICK = 2  # points wide
_HEAD = 3.5
_HEAD_ROOM = 2.5  # points of width that each head needs on the average, or none has one
_CHOSEN = len(KINDS)  # comes after the authors: selected notes lie on top


def paint_sticks(painter: QPainter, stage: Stage, width: int, height: int, pad: int) -> None:
    """The sticks of the active track as a drag would leave them, between `pad` points above and half of that below."""
    ratio = painter.device().devicePixelRatio()
    table = crowd.table_in_sight(stage, as_drafted=True)
    across, down = round(width * ratio), round(height * ratio)
    x = np.rint(table[0] * (stage.time.pixels_per_tick * ratio)).astype(np.int32) - round(stage.time.scroll * ratio)
    top = np.rint((height - pad - (height - 2 * pad) * table[3] / 127) * ratio).astype(np.int32)
    inks = table[4] & AUTHORS
    if stage.selection:
        inks = np.where(np.isin(table[5], stage.columns.ids(stage.selection)), _CHOSEN, inks)
    seen = (x >= 0) & (x < across)
    x, top, inks = x[seen], top[seen], inks[seen]
    picture = np.zeros((down, across), np.uint8)
    headed = len(x) * _HEAD_ROOM <= width
    floor = round((height - pad / 2) * ratio)
    for ink in np.unique(inks).tolist():
        stick = ink + 1 if headed else palette.faint_stick(ink)
        _stand(picture, x[inks == ink], top[inks == ink], stick, ratio)
    picture[floor:] = 0
    for ink in np.unique(inks).tolist():
        _head(picture, x[inks == ink], top[inks == ink], ink + 1, ratio if headed else 0)
    pixels = palette.sticks(stage)[picture]
    image = QImage(pixels.data, across, down, 4 * across, QImage.Format.Format_ARGB32_Premultiplied)
    painter.drawImage(QRectF(0, 0, width, height), image)


def _stand(picture: NDArray[np.uint8], x: NDArray[np.int32], top: NDArray[np.int32], ink: int, ratio: float) -> None:
    """A stick in each column, from the loudest note down."""
    height, width = picture.shape
    wide = max(1, round(_STICK * ratio))
    tops = np.full(width + wide, height, np.int32)
    for step in range(wide):
        np.minimum.at(tops, x + step, top)
    picture[np.arange(height, dtype=np.int32)[:, None] >= tops[:width]] = ink


def _head(picture: NDArray[np.uint8], x: NDArray[np.int32], top: NDArray[np.int32], ink: int, ratio: float) -> None:
    """A disc on each stick; without a `ratio` a point of two pixels."""
    offsets = np.arange(-int(np.ceil(_HEAD * ratio)), int(np.ceil(_HEAD * ratio)) + 1)
    near = offsets[:, None] ** 2 + offsets**2 <= (_HEAD * ratio) ** 2
    down, across = (offsets[place] for place in np.nonzero(near))
    if not ratio:
        down, across = np.array([0, 0]), np.array([0, 1])
    lines = np.clip(top[:, None] + down, 0, picture.shape[0] - 1)
    columns = np.clip(x[:, None] + round(ratio) + across, 0, picture.shape[1] - 1)
    picture[lines, columns] = ink
