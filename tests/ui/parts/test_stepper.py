"""A whole number with − and +."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from musegen_app.ui.parts.stepper import Stepper

pytestmark = pytest.mark.qt


def test_steps_stay_in_range_and_tell_only_changes(qtbot: QtBot) -> None:
    stepper = Stepper("Bars", "How many", 1, 8, 7)
    qtbot.addWidget(stepper)
    told: list[int] = []
    stepper.changed.connect(told.append)
    for _ in range(3):
        qtbot.mouseClick(stepper.more, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(stepper.fewer, Qt.MouseButton.LeftButton)
    stepper.number.committed.emit("4 bars")
    stepper.number.committed.emit("none")
    assert told == [8, 7, 4]
    stepper.set_value(99)
    assert (stepper.value, told) == (8, [8, 7, 4])
