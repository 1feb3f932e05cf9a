"""Where a small window opens so that all of it is on the screen."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget


def open_within_screen(popup: QWidget, place: QPoint) -> None:
    """Show `popup` with its upper left corner at `place` (on the screen), moved as far as it has to be."""
    popup.adjustSize()
    room = popup.screen().availableGeometry()
    x = min(place.x(), room.right() - popup.width())
    y = min(place.y(), room.bottom() - popup.height())
    popup.move(max(room.left(), x), max(room.top(), y))
    popup.show()
