"""A named value with a slider."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from musegen_app.ui.parts.value_slider import ValueSlider

pytestmark = pytest.mark.qt


@pytest.fixture
def slider(qtbot: QtBot) -> ValueSlider:
    made = ValueSlider("Surprise", "How unexpected", 0.05, 2.0, 1.0)
    qtbot.addWidget(made)
    made.resize(280, 50)
    made.show()
    return made


def told_by(slider: ValueSlider) -> list[float]:
    told: list[float] = []
    slider.changed.connect(told.append)
    return told


def test_arrows_step_by_five_hundredths(qtbot: QtBot, slider: ValueSlider) -> None:
    told = told_by(slider)
    qtbot.keyClick(slider.slider, Qt.Key.Key_Right)
    qtbot.keyClick(slider.slider, Qt.Key.Key_Left)
    assert told == [pytest.approx(1.05), pytest.approx(1.0)]


def test_the_wheel_steps(qtbot: QtBot, slider: ValueSlider) -> None:
    told = told_by(slider)
    where = QPointF(40, 8)
    turn = QWheelEvent(
        where,
        QPointF(slider.slider.mapToGlobal(where.toPoint())),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(slider.slider, turn)
    assert told == [pytest.approx(1.05)]


def test_a_press_jumps_there_and_a_double_click_resets(qtbot: QtBot, slider: ValueSlider) -> None:
    told = told_by(slider)
    far = QPoint(slider.slider.width() - 2, slider.slider.height() // 2)
    qtbot.mouseClick(slider.slider, Qt.MouseButton.LeftButton, pos=far)
    assert slider.value == 2.0
    qtbot.mouseDClick(slider.slider, Qt.MouseButton.LeftButton, pos=far)
    assert slider.value == 1.0
    assert told[-1] == 1.0


def test_a_number_can_be_typed_and_is_kept_in_range(slider: ValueSlider) -> None:
    told = told_by(slider)
    for text in ("0,85", "7", "much"):
        slider.number.committed.emit(text)
    assert told == [pytest.approx(0.85), 2.0]
    assert slider.number.text() == "2.00"


def test_showing_a_value_tells_nobody(slider: ValueSlider) -> None:
    told = told_by(slider)
    slider.set_value(0.5)
    assert told == []
    assert slider.slider.accessibleName() == "Surprise"
