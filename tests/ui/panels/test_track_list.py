"""The list of tracks, over a real session."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from musegen_app.engine.channels import assigned_channels
from musegen_app.engine.messages import Position
from musegen_app.score.model import Output, Score, Track
from musegen_app.ui.panels.track_row import CHORDS, TrackRow
from musegen_app.ui.shell import Shell
from tests.fakes.fake_links import FakeEngine
from tests.ui.conftest import settle

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
    shell.track_list.program_picked.emit(CHORDS, 25)
    chords = shell.session.document.score.chords
    assert (chords.mute, chords.volume, chords.program) == (True, 33, 25)
    assert not lane.solo.isEnabled()


def test_a_name_is_edited_in_place(qtbot: QtBot, shell: Shell) -> None:
    name = row(shell, 1).name
    qtbot.mouseClick(name, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(name, "Double bass")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert shell.session.document.score.tracks[1].name == "Double bass"
    assert shell.roll.active_track == shell.session.document.score.tracks[1].id


def test_the_instrument_menu_has_all_programs_and_ticks_the_present_one(qtbot: QtBot, shell: Shell) -> None:
    qtbot.mouseClick(row(shell, 0).instrument, Qt.MouseButton.LeftButton)
    menu = shell.track_list.instruments
    entries = [a for family in menu.actions() for a in family.menu().actions()]
    assert len(entries) == 128
    assert [a.text() for a in entries if a.isChecked()] == ["Flute"]
    next(a for a in entries if a.text() == "Oboe").trigger()
    menu.close()
    assert shell.session.document.score.tracks[0].program == 68


def test_drums_choose_kits(shell: Shell) -> None:
    drums = shell.session.document.score.tracks[2]
    shell.track_list.instruments.show_at(QPoint(), drums.program, drums.is_drums)
    names = [a.text() for a in shell.track_list.instruments.actions()]
    shell.track_list.instruments.close()
    assert "Brush kit" in names
    assert "Flute" not in names


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
    gone = row(shell, 3)
    shell.actions["add_track"].trigger()
    assert gone is not row(shell, 4)
    assert gone.isHidden()


def test_a_track_with_locked_notes_says_why_it_stays(shell: Shell) -> None:
    score = shell.session.document.score
    first = score.tracks[0]
    locked = first.with_notes([replace(first.notes[0], locked=True), *first.notes[1:]])
    shell.session.document.edit("Lock", score.with_track(locked))
    assert not shell.actions["remove_track"].isEnabled()
    assert "locked" in shell.actions["remove_track"].toolTip()
    shell.tracks.pick(score.tracks[1].id)
    assert shell.actions["remove_track"].isEnabled()


def test_a_long_name_is_whole_in_the_tooltip(shell: Shell) -> None:
    name = "Second violin with a mute of felt and leather"
    shell.tracks.rename(shell.session.document.score.tracks[0].id, name)
    assert name in row(shell, 0).name.toolTip()
    assert row(shell, 0).name.text() == name
    assert not row(shell, 0).grab().isNull()


def test_a_right_click_on_the_name_opens_the_menu_of_the_track(qtbot: QtBot, shell: Shell) -> None:
    bass, asked = row(shell, 1), []
    shell.track_list.menu_wanted.connect(lambda track_id, _place: asked.append(track_id))
    press = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), bass.name.mapToGlobal(QPoint(5, 5)))
    QApplication.sendEvent(bass.name, press)
    assert asked == [bass.track_id]


def test_the_family_of_the_instrument_stands_out(shell: Shell) -> None:
    menu = shell.track_list.instruments
    menu.show_at(QPoint(0, 0), 73, drums=False)
    bold = [a.text() for a in menu.actions() if a.font().bold()]
    menu.hide()
    assert bold == ["Pipe"]


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
