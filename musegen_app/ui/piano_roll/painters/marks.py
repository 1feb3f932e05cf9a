"""The lasso, the knife's cut and the cursor of step input."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from musegen_app.ui.piano_roll.marks import Place, StepMark
from musegen_app.ui.piano_roll.painters.marked import paint_span
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import RADIUS_SMALL, colour

_CAP = 5.0  # half the width of the cursor's head, in pixels


def paint_marks(painter: QPainter, stage: Stage, height: int) -> None:
    """Whatever there is; nothing costs nothing."""
    marks = stage.marks
    if marks.step is not None:
        _paint_step(painter, stage, marks.step, height)
    if marks.swipe is not None:
        paint_span(painter, stage, marks.swipe, height)
    if marks.lasso:
        painter.setPen(QPen(colour(stage.theme.accent), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(colour(stage.theme.accent, 36))
        painter.drawPolygon(polygon_of(stage, marks.lasso))
    if marks.cut is not None:
        first, last = (_point(stage, place) for place in marks.cut)
        painter.setPen(QPen(colour(stage.theme.warm), 2))
        painter.drawLine(QLineF(first, last))


def polygon_of(stage: Stage, places: tuple[Place, ...]) -> QPolygonF:
    """The places in pixels of the roll."""
    return QPolygonF([_point(stage, place) for place in places])


def _point(stage: Stage, place: Place) -> QPointF:
    return QPointF(stage.time.x(place[0]), place[1] * stage.pitch.row - stage.pitch.scroll)


def _paint_step(painter: QPainter, stage: Stage, step: StepMark, height: int) -> None:
    """The step as a column with a cursor at its begin; what is held is drawn where it would be written."""
    left, right = stage.time.x(step.tick), stage.time.x(step.tick + step.ticks)
    painter.fillRect(QRectF(left, 0, right - left, height), colour(stage.theme.warm, 28))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(stage.theme.warm))
    painter.drawRect(QRectF(left - 1, 0, 2, height))
    painter.drawPolygon(QPolygonF([QPointF(left - _CAP, 0), QPointF(left + _CAP, 0), QPointF(left, _CAP * 1.6)]))
    painter.setPen(QPen(colour(stage.theme.warm), 1.5))
    painter.setBrush(colour(stage.theme.warm, 120))
    for pitch in step.pitches:
        box = QRectF(left + 1, stage.pitch.y(pitch) + 1, right - left - 2, stage.pitch.row - 2)
        painter.drawRoundedRect(box, RADIUS_SMALL, RADIUS_SMALL)
