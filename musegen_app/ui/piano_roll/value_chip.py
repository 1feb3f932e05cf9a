"""A small label beside a point of a lane: its value, and what it belongs to."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from musegen_app.ui import theme as tokens
from musegen_app.ui.theme import Theme, colour

_PAD = 5
_HEIGHT = 16.0
_AWAY = 9  # pixels from the point


def paint_chip(painter: QPainter, theme: Theme, at: QPointF, words: str, room: QRectF) -> None:
    """`words` beside `at`, held within `room`: on its right, or on its left where there is none."""
    painter.setFont(tokens.font(tokens.SIZE_SMALL))
    width = painter.fontMetrics().horizontalAdvance(words) + 2 * _PAD
    box = QRectF(at.x() + _AWAY, at.y() - _HEIGHT / 2, width, _HEIGHT)
    if box.right() > room.right():
        box.moveRight(at.x() - _AWAY)
    box.moveTop(min(max(room.top(), box.top()), room.bottom() - _HEIGHT))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(theme.raised))
    painter.drawRoundedRect(box, tokens.RADIUS_SMALL, tokens.RADIUS_SMALL)
    painter.setPen(colour(theme.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
