"""The bars that are marked for the net: a tinted ground with dashed ends, and a band on the ruler."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour

_BAND = 4  # pixels of the ruler


def paint_marked(painter: QPainter, stage: Stage, height: int) -> None:
    """Over the notes, as high as the roll."""
    if stage.marked is not None:
        paint_span(painter, stage, stage.marked, height)


def paint_span(painter: QPainter, stage: Stage, span: tuple[int, int], height: int) -> None:
    """These ticks, as what the net is to work on."""
    left, right = (stage.time.pixel(tick) for tick in span)
    painter.fillRect(QRectF(left, 0, right - left, height), colour(stage.theme.generated, 22))
    painter.setPen(QPen(colour(stage.theme.generated), 1, Qt.PenStyle.DashLine))
    for x in (left + 0.5, right - 0.5):
        painter.drawLine(QLineF(x, 0, x, height))


def paint_marked_bars(painter: QPainter, stage: Stage, height: int) -> None:
    """On the ruler."""
    if stage.marked is None:
        return
    left, right = (stage.time.pixel(tick) for tick in stage.marked)
    painter.fillRect(QRectF(left, 2, right - left, _BAND), colour(stage.theme.generated))
    painter.fillRect(QRectF(left, 2, 2, height - 3), colour(stage.theme.generated))
    painter.fillRect(QRectF(right - 2, 2, 2, height - 3), colour(stage.theme.generated))
