"""The line that asks: queue, answers, keys, over the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from musegen_app.ui.shell import Shell
from tests.ui.test_accessible import nameless

pytestmark = pytest.mark.qt


class Said:
    """What the user chose, in order."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def choices(self, *words: str) -> list[tuple[str, object]]:
        return [(w, lambda w=w: self.words.append(w)) for w in words]


@pytest.fixture
def said() -> Said:
    return Said()


def test_it_is_not_there_while_there_is_nothing_to_say(shell: Shell) -> None:
    assert shell.notice.isHidden()


def test_a_click_answers_and_the_line_goes(qtbot: QtBot, shell: Shell, said: Said) -> None:
    shell.notice.ask("An unsaved song was found.", said.choices("Open it", "Forget it"))
    assert shell.notice.isVisible()
    assert nameless(shell.notice) == []
    assert shell.roll.isAncestorOf(QApplication.focusWidget())  # nobody is interrupted in the middle of a word
    qtbot.mouseClick(shell.notice.buttons[0], Qt.MouseButton.LeftButton)
    assert said.words == ["Open it"]
    assert shell.notice.isHidden()


def test_f6_enter_and_esc_do_without_a_mouse(qtbot: QtBot, shell: Shell, said: Said) -> None:
    for _ in range(2):
        shell.notice.ask("What now?", said.choices("Yes", "No"))
    shell.bar.setFocus()
    qtbot.keyClick(shell.window.focusWidget(), Qt.Key.Key_F6)
    assert shell.window.focusWidget() is shell.notice.buttons[0]
    qtbot.keyClick(shell.window.focusWidget(), Qt.Key.Key_Return)
    assert said.words == ["Yes"]
    assert shell.window.focusWidget() is shell.notice.buttons[0]
    qtbot.keyClick(shell.window.focusWidget(), Qt.Key.Key_Escape)
    assert said.words == ["Yes", "No"]
    assert shell.roll.isAncestorOf(shell.window.focusWidget())


def test_notices_wait_for_each_other(shell: Shell, said: Said) -> None:
    shell.notice.ask("First", said.choices("a"))
    shell.notice.ask("Second", said.choices("b"))
    assert (shell.notice.sentence.text(), shell.notice.more.text()) == ("First", "1 of 2")
    shell.notice.answer(0)
    assert shell.notice.sentence.text() == "Second"
    assert shell.notice.more.isHidden()
    shell.notice.answer(0)
    assert said.words == ["a", "b"]


def test_one_notice_a_key_and_drop_takes_it_away(shell: Shell, said: Said) -> None:
    shell.notice.ask("Disk is full", said.choices("Again"), key="save")
    shell.notice.ask("Folder cannot be written", said.choices("Again"), key="save")
    assert [n.sentence for n in shell.notice.notices] == ["Folder cannot be written"]
    shell.notice.drop("save")
    shell.notice.drop("save")
    assert shell.notice.isHidden()
    assert said.words == []


def test_an_answer_may_ask_the_next_question(shell: Shell, said: Said) -> None:
    shell.notice.ask("First", [("Go on", lambda: shell.notice.ask("Second", said.choices("b")))])
    shell.notice.answer(-1)
    assert shell.notice.sentence.text() == "Second"


def test_without_choices_the_cross_closes_it(qtbot: QtBot, shell: Shell) -> None:
    shell.notice.ask("Only to tell", ())
    qtbot.mouseClick(shell.notice.cross, Qt.MouseButton.LeftButton)
    assert shell.notice.isHidden()
