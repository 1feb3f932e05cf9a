"""The list of tracks, over a real session."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from musegen_app.engine.channels import assigned_channels
from musegen_app.engine.messages import Position, PreviewOn
from musegen_app.score.model import Output, Score, Track
from musegen_app.ui.panels.track_row import CHORDS, TrackRow
from musegen_app.ui.shell import Shell
from tests.fakes.fake_links import FakeEngine
from tests.fakes.roll_desk import Hand
from tests.ui.conftest import settle
from tests.ui.test_accessible import nameless

pytestmark = pytest.mark.qt


def row(shell: Shell, place: int) -> TrackRow:
    return list(shell.track_list.rows.values())[place]


def test_rows_for_every_track_and_the_chord_lane(shell: Shell) -> None:
    rows = list(shell.track_list.rows.values())
    assert [(r.name.text(), r.instrument.text()) for r in rows] == [
        ("Melody", "Flute"),
        ("Bass", "Acoustic bass"),
        ("Drums", "Standard kit"),
        ("Chords", "Nylon guitar"),
    ]


def test_mute_solo_and_volume_are_edits(qtbot: QtBot, shell: Shell) -> None:
    bass = row(shell, 1)
    qtbot.mouseClick(bass.mute, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(bass.solo, Qt.MouseButton.LeftButton)
    bass.volume.setValue(40)
    bass.volume.setValue(50)
    track = shell.session.document.score.tracks[1]
    assert (track.mute, track.solo, track.volume) == (True, True, 50)
    assert shell.session.document.history == ("Mute track", "Solo track", "Set volume")


def test_the_chord_lane_is_a_mutable_track(qtbot: QtBot, shell: Shell) -> None:
    lane = shell.track_list.rows[CHORDS]
    qtbot.mouseClick(lane.mute, Qt.MouseButton.LeftButton)
    lane.volume.setValue(33)
    shell.track_list.open_instruments(CHORDS)
    find(qtbot, shell, "steel guitar")
    chords = shell.session.document.score.chords
    assert (chords.mute, chords.volume, chords.program) == (True, 33, 25)
    assert not lane.solo.isEnabled()


def test_a_double_click_on_a_name_edits_it_in_place(qtbot: QtBot, shell: Shell) -> None:
    name = row(shell, 1).name
    qtbot.mouseClick(name, Qt.MouseButton.LeftButton)
    assert not name.editing, "a click only picks the track"
    assert shell.roll.active_track == shell.session.document.score.tracks[1].id
    qtbot.mouseDClick(name, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(name, "Double bass")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert shell.session.document.score.tracks[1].name == "Double bass"
    assert not name.editing


def test_f2_renames_the_active_track_and_esc_takes_it_back(qtbot: QtBot, shell: Shell) -> None:
    name = row(shell, 0).name
    qtbot.keyClick(shell.roll, Qt.Key.Key_F2)
    assert name.editing
    qtbot.keyClicks(name, "Fiddle")
    qtbot.keyClick(name, Qt.Key.Key_Escape)
    assert (name.text(), shell.session.document.history) == ("Melody", ())
    row(shell, 3).name.begin()
    assert not row(shell, 3).name.editing, "the chord lane has the name it has"


def find(qtbot: QtBot, shell: Shell, text: str) -> None:
    """Type into the open list of instruments, step on to what is found first, and keep it."""
    instruments = shell.track_list.instruments
    qtbot.keyClicks(instruments.search, text)
    assert instruments.names
    qtbot.keyClick(instruments.search, Qt.Key.Key_Up)
    qtbot.keyClick(instruments.search, Qt.Key.Key_Return)
    assert not instruments.isVisible()


def test_an_instrument_is_found_by_typing_heard_and_kept(qtbot: QtBot, shell: Shell, engine: FakeEngine) -> None:
    qtbot.mouseClick(row(shell, 0).instrument, Qt.MouseButton.LeftButton)
    instruments = shell.track_list.instruments
    assert len(instruments.names) == 128 + 8
    assert instruments.present == "Flute"
    find(qtbot, shell, "obo")
    track = shell.session.document.score.tracks[0]
    assert track.program == 68
    assert [c.program for c in engine.sent if isinstance(c, PreviewOn)] == [68]
    assert shell.session.document.history == ("Set instrument",)


def test_a_family_finds_its_instruments(qtbot: QtBot, shell: Shell) -> None:
    shell.actions["choose_instrument"].trigger()
    instruments = shell.track_list.instruments
    qtbot.keyClicks(instruments.search, "bass slap")
    assert instruments.names == ["Slap bass 1", "Slap bass 2"]
    instruments.search.selectAll()
    qtbot.keyClicks(instruments.search, "no such thing")
    assert instruments.names == []
    assert instruments.nothing.isVisible()
    instruments.close()


def test_what_was_tried_is_one_step_and_esc_takes_it_back(qtbot: QtBot, shell: Shell) -> None:
    document = shell.session.document
    before = document.score
    shell.actions["choose_instrument"].trigger()
    search = shell.track_list.instruments.search
    for _ in range(3):
        qtbot.keyClick(search, Qt.Key.Key_Down)
    assert document.score.tracks[0].program == 76
    assert document.history == ("Set instrument",)
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert document.score == before
    assert document.history == ()


def test_a_kit_makes_a_drum_track_and_an_instrument_a_tuned_one(qtbot: QtBot, shell: Shell) -> None:
    for place, text, drums in ((0, "brush", True), (2, "harp", False)):
        shell.track_list.open_instruments(shell.session.document.score.tracks[place].id)
        find(qtbot, shell, text)
        assert shell.session.document.score.tracks[place].is_drums is drums
    assert [t.program for t in shell.session.document.score.tracks] == [40, 32, 46]
    assert len({t.channel for t in shell.session.document.score.tracks}) == 3


def test_tracks_come_and_go(shell: Shell) -> None:
    shell.actions["add_track"].trigger()
    added = shell.session.document.score.tracks[-1]
    assert added.channel == 2
    assert shell.roll.active_track == added.id
    shell.actions["remove_track"].trigger()
    assert len(shell.session.document.score.tracks) == 3
    shell.actions["undo"].trigger()
    assert [r.name.text() for r in shell.track_list.rows.values()][3] == "Track 4"


def test_a_row_is_picked_by_a_click_and_by_keys(qtbot: QtBot, shell: Shell) -> None:
    ids = [t.id for t in shell.session.document.score.tracks]
    qtbot.mouseClick(row(shell, 1), Qt.MouseButton.LeftButton, pos=QPoint(30, 3))
    assert shell.roll.active_track == ids[1]
    shell.actions["previous_track"].trigger()
    shell.actions["previous_track"].trigger()
    assert shell.roll.active_track == ids[2]


def test_the_last_track_stays(shell: Shell) -> None:
    shell.session.document.replace(Score(tracks=(Track("Only"),)), None)
    assert not shell.actions["remove_track"].isEnabled()
    assert "at least one" in shell.actions["remove_track"].toolTip()


def test_tracks_are_copied_and_moved(shell: Shell) -> None:
    shell.actions["duplicate_track"].trigger()
    melody, copy = shell.session.document.score.tracks[:2]
    assert shell.roll.active_track == copy.id
    assert [n.pitch for n in copy.notes] == [n.pitch for n in melody.notes]
    assert copy.channel != melody.channel
    shell.actions["move_track_up"].trigger()
    shell.actions["move_track_up"].trigger()
    assert [t.id for t in shell.session.document.score.tracks[:2]] == [copy.id, melody.id]
    shell.actions["add_drum_track"].trigger()
    assert shell.session.document.score.tracks[-1].is_drums


def test_a_track_that_goes_is_not_seen_any_more(shell: Shell) -> None:
    gone, stays = row(shell, 0), row(shell, 1)
    shell.actions["remove_track"].trigger()
    assert gone.isHidden()
    assert stays is row(shell, 0)


def test_a_track_with_locked_notes_says_why_it_stays(shell: Shell) -> None:
    score = shell.session.document.score
    first = score.tracks[0]
    locked = first.with_notes([replace(first.notes[0], locked=True), *first.notes[1:]])
    shell.session.document.edit("Lock", score.with_track(locked))
    assert not shell.actions["remove_track"].isEnabled()
    assert "locked" in shell.actions["remove_track"].toolTip()
    shell.tracks.pick(score.tracks[1].id)
    assert shell.actions["remove_track"].isEnabled()


def test_the_tooltip_tells_name_notes_and_length(qtbot: QtBot, shell: Shell) -> None:
    name = "Second violin with a mute of felt and leather"
    track_id = shell.session.document.score.tracks[0].id
    shell.tracks.rename(track_id, name)
    assert row(shell, 0).name.text() == name
    assert not row(shell, 0).grab().isNull()
    assert shell.track_list.about(track_id).split("\n")[:3] == [
        name,
        "32 notes, bars 1 to 4, ends at 0:09",
        "100 % drawn",
    ]
    assert "no notes" in shell.track_list.about(shell.session.document.score.tracks[1].id)
    at = QPoint(40, 12)
    asked = QHelpEvent(QEvent.Type.ToolTip, at, row(shell, 0).mapToGlobal(at))
    QApplication.sendEvent(row(shell, 0), asked)
    assert QToolTip.text().startswith(name)
    QToolTip.hideText()


def test_a_right_click_on_the_name_opens_the_menu_of_the_track(qtbot: QtBot, shell: Shell) -> None:
    bass, asked = row(shell, 1), []
    shell.track_list.menu_wanted.connect(lambda track_id, _place: asked.append(track_id))
    press = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), bass.name.mapToGlobal(QPoint(5, 5)))
    QApplication.sendEvent(bass.name, press)
    assert asked == [bass.track_id]


def order(shell: Shell) -> list[str]:
    return [t.name for t in shell.session.document.score.tracks]


def pull(shell: Shell, place: int, to: QPoint) -> Hand:
    """Press a row on its name and carry it to `to` (on the screen); still held."""
    moved = row(shell, place)
    hand = Hand(moved)
    hand.press(QPoint(60, 14))
    hand.move(QPoint(60, 40))
    hand.move(moved.mapFromGlobal(to))
    return hand


def test_a_row_is_dragged_to_another_place_in_one_step(qtbot: QtBot, shell: Shell) -> None:
    drag, last = shell.track_list.drag, row(shell, 2)
    below = last.mapToGlobal(QPoint(60, last.height() - 4))
    hand = pull(shell, 0, below)
    assert drag.line.isVisible()
    assert drag.line.y() > last.y() + last.height() // 2
    hand.release(row(shell, 0).mapFromGlobal(below))
    assert order(shell) == ["Bass", "Drums", "Melody"]
    assert shell.session.document.history == ("Move track",)
    assert [r.name.text() for r in shell.track_list.rows.values()] == ["Bass", "Drums", "Melody", "Chords"]
    qtbot.waitUntil(lambda: row(shell, 0).y() < row(shell, 1).y() < row(shell, 2).y(), timeout=5000)
    assert not drag.line.isVisible()
    first = row(shell, 0)
    above = first.mapToGlobal(QPoint(60, 3))
    pull(shell, 1, above).release(row(shell, 1).mapFromGlobal(above))
    assert order(shell) == ["Drums", "Bass", "Melody"]


def test_a_drag_to_its_own_place_or_given_up_moves_nothing(qtbot: QtBot, shell: Shell) -> None:
    last = row(shell, 2)
    below = last.mapToGlobal(QPoint(60, last.height() - 4))
    hand = pull(shell, 0, below)
    qtbot.keyClick(shell.roll, Qt.Key.Key_Escape)
    assert not shell.track_list.drag.line.isVisible()
    hand.release(row(shell, 0).mapFromGlobal(below))
    own = row(shell, 0).mapToGlobal(QPoint(60, 30))
    pull(shell, 0, own).release(QPoint(60, 30))
    hand = pull(shell, 0, below)
    QApplication.sendEvent(shell.window, QEvent(QEvent.Type.WindowDeactivate))
    hand.release(row(shell, 0).mapFromGlobal(below))
    assert order(shell) == ["Melody", "Bass", "Drums"]
    assert shell.session.document.history == ()


def test_the_keys_of_the_window_move_a_track_too(qtbot: QtBot, shell: Shell) -> None:
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(shell.roll, Qt.Key.Key_PageDown, keys)
    assert order(shell) == ["Bass", "Melody", "Drums"]


def test_a_colour_is_picked_from_the_palette(qtbot: QtBot, shell: Shell) -> None:
    melody = row(shell, 0)
    qtbot.mouseClick(melody, Qt.MouseButton.LeftButton, pos=QPoint(2, 20))
    palette = shell.track_list.palette_popover
    assert palette.isVisible()
    assert palette.by_place.isChecked()
    assert [s.accessibleName() for s in palette.swatches][:2] == ["Blue", "Green"]
    qtbot.mouseClick(palette.swatches[3], Qt.MouseButton.LeftButton)
    track = shell.session.document.score.tracks[0]
    assert track.colour == 3
    assert shell.roll.stage.colour_of(track.id) == shell.roll.stage.theme.tracks[3]
    assert shell.session.document.history == ("Colour track",)


def test_the_palette_works_without_a_mouse(qtbot: QtBot, shell: Shell) -> None:
    shell.actions["colour_track"].trigger()
    palette = shell.track_list.palette_popover
    qtbot.keyClick(palette.by_place, Qt.Key.Key_Up)
    qtbot.keyClick(palette.swatches[4], Qt.Key.Key_Right)
    assert palette.focusWidget() is palette.swatches[5]
    qtbot.keyClick(palette.swatches[5], Qt.Key.Key_Return)
    assert shell.session.document.score.tracks[0].colour == 5
    shell.actions["colour_track"].trigger()
    assert palette.swatches[5].isChecked()
    qtbot.mouseClick(palette.by_place, Qt.MouseButton.LeftButton)
    assert shell.session.document.score.tracks[0].colour == -1
    assert nameless(palette) == []


def test_a_song_without_tracks_says_what_to_do(shell: Shell) -> None:
    assert not shell.track_list.empty.isVisible()
    shell.session.document.replace(Score(), None)
    assert shell.track_list.empty.isVisible()
    assert not shell.actions["rename_track"].isEnabled()


def test_the_wheel_over_a_volume_scrolls_the_list(qtbot: QtBot, shell: Shell) -> None:
    volume = row(shell, 0).volume
    Hand(volume).wheel(QPoint(20, 8), 1)
    assert shell.session.document.history == ()
    volume.setFocus()
    Hand(volume).wheel(QPoint(20, 8), 1)
    assert shell.session.document.history == ("Set volume",)


def test_two_drags_of_the_volume_are_two_steps(shell: Shell) -> None:
    volume = row(shell, 1).volume
    for _ in range(2):
        Hand(volume).drag(QPoint(20, 9), QPoint(60, 9))
        Hand(volume).drag(QPoint(60, 9), QPoint(20, 9))
    assert shell.session.document.history == ("Set volume",) * 4


def test_the_invitation_is_about_the_picked_track(shell: Shell) -> None:
    assert "after bar 4" in shell.panel.strip.empty.text()
    shell.actions["add_track"].trigger()
    settle(shell.session)
    assert "from nothing" in shell.panel.strip.empty.text()


def test_levels_go_to_the_rows_of_their_tracks(shell: Shell, engine: FakeEngine) -> None:
    settle(shell.session)
    levels = [0.0] * 16
    channel = assigned_channels(shell.session.document.score.tracks)[row(shell, 1).track_id]
    levels[channel] = 0.5
    engine.reports.append(Position(0, False, 0, 0, 0, 0.5, tuple(levels)))
    settle(shell.session)
    assert [r.level.share > 0 for r in shell.track_list.rows.values()] == [False, True, False, False]


def test_a_row_says_where_its_track_sounds(shell: Shell) -> None:
    score = shell.session.document.score
    for output, words in (
        (Output(True, "Piano", 2), "Flute + Piano · 3"),
        (Output(False, "Piano", 2), "Piano · 3"),
        (Output(), "Flute"),
    ):
        shell.tracks.set_output(score.tracks[0].id, output)
        assert row(shell, 0).instrument.text() == words
