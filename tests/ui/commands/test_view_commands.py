"""Tools, grid, folds and themes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from musegen_app.ui.layout_memory import layout_of
from musegen_app.ui.shell import Shell
from musegen_app.ui.theme import DARK, LIGHT

pytestmark = pytest.mark.qt


def checked(shell: Shell, *names: str) -> list[bool]:
    return [shell.actions[n].isChecked() for n in names]


def test_one_tool_at_a_time(shell: Shell) -> None:
    shell.actions["draw_tool"].trigger()
    assert shell.roll.tool == "draw"
    assert checked(shell, "draw_tool", "select_tool", "erase_tool") == [True, False, False]
    shell.actions["draw_tool"].trigger()
    assert checked(shell, "draw_tool", "select_tool", "erase_tool") == [True, False, False]


def test_grid_finer_coarser_triplet_and_free(shell: Shell) -> None:
    shell.roll.set_snap("1/8")
    shell.actions["grid_finer"].trigger()
    assert shell.roll.snap == "1/16"
    shell.actions["grid_coarser"].trigger()
    shell.actions["grid_triplet"].trigger()
    assert shell.roll.snap == "1/8T"
    shell.actions["snap"].trigger()
    assert shell.roll.snap == "off"
    shell.actions["snap"].trigger()
    assert shell.roll.snap == "1/8T"
    assert shell.tools.snap.currentData() == "1/8T"


def test_panels_fold_and_come_back_at_the_next_start(shell: Shell) -> None:
    shell.actions["show_compose"].trigger()
    assert shell.panel.isHidden()
    shell.panel.generate.at_once.setChecked(False)
    shell.remember_layout()
    remembered = layout_of(shell.session.settings.window)
    assert (remembered.compose, remembered.listen_at_once) == (False, False)
    shell.actions["show_compose"].trigger()
    assert not shell.panel.isHidden()


def test_the_theme_changes_at_once_and_is_remembered(shell: Shell) -> None:
    shell.actions["light_theme"].trigger()
    assert LIGHT.panel in shell.window.styleSheet()
    assert layout_of(shell.session.settings.window).theme == "light"
    assert checked(shell, "dark_theme", "light_theme", "system_theme") == [False, True, False]
    shell.actions["dark_theme"].trigger()


def test_the_system_is_followed_until_somebody_chooses(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shell.layout.theme == "system"
    monkeypatch.setattr("musegen_app.ui.shell.theme_named", lambda choice: DARK if choice == "dark" else LIGHT)
    hints = QApplication.styleHints()
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert LIGHT.panel in shell.window.styleSheet()
    shell.actions["dark_theme"].trigger()
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert DARK.panel in shell.window.styleSheet()


def test_the_window_works_at_its_smallest(shell: Shell) -> None:
    shell.window.resize(1100, 700)
    assert shell.window.minimumSizeHint().width() <= 1100
    assert shell.window.minimumSizeHint().height() <= 700
