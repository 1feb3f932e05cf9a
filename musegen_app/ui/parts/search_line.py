"""A field for typing what is looked for, above a list that is walked through with the arrows meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from musegen_app.ui.icons import icon
from musegen_app.ui.theme import Theme

PAGE = 10
_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -PAGE,
    Qt.Key.Key_PageDown: PAGE,
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SearchLine(QLineEdit):
    """`stepped` brings how many lines to walk, `entered` comes with Enter, `left` with Esc. These keys are no commands
    of the window while somebody types here."""

    stepped = Signal(int)
    entered = Signal()
    left = Signal()

    def __init__(self, theme: Theme, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.setProperty("role", "search")
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        for picture in self.findChildren(QToolButton):
            picture.setAccessibleName(words)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._glass.setIcon(icon("search", theme, theme.dim))

    def event(self, event: QEvent) -> bool:
        ours = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._means(event)
        if ours:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._means(event):
            super().keyPressEvent(event)
        elif event.key() in _ENTER:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            self.stepped.emit(_STEPS[Qt.Key(event.key())])

    def _means(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain = held == Qt.KeyboardModifier.NoModifier
        return plain and (event.key() in _STEPS or event.key() in _ENTER or event.key() == Qt.Key.Key_Escape)
