"""The keys of the roll, and that none means two things."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from musegen_app.score import edits
from musegen_app.score.keys import Key, KeyChange
from musegen_app.score.model import Score
from musegen_app.ui.piano_roll import clipboard, keys
from musegen_app.ui.piano_roll.view import RollView
from tests.fakes.roll_desk import ALT, CTRL, SHIFT, Desk, Q, make_track

pytestmark = pytest.mark.qt
S = Q // 4


def press(desk: Desk, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(desk.roll.canvas, key, held)


def pick(desk: Desk, *places: int) -> None:
    notes = desk.score.tracks[0].notes
    desk.roll.select_notes(frozenset(notes[p].id for p in places))


def test_no_key_means_two_things() -> None:
    counted = Counter(QKeySequence(row.keys).toString() for row in keys.TABLE)
    assert not [k for k, times in counted.items() if times > 1 or not k]


def test_every_key_has_its_method() -> None:
    assert not [row.method for row in keys.TABLE if not callable(getattr(RollView, row.method, None))]


def test_arrows_transpose_and_nudge(desk: Desk) -> None:
    pick(desk, 0)
    press(desk, Qt.Key.Key_Up)
    press(desk, Qt.Key.Key_Up, SHIFT)
    press(desk, Qt.Key.Key_Down)
    assert (Q, Q, 84) in desk.notes
    press(desk, Qt.Key.Key_Right)
    press(desk, Qt.Key.Key_Right, ALT)
    assert (Q + S + 10, Q, 84) in desk.notes
    press(desk, Qt.Key.Key_Right, CTRL)
    assert (Q + S + 10 + 4 * Q, Q, 84) in desk.notes
    press(desk, Qt.Key.Key_Left, CTRL)
    press(desk, Qt.Key.Key_Left, CTRL)  # not before the song
    assert (0, Q, 84) in desk.notes


def test_a_held_key_is_one_undo_step(desk: Desk) -> None:
    pick(desk, 0)
    press(desk, Qt.Key.Key_Up)
    press(desk, Qt.Key.Key_Up)
    pick(desk, 1)
    press(desk, Qt.Key.Key_Up)
    assert desk.keys[0] == desk.keys[1] != desk.keys[2]
    assert all(desk.keys)


def test_shift_arrows_change_the_length(desk: Desk) -> None:
    pick(desk, 0)
    press(desk, Qt.Key.Key_Right, SHIFT)
    assert (Q, Q + S, 72) in desk.notes
    for _ in range(9):
        press(desk, Qt.Key.Key_Left, SHIFT)
    assert min(n[1] for n in desk.notes) >= 1


def test_ctrl_arrows_change_the_velocity(desk: Desk) -> None:
    pick(desk, 0, 1)
    press(desk, Qt.Key.Key_Up, CTRL)
    press(desk, Qt.Key.Key_Down, CTRL | ALT)
    assert [n.velocity for n in desk.score.tracks[0].notes] == [84, 84, 80, 80]


def test_a_velocity_can_be_typed(desk: Desk) -> None:
    pick(desk, 2)
    press(desk, Qt.Key.Key_9)
    press(desk, Qt.Key.Key_7)
    assert not desk.labels
    press(desk, Qt.Key.Key_Return)
    assert desk.score.tracks[0].notes[2].velocity == 97
    press(desk, Qt.Key.Key_5)
    press(desk, Qt.Key.Key_Escape)
    press(desk, Qt.Key.Key_Return)
    assert desk.score.tracks[0].notes[2].velocity == 97


def test_digits_before_another_key_are_forgotten(desk: Desk) -> None:
    said: list[str] = []
    desk.roll.stage.hint.connect(said.append)
    pick(desk, 2)
    press(desk, Qt.Key.Key_9)
    assert said[-1].startswith("Velocity 9 ")
    press(desk, Qt.Key.Key_Up)
    assert said[-1] == ""
    press(desk, Qt.Key.Key_7)
    press(desk, Qt.Key.Key_Return)
    assert desk.score.tracks[0].notes[2].velocity == 7
    assert said[-1] == ""


def test_what_keys_move_stays_in_sight(desk: Desk) -> None:
    stage = desk.roll.stage
    pick(desk, 0)
    for _ in range(3):
        press(desk, Qt.Key.Key_Up, SHIFT)
    assert 0 <= stage.pitch.y(108) < stage.height
    for _ in range(6):
        press(desk, Qt.Key.Key_Right, CTRL)
    assert 0 <= stage.time.x(25 * Q) < stage.width


def test_tab_walks_from_note_to_note(desk: Desk) -> None:
    press(desk, Qt.Key.Key_Tab)
    assert [n.pitch for n in desk.roll.stage.selected_notes()] == [72]
    press(desk, Qt.Key.Key_Tab)
    assert [n.pitch for n in desk.roll.stage.selected_notes()] == [74]
    press(desk, Qt.Key.Key_Backtab, SHIFT)
    press(desk, Qt.Key.Key_Backtab, SHIFT)
    assert [n.pitch for n in desk.roll.stage.selected_notes()] == [77]


def test_tab_stays_in_the_roll_while_it_has_notes(desk: Desk, qtbot: QtBot) -> None:
    window = beside_a_field(desk, qtbot)
    QTest.keyClick(desk.roll.canvas, Qt.Key.Key_Tab)
    assert desk.roll.canvas.hasFocus()
    assert len(desk.roll.selection) == 1
    desk.roll.set_score(Score(tracks=(make_track(),)))
    QTest.keyClick(desk.roll.canvas, Qt.Key.Key_Tab)
    assert not desk.roll.canvas.hasFocus()
    window.takeCentralWidget()


def beside_a_field(desk: Desk, qtbot: QtBot) -> QMainWindow:
    """The roll with the focus, in a window that has other things to go to."""
    window = QMainWindow()
    qtbot.addWidget(window)
    middle = QWidget()
    column = QVBoxLayout(middle)
    column.addWidget(desk.roll)
    column.addWidget(QLineEdit())
    window.menuBar().addMenu("&File").addAction("Nothing")
    window.setCentralWidget(middle)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    desk.roll.setFocus()
    assert desk.roll.canvas.hasFocus()
    return window


def test_delete_and_select_all(desk: Desk) -> None:
    press(desk, Qt.Key.Key_A, CTRL)
    assert len(desk.roll.selection) == 4
    pick(desk, 0)
    press(desk, Qt.Key.Key_A, CTRL | SHIFT)
    press(desk, Qt.Key.Key_Delete)
    assert desk.notes == [(Q, Q, 72)]
    press(desk, Qt.Key.Key_A, CTRL)
    press(desk, Qt.Key.Key_Backspace)
    assert desk.notes == []


def test_escape_deselects_and_then_belongs_to_the_window(desk: Desk) -> None:
    pick(desk, 0)
    assert desk.roll.cancel()
    assert not desk.roll.selection
    assert not desk.roll.cancel()


def test_copy_paste_at_the_playhead(desk: Desk) -> None:
    pick(desk, 1, 2)
    press(desk, Qt.Key.Key_C, CTRL)
    desk.roll.set_playhead(8 * Q, False)
    press(desk, Qt.Key.Key_V, CTRL)
    assert desk.notes[-2:] == [(8 * Q, Q, 74), (9 * Q, Q, 76)]
    assert [n.start_tick for n in desk.roll.stage.selected_notes()] == [8 * Q, 9 * Q]


def test_paste_into_another_song(desk: Desk) -> None:
    desk.roll.select_all()
    desk.roll.copy()
    other = Score(tracks=(make_track(),))
    desk.roll.set_score(other)
    desk.roll.paste()
    assert [n[2] for n in desk.notes] == [72, 74, 76, 77]


def test_cut_takes_away(desk: Desk) -> None:
    pick(desk, 0)
    press(desk, Qt.Key.Key_X, CTRL)
    assert len(desk.notes) == 3
    assert [n.pitch for n in clipboard.held().notes] == [72]
    assert desk.labels == ["Cut notes"]


def test_duplicate_follows_behind(desk: Desk) -> None:
    pick(desk, 0, 1)
    press(desk, Qt.Key.Key_D, CTRL)
    assert [n.start_tick for n in desk.roll.stage.selected_notes()] == [3 * Q, 4 * Q]
    press(desk, Qt.Key.Key_D, CTRL)
    assert [n.start_tick for n in desk.roll.stage.selected_notes()] == [5 * Q, 6 * Q]


def test_quantise_pulls_to_the_grid(desk: Desk) -> None:
    crooked = edits.move_notes(desk.score, desk.roll.active_track, [desk.score.tracks[0].notes[0].id], 37, 0)
    desk.score = crooked
    desk.roll.set_score(crooked)
    press(desk, Qt.Key.Key_Q)
    assert (Q, Q, 72) in desk.notes


def test_transposing_beyond_the_keyboard_is_refused_with_a_word(desk: Desk) -> None:
    hints: list[str] = []
    desk.roll.statusHint.connect(hints.append)
    pick(desk, 3)
    for _ in range(6):
        press(desk, Qt.Key.Key_Up, SHIFT)
    assert desk.score.tracks[0].notes[3].pitch == 77 + 48
    assert "range" in hints[-1]


def override(desk: Desk, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> bool:
    """Whether the roll claims the key before the window's shortcuts see it."""
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, held)
    event.ignore()
    QApplication.sendEvent(desk.roll, event)
    return event.isAccepted()


