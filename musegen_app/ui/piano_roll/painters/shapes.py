"""Where a note lies in pixels, and how rectangles are drawn many at a time."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from musegen_app.score.model import Note
from musegen_app.ui.piano_roll.stage import Stage

ROUNDED_UP_TO = 700  # more notes than that are drawn as plain rectangles: a third of the time
DASHED_ROUNDED_UP_TO = 160
DASHED_UP_TO = 800


def note_rect(stage: Stage, note: Note) -> QRectF:
    """The note on whole pixels, one pixel free on the right so that repeated notes stay apart."""
    left = round(stage.time.x(note.start_tick))
    right = round(stage.time.x(note.end_tick))
    row = stage.pitch.row
    gap = 1 if row > 7 else 0
    return QRectF(left, stage.pitch.y(note.pitch) + gap, max(3, right - left - gap), row - 2 * gap)


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
