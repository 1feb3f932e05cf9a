"""Every disabled control says why."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from musegen_app.score.model import Score, Track
from musegen_app.ui.availability import set_enabled, set_tip, unexplained, why_disabled
from musegen_app.ui.shell import Shell

pytestmark = pytest.mark.qt


def test_a_disabled_button_shows_the_reason_and_gets_its_own_tip_back(qtbot: QtBot) -> None:
    button = QPushButton("Keep")
    qtbot.addWidget(button)
    set_tip(button, "Keep the take")
    set_enabled(button, False, "There is no take.")
    set_enabled(button, False, "There is still no take.")
    assert not button.isEnabled()
    assert button.toolTip() == why_disabled(button) == "There is still no take."
    set_enabled(button, True)
    assert button.isEnabled()
    assert button.toolTip() == "Keep the take"


def test_switching_off_without_a_reason_is_a_mistake(qtbot: QtBot) -> None:
    with pytest.raises(ValueError, match="why"):
        set_enabled(QAction("Keep"), False)


def test_the_walk_finds_a_silent_control(qtbot: QtBot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    column = QVBoxLayout(root)
    silent, told, inside = QPushButton("a"), QWidget(), QPushButton("b")
    QVBoxLayout(told).addWidget(inside)
    column.addWidget(silent)
    column.addWidget(told)
    silent.setObjectName("silent")
    silent.setEnabled(False)
    set_enabled(told, False, "because")
    assert unexplained(root) == ["QPushButton silent"]


@pytest.mark.parametrize("song", ["the river song", "no notes", "no tracks"])
def test_no_control_of_the_window_is_off_without_a_word(shell: Shell, song: str) -> None:
    scores = {"the river song": None, "no notes": Score(tracks=(Track("Melody"),)), "no tracks": Score()}
    if scores[song] is not None:
        shell.session.document.replace(scores[song], None)  # type: ignore[arg-type]
    assert not shell.actions["keep"].isEnabled()
    assert unexplained(shell.window) == []
