"""The quiet squares at the left of the lanes, some with a word in them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from musegen_app.ui import theme as tokens
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour


class Corner(QWidget):
    """Ground with an optional caption on top."""

    def __init__(self, stage: Stage, caption: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage, self._caption = stage, caption
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        stage.theme_changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._stage.theme
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), colour(theme.ground))
            if self._caption:
                painter.fillRect(0, 0, self.width(), 1, colour(theme.line))
                painter.setPen(colour(theme.dim))
                painter.setFont(tokens.font(tokens.SIZE_SMALL))
                box = self.rect().adjusted(0, 8, -6, 0)
                painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, self._caption)
