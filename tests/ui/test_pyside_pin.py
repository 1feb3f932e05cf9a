"""A PySide release once lost a reference to None at every void call: see the pins in the set-up notes."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt
CALLS = 50_000


def test_fifty_thousand_void_calls_leave_none_alone(qtbot: QtBot) -> None:
    widget, thing = QWidget(), QObject()
    qtbot.addWidget(widget)
    for _ in range(CALLS // 2):
        widget.update()
        thing.setObjectName("x")
    gc.collect()
    assert widget.update() is None
