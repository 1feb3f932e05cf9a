"""Windows that only tell something."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from musegen_app import VERSION
from musegen_app.ui.commands.catalog import COMMANDS
from musegen_app.ui.dialogs.about_dialog import AboutDialog
from musegen_app.ui.dialogs.key_list import KeyList
from musegen_app.ui.shell import Shell

pytestmark = pytest.mark.qt


def test_the_key_list_has_every_key_of_the_table(qtbot: QtBot, shell: Shell) -> None:
    words = {label.text() for label in KeyList(shell.window).findChildren(QLabel)}
    for command in COMMANDS:
        if command.keys:
            assert command.text.replace("&", "").rstrip("…") in words


def test_about_names_version_and_licence(qtbot: QtBot, shell: Shell) -> None:
    words = " ".join(label.text() for label in AboutDialog(shell.window).findChildren(QLabel))
    assert f"MuseGen {VERSION}" in words
    assert "General Public License" in words
