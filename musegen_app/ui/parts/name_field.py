"""The name of something that is picked with a click: only a double click, or `begin`, makes it a field."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from musegen_app.ui.parts.inline_edit import InlineEdit


class NameField(InlineEdit):
    """Mouse and keyboard pass it by until it is being edited, so that a click or a drag there means what it lies on."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.fixed = False  # a name that nobody can change
        self._rest()

    @property
    def editing(self) -> bool:
        return not self.isReadOnly()

    def begin(self) -> None:
        """Edit the name; Enter keeps, Esc takes back."""
        if self.fixed:
            return
        self.setReadOnly(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selectAll()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.editing:
            super().mousePressEvent(event)
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.editing:
            super().mouseMoveEvent(event)
        else:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.editing:
            super().mouseReleaseEvent(event)
        else:
            event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.editing:
            super().mouseDoubleClickEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.begin()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._rest()

    def _rest(self) -> None:
        self.setReadOnly(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
