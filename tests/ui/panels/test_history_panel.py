"""The visible history on the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from musegen_app.score import edits
from musegen_app.score.model import Note
from musegen_app.ui.layout_memory import layout_of
from musegen_app.ui.panels.history_model import UNDONE
from musegen_app.ui.shell import Shell

pytestmark = pytest.mark.qt


@pytest.fixture
def drawn(shell: Shell) -> Shell:
    """Three notes were drawn and the panel is out."""
    document = shell.session.document
    for place in range(3):
        track = document.score.tracks[1]
        added = edits.add_notes(document.score, track.id, (Note(place * 960, 960, 40 + place),))
        document.edit(f"Draw {place}", added)
    shell.actions["show_history"].trigger()
    return shell


def model(shell: Shell) -> QAbstractItemModel:
    return shell.history_panel.list.model()


def words(shell: Shell) -> list[str]:
    return [str(model(shell).index(row, 0).data()) for row in range(model(shell).rowCount())]


def undone(shell: Shell) -> list[bool]:
    return [bool(model(shell).index(row, 0).data(UNDONE)) for row in range(model(shell).rowCount())]


def click(qtbot: QtBot, shell: Shell, row: int) -> None:
    view = shell.history_panel.list
    place = view.visualRect(model(shell).index(row, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_it_lists_what_was_done_and_a_click_goes_there(qtbot: QtBot, drawn: Shell) -> None:
    document = drawn.session.document
    before = document.score
    assert words(drawn) == ["As it was opened", "Draw 0", "Draw 1", "Draw 2"]
    click(qtbot, drawn, 1)
    assert len(document.score.tracks[1].notes) == 1
    assert undone(drawn) == [False, False, True, True]
    click(qtbot, drawn, 0)
    assert document.score.tracks[1].notes == ()
    click(qtbot, drawn, 3)
    assert document.score is before


def test_the_keyboard_walks_and_enter_goes_there(qtbot: QtBot, drawn: Shell) -> None:
    view = drawn.history_panel.list
    assert view.hasFocus()
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert drawn.session.document.history == ("Draw 0",)
    qtbot.keyClick(view, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert drawn.history_panel.isHidden()
    assert drawn.roll.isAncestorOf(QApplication.focusWidget())


def test_undo_redo_and_a_new_branch_are_followed(drawn: Shell) -> None:
    drawn.actions["undo"].trigger()
    assert undone(drawn) == [False, False, False, True]
    drawn.actions["add_track"].trigger()
    assert words(drawn) == ["As it was opened", "Draw 0", "Draw 1", "Add track"]


def test_it_is_remembered_and_folds_with_the_tracks(drawn: Shell) -> None:
    drawn.remember_layout()
    assert layout_of(drawn.session.settings.window).history
    side = drawn.track_list.parentWidget()
    drawn.actions["show_tracks"].trigger()
    assert drawn.history_panel.isVisible()
    drawn.actions["show_history"].trigger()
    assert side.isHidden()
    drawn.actions["show_tracks"].trigger()
    assert drawn.track_list.isVisible()
    assert drawn.history_panel.isHidden()


def test_ten_thousand_steps_tell_the_view_about_the_new_one_only(drawn: Shell) -> None:
    panel = drawn.history_panel
    many = tuple(f"Step {i}" for i in range(10_000))
    panel.show_history(many, ())
    told: list[tuple[int, int]] = []
    model(drawn).rowsInserted.connect(lambda _parent, first, last: told.append((first, last)))
    panel.show_history((*many, "One more"), ())
    assert told == [(10_001, 10_001)]
    assert panel.list.currentIndex().row() == 10_001


def test_the_present_is_in_sight_when_it_folds_out(shell: Shell) -> None:
    document = shell.session.document
    for place in range(60):
        track = document.score.tracks[1]
        document.edit(f"Draw {place}", edits.add_notes(document.score, track.id, (Note(place * 960, 960, 40),)))
    shell.actions["show_history"].trigger()
    QApplication.processEvents()
    view = shell.history_panel.list
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))
