"""A small light that blinks when something comes in."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from musegen_app.ui.theme import Theme, colour

_LIT_MS = 120


class ActivityLight(QWidget):
    """Hollow: not in use. Filled: in use. `flash` lights it up for a moment."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.in_use = False
        self._off = QTimer(self)
        self._off.setSingleShot(True)
        self._off.setInterval(_LIT_MS)
        self._off.timeout.connect(self.update)
        self.setFixedSize(QSize(10, 10))

    @property
    def lit(self) -> bool:
        return self._off.isActive()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_in_use(self, in_use: bool) -> None:
        if in_use != self.in_use:
            self.in_use = in_use
            self.update()

    def flash(self) -> None:
        self._off.start()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        ink = theme.ok if self.lit else theme.dim if self.in_use else theme.faint
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colour(ink), 1.4))
            painter.setBrush(colour(ink, 255 if self.lit else 110 if self.in_use else 0))
            reach = 0.8 if self.lit else 2.0
            painter.drawEllipse(QRectF(self.rect()).adjusted(reach, reach, -reach, -reach))
