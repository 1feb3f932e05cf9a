"""The table of commands."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from musegen_app.ui.commands.catalog import COMMANDS, Command, Menu, Reach
from musegen_app.ui.piano_roll.keys import TABLE
from musegen_app.ui.shell import Shell

pytestmark = pytest.mark.qt


def doubled(commands: tuple[Command, ...]) -> list[str]:
    """Keys that would do two things at once. With the focus in the roll both reaches are alive."""
    keys = Counter(QKeySequence(k).toString() for c in commands for k in c.keys)
    return [key for key, count in keys.items() if count > 1]


def test_no_key_does_two_things(qtbot: QtBot) -> None:
    assert doubled(COMMANDS) == []


def test_the_search_for_double_keys_finds_one(qtbot: QtBot) -> None:
    thief = Command("thief", "Thief", Menu.EDIT, ("ctrl+z",), Reach.ROLL)
    assert doubled((*COMMANDS, thief)) == ["Ctrl+Z"]


# Where the roll answers a key by itself, the menu's command of that key has to be the same verb.
SAME = {
    "semitone": "transpose",
    "octave": "transpose",
    "scale": "transpose_in_scale",
    "fine": "nudge",
    "longer": "length",
    "shorter": "length",
    "louder": "velocity",
    "softer": "velocity",
}


def test_keys_of_the_roll_mean_what_the_menu_says(qtbot: QtBot) -> None:
    by_key = {QKeySequence(k).toString(): c.name for c in COMMANDS for k in c.keys}
    for row in TABLE:
        name = by_key.get(QKeySequence(row.keys).toString())
        if name is not None:
            stem = name.partition("_")[0]
            assert row.method in (name, stem, SAME.get(stem)), row.keys


def test_every_key_is_one_that_qt_knows(qtbot: QtBot) -> None:
    assert [k for c in COMMANDS for k in c.keys if QKeySequence(k).isEmpty()] == []


def test_names_are_unique_and_all_are_in_a_menu(shell: Shell) -> None:
    names = [c.name for c in COMMANDS]
    assert len(names) == len(set(names))
    shown = {a.objectName() for menu in shell.window.menuBar().findChildren(QMenu) for a in menu.actions()}
    assert set(names) <= shown
