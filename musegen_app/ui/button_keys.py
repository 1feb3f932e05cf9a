"""Enter presses the button that has the keyboard. Space does not: wherever one is, Space plays and stops."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QPushButton, QWidget

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def presses(event: QKeyEvent, window: QWidget) -> bool:
    """Does the key mean the button or box of `window` that has the keyboard? Then no command may have it."""
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
    focus = QApplication.focusWidget()
    return (
        plain
        and event.key() in _ENTER
        and isinstance(focus, QAbstractButton | QComboBox)
        and focus.isEnabled()
        and focus.window() is window
    )


def press() -> None:
    """Do what a click on it would do."""
    widget = QApplication.focusWidget()
    menu = widget.menu() if isinstance(widget, QPushButton) else None
    if isinstance(widget, QComboBox):
        widget.showPopup()
    elif menu is not None and widget is not None:
        menu.popup(widget.mapToGlobal(widget.rect().bottomLeft()))
    elif isinstance(widget, QAbstractButton):
        widget.click()