def test_keys_are_claimed_only_while_they_mean_something(desk: Desk) -> None:
    assert not override(desk, Qt.Key.Key_Up)
    assert not override(desk, Qt.Key.Key_Escape)
    assert not override(desk, Qt.Key.Key_Return)
    assert not override(desk, Qt.Key.Key_Space)
    pick(desk, 0)
    assert override(desk, Qt.Key.Key_Up)
    assert override(desk, Qt.Key.Key_Escape)
    assert not override(desk, Qt.Key.Key_Return)
    press(desk, Qt.Key.Key_4)
    assert override(desk, Qt.Key.Key_Return)


def test_a_shortcut_of_the_window_does_not_steal_a_key_of_the_roll(desk: Desk, qtbot: QtBot) -> None:
    window = beside_a_field(desk, qtbot)
    action = QAction(window)
    action.setShortcut("Ctrl+Right")
    fired: list[bool] = []
    action.triggered.connect(lambda: fired.append(True))
    window.addAction(action)
    pick(desk, 0)
    press(desk, Qt.Key.Key_Right, CTRL)
    assert not fired
    assert (5 * Q, Q, 72) in desk.notes
    desk.roll.select_none()
    press(desk, Qt.Key.Key_Right, CTRL)
    assert fired
    window.takeCentralWidget()


