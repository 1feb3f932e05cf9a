"""Where a note lies in pixels, and how rectangles are drawn many at a time."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from musegen_app.score.model import Note
from musegen_app.ui.piano_roll.stage import Stage

FEW = 80  # more notes than that are drawn by `crowd.py`, which takes about the same time for any number
FEW_DASHED = -1  # the same for notes of other tracks, whose dashes Qt draws slowly
BLUR = 1  # pixels beside a note on which a smoothed outline leaves a trace
_MANY = 1000  # so many are worth the wait for numpy
_CROWD = "musegen_app.ui.piano_roll.painters.crowd"


def is_crowd(count: int, few: int = FEW) -> bool:
    """Whether `crowd.py` is to draw `count` notes: the first pictures of the window must not wait for it."""
    return count > (few if _CROWD in sys.modules else _MANY)


def note_rect(stage: Stage, note: Note) -> QRectF:
    """The note on whole pixels, one pixel free on the right so that repeated notes stay apart. A hit in drum rows is
    as wide as it is high, whatever its length."""
    time, axis = stage.time, stage.pitch
    left = time.pixel(note.start_tick)
    gap = 1 if axis.row > 7 else 0
    high = axis.row - 2 * gap
    wide = high if stage.rows_mode == "drums" else max(3, time.pixel(note.end_tick) - left - gap)
    return QRectF(left, axis.y(note.pitch) + gap, wide, high)


def reach(stage: Stage) -> int:
    """How many pixels before the left edge a note may end and still be seen."""
    return (stage.pitch.row if stage.rows_mode == "drums" else 4) + BLUR


def heart(rect: QRectF) -> QRectF:
    """The part of a hit's square that its diamond fills."""
    quarter = rect.width() / 4
    return rect.adjusted(quarter, quarter, -quarter, -quarter)


def fill_notes(painter: QPainter, stage: Stage, rects: list[QRectF], fill: QColor) -> None:
    """Notes of one colour: rounded bars, or diamonds in drum rows."""
    if stage.rows_mode == "drums":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        _draw_diamonds(painter, rects)
    else:
        fill_rects(painter, rects, fill, radius(stage))


def outline_notes(painter: QPainter, stage: Stage, rects: list[QRectF], pen: QPen) -> None:
    """Their outlines."""
    if stage.rows_mode == "drums":
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        _draw_diamonds(painter, rects)
    else:
        outline_rects(painter, rects, pen, radius(stage))


def _draw_diamonds(painter: QPainter, rects: Iterable[QRectF]) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for r in rects:
        middle = r.center()
        corners = (QPointF(middle.x(), r.top()), QPointF(r.right(), middle.y()))
        painter.drawConvexPolygon([*corners, QPointF(middle.x(), r.bottom()), QPointF(r.left(), middle.y())])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def radius(stage: Stage) -> float:
    return min(3.0, stage.pitch.row / 5)


def fill_rects(painter: QPainter, rects: list[QRectF], fill: QColor, corner: float) -> None:
    """Filled rectangles of one colour; `corner` 0 draws them in one call without smoothing."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    _draw(painter, rects, corner)


def outline_rects(painter: QPainter, rects: list[QRectF], pen: QPen, corner: float) -> None:
    """Outlines that lie inside their rectangles."""
    half = pen.widthF() / 2
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _draw(painter, [r.adjusted(half, half, -half, -half) for r in rects], corner)


def dashed(value: QColor, width: float = 1.0) -> QPen:
    pen = QPen(value, width)
    pen.setDashPattern([3.0, 2.0])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def _draw(painter: QPainter, rects: Iterable[QRectF], corner: float) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, corner > 0)
    if corner > 0:
        for rect in rects:
            painter.drawRoundedRect(rect, corner, corner)
    else:
        painter.drawRects(list(rects))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
