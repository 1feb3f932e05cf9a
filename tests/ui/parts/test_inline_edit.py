"""Text that is edited in place."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from musegen_app.ui.parts.inline_edit import InlineEdit
from musegen_app.ui.theme import SIZE_TITLE, font
from tests.ui.conftest import bring_to_front

pytestmark = pytest.mark.qt


@pytest.fixture
def field(qtbot: QtBot) -> InlineEdit:
    window = QWidget()
    made = InlineEdit("River Song", window)
    QVBoxLayout(window).addWidget(made)
    qtbot.addWidget(window)
    window.show()
    bring_to_front(qtbot, window)
    made.setFocus()
    made.owner = window  # type: ignore[attr-defined]
    return made


def test_enter_commits_once(qtbot: QtBot, field: InlineEdit) -> None:
    told: list[str] = []
    field.committed.connect(told.append)
    qtbot.keyClicks(field, "Lake")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told == ["Lake"]
    assert field.text() == "River Song"  # until the document says otherwise


def test_escape_brings_the_old_text_back_and_tells_nobody(qtbot: QtBot, field: InlineEdit) -> None:
    told: list[str] = []
    field.committed.connect(told.append)
    qtbot.keyClicks(field, "Lake")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert told == []
    assert field.text() == "River Song"
    assert not field.hasFocus()


def test_a_text_being_typed_is_not_overwritten(qtbot: QtBot, field: InlineEdit) -> None:
    qtbot.keyClicks(field, "Lak")
    field.show_text("Something else")
    assert field.text() == "Lak"


@pytest.mark.parametrize("text", ["big", "empty", "Untitled", "River Song"])
def test_a_field_as_wide_as_its_text_shows_all_of_it(field: InlineEdit, text: str) -> None:
    field.setFont(font(SIZE_TITLE, bold=True))
    field.clearFocus()
    field.fit_between(10, 300)
    field.show_text(text)
    field.resize(field.minimumWidth(), field.height())
    assert field.shown_text() == text