def test_alt_during_a_drag_does_not_open_the_menu_bar(desk: Desk, qtbot: QtBot) -> None:
    window = beside_a_field(desk, qtbot)
    desk.hand.press(desk.place(Q + 300, 72))
    desk.hand.move(desk.place(Q + 700, 72))
    QTest.keyPress(desk.roll.canvas, Qt.Key.Key_Alt)
    QTest.keyRelease(desk.roll.canvas, Qt.Key.Key_Alt)
    assert desk.roll.is_dragging()
    assert desk.roll.canvas.hasFocus()
    desk.roll.cancel()
    window.takeCentralWidget()


def test_alt_arrows_step_through_the_scale(desk: Desk) -> None:
    desk.score = replace(desk.score, keys=(KeyChange(0, Key(2)),))
    desk.roll.set_score(desk.score)
    pick(desk, 2, 3)  # E5, F5 in D major
    press(desk, Qt.Key.Key_Up, ALT)
    assert [n[2] for n in desk.notes[2:]] == [78, 78]


def test_a_held_paste_key_pastes_once_even_where_repeats_look_like_presses(desk: Desk) -> None:
    pick(desk, 0)
    desk.roll.copy()
    for kind, at_ms in (
        (QEvent.Type.KeyPress, 1000),
        (QEvent.Type.KeyRelease, 1250),
        (QEvent.Type.KeyPress, 1250),
        (QEvent.Type.KeyRelease, 1290),
        (QEvent.Type.KeyPress, 1290),
        (QEvent.Type.KeyRelease, 1330),
    ):
        event = QKeyEvent(kind, Qt.Key.Key_V, CTRL)
        event.setTimestamp(at_ms)
        QApplication.sendEvent(desk.roll.canvas, event)
    assert desk.labels == ["Paste notes"]
