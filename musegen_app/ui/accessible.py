"""What painted parts are to a screen reader: Qt knows buttons and fields, but calls everything else just "a widget".

A widget says it by `accessible_role = QAccessible.Role.…` in its class. GUI thread.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget


@lru_cache(maxsize=1)
def tell_roles() -> None:
    """From now on a screen reader hears the roles of our parts. Done once in a process."""
    QAccessible.installFactory(_interface)


def _interface(_key: str, thing: QObject) -> QAccessibleInterface | None:
    role = getattr(thing, "accessible_role", None)
    if role is None or not isinstance(thing, QWidget):
        return None  # Qt's own way
    return QAccessibleWidget(thing, role, "")
