"""No person sits in front of the tests: whatever would wait for one is closed and fails the test.

A dialog or menu that Qt runs in a loop of its own keeps the test inside C++, where no timeout reaches it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QApplication,
    QColorDialog,
    QDialog,
    QFileDialog,
    QFontDialog,
    QInputDialog,
    QMenu,
    QMessageBox,
    QWidget,
)

_LOOK_MS = 250
_PATIENCE_LOOKS = 20  # counted, not timed: a machine that stands still for a while closes nothing
_ASKING: dict[type, tuple[str, ...]] = {
    QDialog: ("exec", "exec_"),
    QMenu: ("exec", "exec_"),
    QMessageBox: ("exec", "exec_", "about", "critical", "information", "question", "warning"),
    QFileDialog: (
        *("getExistingDirectory", "getExistingDirectoryUrl", "getOpenFileName", "getOpenFileNames", "getOpenFileUrl"),
        *("getOpenFileUrls", "getSaveFileName", "getSaveFileUrl"),
    ),
    QInputDialog: ("getDouble", "getInt", "getItem", "getMultiLineText", "getText"),
    QColorDialog: ("getColor",),
    QFontDialog: ("getFont",),
}


def forbid_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call that waits for an answer raises at once; a test that wants one puts its own in its place."""
    for kind, names in _ASKING.items():
        for name in names:
            if hasattr(kind, name):
                monkeypatch.setattr(kind, name, _refusing(f"{kind.__name__}.{name}"))


def _refusing(name: str) -> Callable[..., NoReturn]:
    def ask(*_values: Any, **_named: Any) -> NoReturn:
        raise AssertionError(f"{name} waits for a person, and there is none")

    return ask


class Watch:
    """Closes popups and modal windows that stay open for twenty looks: menus that Qt itself runs in a loop."""

    def __init__(self, look_ms: int = _LOOK_MS) -> None:
        self.closed: list[str] = []
        self._open: QWidget | None = None
        self._looks = 0
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(look_ms)

    def stop(self) -> None:
        self._timer.stop()

    def _look(self) -> None:
        widget = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        self._looks = self._looks + 1 if widget is not None and widget is self._open else 0
        self._open = widget
        if widget is not None and self._looks >= _PATIENCE_LOOKS:
            self.closed.append(f"{type(widget).__name__} {widget.objectName() or widget.windowTitle()}".strip())
            self._looks = 0
            widget.close()
