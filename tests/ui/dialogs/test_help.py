"""Windows that only tell something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from musegen_app import VERSION
from musegen_app.ui.commands.catalog import COMMANDS
from musegen_app.ui.dialogs.about_dialog import AboutDialog
from musegen_app.ui.dialogs.gesture_list import ROLL_KEYS
from musegen_app.ui.dialogs.key_list import KeyList
from musegen_app.ui.dialogs.key_rows import in_columns
from musegen_app.ui.piano_roll.keys import TABLE
from musegen_app.ui.shell import Shell
from tests.ui.conftest import bring_to_front
from tests.ui.test_accessible import nameless

pytestmark = pytest.mark.qt


@pytest.fixture
def keys(qtbot: QtBot, shell: Shell) -> KeyList:
    shell.actions["key_list"].trigger()
    assert shell.help.keys is not None
    bring_to_front(qtbot, shell.help.keys)
    return shell.help.keys


def names(keys: KeyList) -> list[str]:
    return [name for name, _keys in keys.shown]


def test_the_key_list_has_every_key_of_the_table(keys: KeyList) -> None:
    for command in COMMANDS:
        if command.keys:
            assert command.text.replace("&", "").rstrip("…") in names(keys)
    assert keys.shown.count(("Redo", "Ctrl+Shift+Z   Ctrl+Y")) == 1


def test_keys_of_the_roll_that_no_menu_names_are_told_too() -> None:
    told = {QKeySequence(k).toString() for c in COMMANDS for k in c.keys}
    told |= {QKeySequence(k).toString() for way in ROLL_KEYS for k in way.keys}
    assert [row.keys for row in TABLE if QKeySequence(row.keys).toString() not in told] == []


def test_searching_leaves_what_fits(qtbot: QtBot, keys: KeyList) -> None:
    qtbot.keyClicks(keys.line, "loop")
    assert {"Loop", "Loop the selection", "Loop a region"} <= set(names(keys))
    assert "Undo" not in names(keys)
    keys.line.clear()
    qtbot.keyClicks(keys.line, "ctrl+z")
    assert names(keys) == ["Undo"]
    keys.line.clear()
    qtbot.keyClicks(keys.line, "qqqq")
    assert names(keys) == []
    assert keys.none.isVisible()


def test_it_opens_closes_and_hinders_nobody(qtbot: QtBot, shell: Shell, keys: KeyList) -> None:
    assert not keys.isModal()
    assert nameless(keys) == []
    qtbot.keyClick(keys.line, Qt.Key.Key_Escape)
    assert keys.isHidden()
    shell.actions["key_list"].trigger()
    assert shell.help.keys is keys
    assert keys.isVisible()


@pytest.mark.parametrize("width", [400, 800, 1080])
def test_it_is_as_wide_as_its_window(qtbot: QtBot, keys: KeyList, width: int) -> None:
    keys.resize(width, 640)

    def outside() -> list[str]:
        labels = [label for label in keys.findChildren(QLabel) if label.isVisible()]
        assert len(labels) > 100
        return [label.text() for label in labels if label.mapTo(keys, label.rect().topRight()).x() > width]

    qtbot.waitUntil(lambda: outside() == [], timeout=5000)


@given(st.lists(st.integers(10, 400), min_size=1, max_size=14), st.integers(1, 3))
def test_columns_keep_the_order_and_lose_nothing(heights: list[int], count: int) -> None:
    columns = in_columns(heights, count)
    assert len(columns) <= count
    assert [place for column in columns for place in column] == list(range(len(heights)))


def test_about_names_version_and_licence(qtbot: QtBot, shell: Shell) -> None:
    words = " ".join(label.text() for label in AboutDialog(shell.window).findChildren(QLabel))
    assert f"MuseGen {VERSION}" in words
    assert "General Public License" in words
