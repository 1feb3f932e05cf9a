"""The ground of the roll: rows of the scale, rows outside it, and the lines of time.

Rows look the same all along the time, so a narrow strip of them is painted once for each zoom and repeated.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from musegen_app.score.keys import Key
from musegen_app.ui.piano_roll import grid
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.piano_roll.transform import PitchAxis
from musegen_app.ui.theme import Theme, colour, mixed

_WHITE_KEYS = frozenset({0, 2, 4, 5, 7, 9, 11})
_TILE = 320  # points: the width of what is repeated
_LINED = 7  # pixels a row needs for a line of its own
_PIANO = 0.45  # how much of the shade of rows outside a key the black keys have where no key is shown
_TONIC = 0.07  # how much accent the tonic's rows have


def paint_grid(painter: QPainter, stage: Stage, clip: QRect, height: int) -> None:
    """Rows and lines of a view that is `height` points high, where they are seen in `clip`."""
    paint_rows(painter, stage, clip, height)
    paint_lines(painter, stage, clip)


def paint_rows(painter: QPainter, stage: Stage, clip: QRect, height: int) -> None:
    """Rows of the key at each place. Without a key, or when scales are not shown, the black keys are a little darker,
    as on a piano."""
    ratio = painter.device().devicePixelRatio()
    for from_x, to_x, key in _stretches(stage, clip.left(), clip.right() + 1):
        tile = _tile(stage.theme, stage.pitch, key, stage.rows_mode == "drums", height, ratio)
        for left in range(from_x, to_x, _TILE):  # a plain copy is many times faster than `drawTiledPixmap`
            wide = min(_TILE, to_x - left)
            part = QRectF(0, clip.top() * ratio, wide * ratio, clip.height() * ratio)
            painter.drawPixmap(QRectF(left, clip.top(), wide, clip.height()), tile, part)


def _stretches(stage: Stage, left: int, right: int) -> list[tuple[int, int, Key | None]]:
    """Stretches between two pixels and the key that is shown there."""
    keys = stage.score.keys if stage.scale_shown else ()
    if not keys:
        return [(left, right, None)]
    edges = [left, *(stage.time.pixel(k.tick) for k in keys[1:]), right]
    stretches = zip(edges, edges[1:], keys, strict=False)
    return [(max(left, a), min(right, b), k.key) for a, b, k in stretches if b > left and a < right]


@lru_cache(maxsize=24)
def _tile(theme: Theme, axis: PitchAxis, key: Key | None, drums: bool, height: int, ratio: float) -> QPixmap:
    made = QPixmap(round(_TILE * ratio), round(height * ratio))
    made.fill(colour(theme.ground))  # opaque: it is copied, not blended
    made.setDevicePixelRatio(ratio)
    with QPainter(made) as painter:
        for pitch in axis.seen(height):
            top = axis.y(pitch)
            painter.fillRect(0, top, _TILE, axis.row, colour(theme.row if drums else _row_ink(theme, key, pitch)))
            if axis.row >= _LINED:
                painter.fillRect(0, top + axis.row - 1, _TILE, 1, colour(_line_ink(theme, key, pitch)))
    return made


def _row_ink(theme: Theme, key: Key | None, pitch: int) -> str:
    if key is None:
        outside = mixed(theme.row, theme.row_outside, _PIANO).name()
        return theme.row if pitch % 12 in _WHITE_KEYS else outside
    if pitch % 12 not in key.pitch_classes:
        return theme.row_outside
    return mixed(theme.row, theme.accent, _TONIC).name() if pitch % 12 == key.tonic else theme.row


def _line_ink(theme: Theme, key: Key | None, pitch: int) -> str:
    """Octaves begin with a clearer line: at the tonic, or at C."""
    return theme.grid_beat if pitch % 12 == (key.tonic if key is not None else 0) else theme.row_line


def paint_lines(painter: QPainter, stage: Stage, clip: QRect) -> None:
    """Bars, beats and grid steps as one-pixel lines."""
    theme, axis = stage.theme, stage.time
    found = grid.around(axis, stage.score.meter, stage.snap, clip.left(), clip.right() + 1)
    painter.setPen(Qt.PenStyle.NoPen)
    for ticks, value in (
        (found.steps, theme.grid_step),
        (found.beats, theme.grid_beat),
        ([bar.tick for bar in found.bars], theme.grid_bar),
    ):
        painter.setBrush(colour(value))
        painter.drawRects([QRect(axis.pixel(tick), clip.top(), 1, clip.height()) for tick in ticks])
