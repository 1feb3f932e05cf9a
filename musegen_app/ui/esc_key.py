"""Esc means what is just going on, before it means a command of the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication


class EscKey(QObject):
    """While it is on, `pressed` comes instead of the shortcut. Menus and dialogs keep their Esc. GUI thread."""

    pressed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.on = False

    def set_on(self, on: bool) -> None:
        application = QGuiApplication.instance()
        if on == self.on or application is None:
            return
        self.on = on
        if on:
            application.installEventFilter(self)
        else:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or not _is_esc(event) or _is_busy():
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            self.pressed.emit()
            return True
        return False


def _is_esc(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape and event.modifiers() == Qt.KeyboardModifier.NoModifier


def _is_busy() -> bool:
    return QApplication.activePopupWidget() is not None or QApplication.activeModalWidget() is not None
