"""A grip that something can be pulled from: pulled it says so, clicked it carries out its command."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QApplication

from musegen_app.ui.parts.icon_button import IconButton


class DragGrip(IconButton):
    """`pulled` comes once a press, when the pointer is clearly away from it; the click is off then."""

    pulled = Signal()

    def __init__(self, picture: str, action: QAction) -> None:
        super().__init__(picture, action, role="dim")
        self._pressed_at: QPointF | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._pressed_at = event.position() if self.isEnabled() else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._pressed_at is None:
            return
        if (event.position() - self._pressed_at).manhattanLength() >= QApplication.startDragDistance():
            self._pressed_at = None
            self.setDown(False)
            self.pulled.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = None
        super().mouseReleaseEvent(event)
