"""Velocities of thousands of notes as one small picture. Where there is no room for heads the sticks are faint and
each note is a point at their upper ends, so that one sees how the velocities lie. Import it only when needed (numpy).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage, QPainter

from musegen_app.score.model import OriginKind
from musegen_app.ui.piano_roll.painters import crowd, palette
from musegen_app.ui.piano_roll.painters.arrays import AUTHORS, KINDS, MUTED, among
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.piano_roll.value_axis import ValueAxis

_STICK = 2  # points wide
_HEAD = 3.5
_MARGIN = 6  # points beside what is seen from where a head or a stick reaches into it
_CHOSEN = len(KINDS)  # comes after the authors: selected notes lie on top
_INKS = 8  # more than there are
_DIAMOND, _HOLLOW = 1, 2  # the heads of generated and of muted notes, as in `velocity_painting.py`
_GENERATED = KINDS.index(OriginKind.GENERATED)


@dataclass(frozen=True, slots=True, eq=False)
class Heads:
    """Where the sticks' upper ends are (device pixels; `x` rises), in which ink, and whose notes they are."""

    x: NDArray[np.int32]
    top: NDArray[np.int32]
    ink: NDArray[np.int32]
    flags: NDArray[np.int32]  # as in `arrays.py`

    def only(self, which: NDArray[np.bool_]) -> Heads:
        return Heads(self.x[which], self.top[which], self.ink[which], self.flags[which])


def paint_sticks(
    painter: QPainter, stage: Stage, axis: ValueAxis, clip: QRect, roomy: bool, drafted: bool = False
) -> None:
    """The sticks of the active track that no drag has lifted, or those that it has made of them (`drafted`), as far as
    they are seen in `clip`; `roomy`: with heads."""
    ratio, height = painter.device().devicePixelRatio(), axis.height
    area = clip.adjusted(-_MARGIN, 0, _MARGIN, 0)
    table = crowd.drafted_table(stage) if drafted else crowd.table_in_sight(stage, area)
    across, down = round(area.width() * ratio), round(height * ratio)
    scroll = round(stage.time.scroll * ratio) + round(area.left() * ratio)
    x = np.rint(table[0] * (stage.time.pixels_per_tick * ratio)).astype(np.int32) - scroll
    top = np.rint((height - axis.pad - (height - 2 * axis.pad) * table[3] / 127) * ratio).astype(np.int32)
    inks = table[4] & AUTHORS
    if stage.selection:
        inks = np.where(among(table[5], stage.columns.ids(stage.selection)), _CHOSEN, inks)
    flags = table[4]
    if drafted:
        order = np.argsort(x, kind="stable")
        x, top, inks, flags = x[order], top[order], inks[order], flags[order]
    first, last = np.searchsorted(x, (0, across))
    x, top, inks, flags = x[first:last], top[first:last], inks[first:last], flags[first:last]
    picture = np.zeros((down, across), np.uint8)
    heads = Heads(x, top, inks, flags)
    paint = _with_heads if roomy else _crowded
    paint(picture, heads, ratio, round((height - axis.pad / 2) * ratio))
    pixels = palette.sticks(stage).take(picture)
    image = QImage(pixels.data, across, down, 4 * across, QImage.Format.Format_ARGB32_Premultiplied)
    painter.drawImage(QRectF(area.left(), 0, area.width(), height), image)


def _with_heads(picture: NDArray[np.uint8], heads: Heads, ratio: float, floor: int) -> None:
    """Sticks, then a head on each; those of selected notes last."""
    for ink in np.flatnonzero(np.bincount(heads.ink)).tolist():
        _stand(picture[:floor], heads.only(heads.ink == ink), 1, ratio)
    for ink in np.flatnonzero(np.bincount(heads.ink)).tolist():
        _stamp_heads(picture, heads.only(heads.ink == ink), ratio)


def _crowded(picture: NDArray[np.uint8], heads: Heads, ratio: float, floor: int) -> None:
    """Faint sticks, then each note as a point."""
    _stand(picture[:floor], heads, palette.faint_stick(0), ratio)
    height, width = picture.shape
    places = np.minimum(heads.top, height - 1) * width + heads.x
    picture.reshape(-1)[places] = heads.ink + 1


def _stand(picture: NDArray[np.uint8], heads: Heads, first_ink: int, ratio: float) -> None:
    """A stick in each column, from the loudest note down, in the ink of that note."""
    height, width = picture.shape
    wide = max(1, round(_STICK * ratio))
    firsts = np.flatnonzero(np.diff(heads.x, prepend=-1))
    columns = heads.x[firsts]
    highest = np.minimum.reduceat(heads.top * _INKS + heads.ink, firsts)
    tops = np.full(width + wide, height * _INKS, np.int32)
    for step in range(wide):
        tops[columns + step] = np.minimum(tops[columns + step], highest)
    shown = np.arange(height, dtype=np.int32)[:, None] >= (tops[:width] // _INKS)
    np.copyto(picture, (tops[:width] % _INKS + first_ink).astype(np.uint8), where=shown)


def _stamp_heads(picture: NDArray[np.uint8], heads: Heads, ratio: float) -> None:
    """Round heads, diamonds of generated notes, hollow ones of muted notes."""
    looks = _DIAMOND * (heads.flags & AUTHORS == _GENERATED) + _HOLLOW * (heads.flags & MUTED > 0)
    for look in np.flatnonzero(np.bincount(looks)).tolist():
        some = heads.only(looks == look)
        diamond = bool(look & _DIAMOND)
        _stamp(picture, some, _shape(_HEAD * ratio, diamond), some.ink + 1, ratio)
        if look & _HOLLOW:
            _stamp(picture, some, _shape((_HEAD - 1) * ratio, diamond), np.zeros_like(some.ink), ratio)


def _shape(reach: float, diamond: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Lines and columns, counted from the middle, that a head covers."""
    offsets = np.arange(-int(np.ceil(reach)) - 1, int(np.ceil(reach)) + 2)
    lines, columns = offsets[:, None], offsets[None, :]
    near = abs(lines) + abs(columns) <= reach + 0.8 if diamond else lines**2 + columns**2 <= reach**2
    down, across = np.nonzero(near)
    return offsets[down], offsets[across]


def _stamp(
    picture: NDArray[np.uint8],
    heads: Heads,
    shape: tuple[NDArray[np.int64], NDArray[np.int64]],
    inks: NDArray[np.int32],
    ratio: float,
) -> None:
    height, width = picture.shape
    lines = np.clip(heads.top[:, None] + shape[0], 0, height - 1)
    columns = np.clip(heads.x[:, None] + round(ratio) + shape[1], 0, width - 1)
    picture.reshape(-1)[lines * width + columns] = inks[:, None]
