"""The command palette on the real window, by real keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from musegen_app.ui.commands.catalog import COMMANDS
from musegen_app.ui.commands.palette_commands import ITSELF
from musegen_app.ui.commands.palette_entries import clean
from musegen_app.ui.commands.synonyms import SYNONYMS
from musegen_app.ui.panels.palette import Palette
from musegen_app.ui.panels.palette_list import spoken
from musegen_app.ui.shell import Shell

pytestmark = pytest.mark.qt


@pytest.fixture
def palette(qtbot: QtBot, shell: Shell) -> Palette:
    """Opened by its keys, with the roll at work."""
    qtbot.keyClick(shell.window.focusWidget(), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    found = shell.window.findChild(Palette)
    assert isinstance(found, Palette)
    assert found.isVisible()
    return found


def titles(palette: Palette) -> list[str]:
    return [found.entry.title for found in palette.shown]


def test_letters_and_enter_carry_a_command_out(qtbot: QtBot, shell: Shell, palette: Palette) -> None:
    assert palette.line.hasFocus()
    qtbot.keyClicks(palette.line, "light")
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert shell.layout.theme == "light"
    assert palette.isHidden()
    assert shell.roll.isAncestorOf(QApplication.focusWidget())
    shell.actions["dark_theme"].trigger()


def test_it_reaches_every_command_of_the_catalog(qtbot: QtBot, shell: Shell, palette: Palette) -> None:
    """Each is found first by its own name and menu, and Enter triggers it; the methods behind have their own tests."""
    done: list[str] = []
    for command in COMMANDS:
        action = shell.actions[command.name]
        action.triggered.disconnect()
        action.setEnabled(True)
        action.setCheckable(False)
        action.triggered.connect(lambda _checked=False, name=command.name: done.append(name))
    wanted = [c for c in COMMANDS if c.name != ITSELF]
    for command in wanted:
        palette.open(shell.commands.entries(), ())
        palette.line.setText(clean(f"{command.text} {command.menu.value}"))
        assert palette.shown[0].entry.key == command.name, titles(palette)[:4]
        qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert done == [c.name for c in wanted]


def test_what_cannot_be_done_says_why(qtbot: QtBot, shell: Shell, palette: Palette) -> None:
    qtbot.keyClicks(palette.line, "undo edit")
    entry = palette.shown[0].entry
    assert (entry.key, bool(entry.why_not)) == ("undo", True)
    assert entry.why_not in spoken(palette.shown[0])
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.isVisible()
    assert shell.session.status.line == entry.why_not


def test_the_latest_stand_first_and_are_remembered(qtbot: QtBot, shell: Shell, palette: Palette) -> None:
    qtbot.keyClicks(palette.line, "zoom to the whole")
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    shell.actions["command_palette"].trigger()
    assert palette.shown[0].entry.key == "zoom_fit"
    shell.remember_layout()
    assert shell.layout.recent_commands == "zoom_fit"


def test_other_words_find_it_too(qtbot: QtBot, palette: Palette) -> None:
    qtbot.keyClicks(palette.line, "all notes off")
    assert palette.shown[0].entry.key == "panic"


def test_synonyms_belong_to_commands() -> None:
    assert set(SYNONYMS) <= {c.name for c in COMMANDS}


def test_tracks_places_nets_and_instruments(qtbot: QtBot, shell: Shell, palette: Palette) -> None:
    qtbot.keyClicks(palette.line, "track bass")
    qtbot.keyClick(palette.line, Qt.Key.Key_Enter)
    assert shell.tracks.active is not None
    assert shell.tracks.active.name == "Bass"
    shell.actions["command_palette"].trigger()
    qtbot.keyClicks(palette.line, "instrument tuba")
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert shell.tracks.active.program == 58
    shell.actions["command_palette"].trigger()
    qtbot.keyClicks(palette.line, "net folk")
    assert titles(palette)[0] == "Net: folk-lstm"


def test_esc_a_click_beside_it_and_its_keys_close_it(qtbot: QtBot, shell: Shell, palette: Palette) -> None:
    qtbot.keyClick(palette.line, Qt.Key.Key_Escape)
    assert palette.isHidden()
    shell.actions["command_palette"].trigger()
    qtbot.mouseClick(shell.line, Qt.MouseButton.LeftButton)
    assert palette.isHidden()
    shell.actions["command_palette"].trigger()
    qtbot.keyClick(palette.line, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert palette.isHidden()
    shell.actions["command_palette"].trigger()
    qtbot.keyClick(palette.line, Qt.Key.Key_Tab)
    assert palette.isHidden()


def test_arrows_walk_and_go_round(qtbot: QtBot, palette: Palette) -> None:
    qtbot.keyClick(palette.line, Qt.Key.Key_Up)
    assert palette.list.currentIndex().row() == len(palette.shown) - 1
    qtbot.keyClick(palette.line, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == 0
    assert palette.line.accessibleDescription() == spoken(palette.shown[0])


def test_nothing_found_is_said(qtbot: QtBot, palette: Palette) -> None:
    qtbot.keyClicks(palette.line, "qqqq")
    assert palette.none.isVisible()
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_it_fits_into_the_smallest_window(shell: Shell, palette: Palette) -> None:
    shell.window.resize(1100, 660)
    QApplication.processEvents()
    assert shell.window.rect().contains(palette.geometry())
