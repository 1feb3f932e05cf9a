"""What waits for a person fails a test instead of keeping it for ever."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu, QMessageBox, QToolButton
from pytestqt.qtbot import QtBot

from tests.nobody import Watch

pytestmark = pytest.mark.qt


def test_a_question_raises_at_once(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    for ask in (dialog.exec, QMessageBox.question, QFileDialog.getOpenFileName):
        with pytest.raises(AssertionError, match="waits for a person"):
            ask()


def test_a_menu_that_qt_waits_for_is_closed_and_told(qtbot: QtBot) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    menu = QMenu("Choices", button)
    menu.addAction("one")
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.show()
    watch = Watch(look_ms=2)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)  # returns when the menu is gone
    watch.stop()
    assert watch.closed == ["QMenu"]
