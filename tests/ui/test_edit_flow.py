"""Edits in the real window reach the document and come back."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from musegen_app.score import edits
from musegen_app.score.model import Note, Score, Track
from musegen_app.score.time import MeterChange, MeterMap
from musegen_app.ui.shell import Shell

pytestmark = pytest.mark.qt
CONTROL = Qt.KeyboardModifier.ControlModifier


def test_undo_and_redo_name_what_they_do_and_say_when_there_is_nothing(qtbot: QtBot, shell: Shell) -> None:
    assert not shell.actions["undo"].isEnabled()
    assert "nothing to undo" in shell.actions["undo"].toolTip()
    before = shell.session.document.score
    qtbot.keyClick(shell.roll, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(shell.roll, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    after = shell.session.document.score
    assert [n.pitch - 12 for n in after.tracks[0].notes] == [n.pitch for n in before.tracks[0].notes]
    assert shell.actions["undo"].text() != "&Undo"
    for key, expected in ((Qt.Key.Key_Z, before), (Qt.Key.Key_Y, after)):
        qtbot.keyClick(shell.roll, key, CONTROL)
        assert shell.session.document.score == expected


def test_cut_and_paste_by_keys(qtbot: QtBot, shell: Shell) -> None:
    qtbot.keyClick(shell.roll, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(shell.roll, Qt.Key.Key_X, CONTROL)
    assert shell.session.document.score.tracks[0].notes == ()
    qtbot.keyClick(shell.roll, Qt.Key.Key_V, CONTROL)
    assert len(shell.session.document.score.tracks[0].notes) == 32


def test_delete_key(qtbot: QtBot, shell: Shell) -> None:
    qtbot.keyClick(shell.roll, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(shell.roll, Qt.Key.Key_Delete)
    assert shell.session.document.score.tracks[0].notes == ()


def test_commands_on_a_selection_say_that_there_is_none(shell: Shell) -> None:
    for name in ("cut", "copy", "duplicate", "semitone_up"):
        assert not shell.actions[name].isEnabled()
        assert "Ctrl+A" in shell.actions[name].toolTip()


def test_a_right_click_offers_what_can_be_done(qtbot: QtBot, shell: Shell) -> None:
    shell.roll.menuRequested.emit(QPoint(300, 300))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    names = [a.objectName() for a in menu.actions() if not a.isSeparator()]
    menu.close()
    assert names[:4] == ["cut", "copy", "paste", "duplicate"]


def entries(menu: QMenu) -> list[str]:
    """Names of the commands in the menu and the menus inside it."""
    found: list[str] = []
    for action in menu.actions():
        inner = action.menu()
        found += entries(inner) if isinstance(inner, QMenu) else [action.objectName()] * (not action.isSeparator())
    return found


def right_click(shell: Shell, tick: int, pitch: int) -> list[str]:
    """What the menu offers there."""
    stage, canvas = shell.roll.stage, shell.roll.canvas
    place = QPoint(round(stage.time.x(tick)), stage.pitch.y(pitch) + stage.pitch.row // 2)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, canvas.mapToGlobal(place))
    QApplication.sendEvent(canvas, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    names = entries(menu)
    menu.close()
    return names


def test_a_right_click_means_the_note_under_it(shell: Shell) -> None:
    names = right_click(shell, 500, 64)
    assert [n.start_tick for n in shell.roll.stage.selected_notes()] == [480]
    assert {"mute_notes", "lock_notes", "legato", "select_same_pitch", "knife_tool", "quantise_settings"} <= set(names)
    assert len(names) == len(set(names))
    shell.roll.select_all()
    right_click(shell, 500, 64)
    assert len(shell.roll.selection) == 32


def test_the_menu_key_means_what_is_selected(shell: Shell) -> None:
    shell.roll.set_tool("draw")
    shell.roll.select_all()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
    QApplication.sendEvent(shell.roll.canvas, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.close()
    assert len(shell.roll.selection) == 32


def test_a_large_song_stays_workable(shell: Shell) -> None:
    """Ten times the promised 100 ms, of this process alone: the machine may be slow, and busy with other things."""
    many = tuple(Note(i * 120, 120, 36 + i * 7 % 48) for i in range(20_000))
    shell.session.document.replace(Score("Long", (Track("Melody", notes=many),)), None)
    QApplication.processEvents()
    ids = [n.id for n in many[:50]]
    began = time.process_time()
    document = shell.session.document
    document.edit("Move", edits.transpose_notes(document.score, document.score.tracks[0].id, ids, 1))
    QApplication.processEvents()
    shell.session.poll()
    assert time.process_time() - began < 1.0


def test_drawing_in_a_song_without_tracks_makes_one(qtbot: QtBot, shell: Shell) -> None:
    shell.session.document.replace(Score("Nothing"), None)
    assert shell.session.document.score.tracks == ()
    shell.roll.set_tool("draw")
    canvas = shell.roll.canvas
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.rect().center())
    (track,) = shell.session.document.score.tracks
    assert len(track.notes) == 1
    assert shell.tracks.active == track


def test_another_song_is_shown_by_its_own_metre_and_nothing_is_heard_without_tracks(shell: Shell) -> None:
    upbeat = MeterMap((MeterChange(0, 6, 8),), 480)
    shell.session.document.replace(Score("Upbeat", meter=upbeat), None)
    assert shell.bar.display.position.text() == "0 . 6 . 000"
    shell.compose.listen()
    assert "Hears nothing" in shell.panel.hearing.sentence.text()


@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_after_a_field_was_typed_keys_mean_the_notes_again(qtbot: QtBot, shell: Shell, end: Qt.Key) -> None:
    qtbot.keyClick(shell.roll, Qt.Key.Key_A, CONTROL)
    shell.bar.tempo.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.keyClicks(shell.bar.tempo, "99")
    qtbot.keyClick(shell.bar.tempo, end)
    before = shell.session.document.score.tracks[0].notes
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)
    assert [n.pitch for n in shell.session.document.score.tracks[0].notes] == [n.pitch + 1 for n in before]


def test_the_first_change_moves_no_button(shell: Shell) -> None:
    QApplication.processEvents()
    place = shell.bar.play.pos()
    shell.session.document.edit("Set tempo", edits.set_tempo(shell.session.document.score, 0, 77))
    QApplication.processEvents()
    assert not shell.bar.dot.isHidden()
    assert shell.bar.play.pos() == place


def test_a_click_elsewhere_ends_typing_and_gives_the_keyboard_to_the_notes(qtbot: QtBot, shell: Shell) -> None:
    bass = list(shell.track_list.rows.values())[1]
    for bpm, place in (("91", shell.panel), ("92", bass)):
        shell.bar.tempo.setFocus(Qt.FocusReason.MouseFocusReason)
        qtbot.keyClicks(shell.bar.tempo, bpm)
        qtbot.mouseClick(place, Qt.MouseButton.LeftButton, pos=QPoint(90, 6))
        assert round(shell.session.document.score.tempo.at(0).bpm) == int(bpm)
        assert shell.roll.hasFocus()
    assert shell.tracks.active is not None
    assert shell.tracks.active.name == "Bass"


def far_apart(shell: Shell) -> tuple[Note, Note]:
    """Two notes that are never in sight together, the first of them louder since, the second higher."""
    low, high = Note(0, 480, 40), Note(400 * 3840, 480, 90)
    shell.session.document.edit("Write", Score(tracks=(Track("Far").with_notes([low, high]),)))
    shell.roll.set_active_track(shell.session.document.score.tracks[0].id)
    for label, note, by in (("Lower", low, -1), ("Higher", high, 1)):
        score = shell.session.document.score
        shell.session.document.edit(label, edits.move_notes(score, score.tracks[0].id, [note.id], 0, by))
    return low, high


def is_seen(shell: Shell, note: Note) -> bool:
    place = QPoint(round(shell.roll.stage.time.x(note.start_tick)), shell.roll.stage.pitch.y(note.pitch))
    return shell.roll.canvas.rect().contains(place)


def test_undo_and_redo_bring_what_they_change_into_sight(shell: Shell) -> None:
    low, high = far_apart(shell)
    document = shell.session.document
    shell.roll.scrolling.reveal(0, 480)
    assert not is_seen(shell, high)
    document.undo()
    assert is_seen(shell, high)
    document.undo()
    assert is_seen(shell, low)
    assert not is_seen(shell, high)
    looked_at = shell.roll.stage.time
    document.redo()
    assert shell.roll.stage.time == looked_at, "what is in sight is not moved"
    document.redo()
    assert is_seen(shell, high)


def test_undo_does_not_scroll_away_what_is_heard(shell: Shell) -> None:
    far_apart(shell)
    shell.roll.scrolling.reveal(0, 480)
    shell.roll.set_playhead(100, True)
    looked_at = shell.roll.stage.time
    shell.session.document.undo()
    assert shell.roll.stage.time == looked_at
