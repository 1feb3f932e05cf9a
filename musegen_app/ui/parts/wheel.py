"""Whom a turn of the wheel is meant for: what it points at, or the column that scrolls below it."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea, QWidget


def is_for(part: QWidget) -> bool:
    """May the wheel change the value of `part`? In a column that scrolls only while `part` has the keyboard: who
    scrolls past it must not move it."""
    if part.hasFocus():
        return True
    around = part.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            return around.verticalScrollBar().maximum() == 0
        around = around.parentWidget()
    return True
