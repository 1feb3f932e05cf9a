"""The window and the screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSize
from pytestqt.qtbot import QtBot

from musegen_app.ui.main_window import MainWindow

pytestmark = pytest.mark.qt


def test_the_frame_of_the_window_fits_on_the_screen_too(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    room = window.screen().availableGeometry()
    window.resize(room.size())
    with_title_bar = QRect(0, 0, window.width() + 2, window.height() + 30)
    monkeypatch.setattr(window, "frameGeometry", lambda: with_title_bar)
    window.fit_to_screen()
    assert window.size() == QSize(room.width() - 2, room.height() - 30)
