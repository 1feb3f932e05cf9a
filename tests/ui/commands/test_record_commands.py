"""Record menu, arm buttons and the record button, in the real window."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from musegen_app.engine import messages as engine_messages
from musegen_app.score.model import Note
from musegen_app.session.record import RecordMode
from musegen_app.ui.panels.track_row import CHORDS
from musegen_app.ui.shell import Shell
from tests.fakes.fake_links import FakeEngine
from tests.ui.conftest import BAR, settle

pytestmark = pytest.mark.qt


def stroke(at_ns: int, status: int, pitch: int, tick: int = 0) -> engine_messages.PlayedEvent:
    return engine_messages.PlayedEvent(at_ns, "Keystation", status, pitch, 90, tick, True, 0)


def played(*events: engine_messages.PlayedEvent) -> engine_messages.Played:
    return engine_messages.Played(events)


def test_record_counts_in_and_shows_it(qtbot: QtBot, shell: Shell, engine: FakeEngine) -> None:
    qtbot.mouseClick(shell.bar.record, Qt.MouseButton.LeftButton)
    assert engine.last(engine_messages.Play).count_in_bars == 1
    assert shell.bar.record.isChecked()
    assert shell.roll.stage.recording
    assert shell.bar.display.accessibleName() == "Recording"
    engine.reports.append(engine_messages.Position(0, True, 0, 0, 0, 0.1, (), 3))
    settle(shell.session)
    assert (shell.bar.display.position.text(), shell.bar.display.time.text()) == ("3", "count-in")
    engine.move_to(0, playing=True)
    settle(shell.session)
    assert shell.bar.display.position.text() == "1 . 1 . 000"
    qtbot.keyClick(shell.roll, Qt.Key.Key_R)
    assert not shell.session.record.state.recording
    assert not shell.bar.record.isChecked()


def test_with_count_in_counts_in_once_where_none_is_usual(shell: Shell, engine: FakeEngine) -> None:
    shell.record.count_in.actions()[0].trigger()
    assert shell.session.settings.count_in_bars == 0
    shell.actions["record_with_count_in"].trigger()
    assert engine.last(engine_messages.Play).count_in_bars == 1
    assert shell.session.settings.count_in_bars == 0


def test_arming_a_row_makes_keys_sound_like_it(qtbot: QtBot, shell: Shell, engine: FakeEngine) -> None:
    bass = list(shell.track_list.rows.values())[1]
    qtbot.mouseClick(bass.arm, Qt.MouseButton.LeftButton)
    assert shell.session.record.state.armed == bass.track_id
    assert shell.roll.active_track == bass.track_id
    assert engine.last(engine_messages.SetThru).sound.program == 32
    assert shell.actions["arm_track"].isChecked()
    shell.actions["previous_track"].trigger()
    assert not shell.actions["arm_track"].isChecked()
    shell.actions["arm_track"].trigger()
    rows = list(shell.track_list.rows.values())
    assert [r.arm.isChecked() for r in rows[:2]] == [True, False]
    assert not shell.track_list.rows[CHORDS].arm.isEnabled()


def test_choices_of_the_record_button(shell: Shell) -> None:
    for menu, place in ((shell.record.mode, 1), (shell.record.quantise, 4), (shell.record.count_in, 2)):
        menu.actions()[place].trigger()
    state = shell.session.record.state
    assert (state.mode, state.quantise_ticks, state.count_in_bars) == (RecordMode.REPLACE, 240, 2)
    assert shell.record.quantise.words == "To 1/16"
    assert shell.bar.record.toolTip().splitlines() == ["Record (R)", "Replace what is there · 2 bars · To 1/16"]


def test_the_arrow_beside_the_record_button_opens_its_menu(shell: Shell) -> None:
    menu = shell.bar.record_arrow.choices
    assert menu is not None
    shell.bar.record_arrow.open()
    assert menu.isVisible()
    assert shell.record.mode.menuAction() in menu.actions()
    menu.close()


def test_punch_takes_the_selection_the_loop_or_says_what_is_missing(shell: Shell) -> None:
    shell.actions["punch"].trigger()
    assert not shell.actions["punch"].isChecked()
    assert "region" in shell.session.status.line
    shell.session.transport.set_loop(True, BAR, 3 * BAR)
    shell.actions["punch"].trigger()
    assert shell.roll.stage.punch == (BAR, 3 * BAR)
    shell.actions["punch"].trigger()
    assert shell.roll.stage.punch is None


def test_punch_in_and_out_at_the_playhead_and_at_the_selection(shell: Shell) -> None:
    shell.session.transport.seek(2 * BAR)
    shell.actions["punch_in"].trigger()
    assert shell.roll.stage.punch == (2 * BAR, 4 * BAR)
    shell.session.transport.seek(3 * BAR)
    shell.actions["punch_out"].trigger()
    assert shell.roll.stage.punch == (2 * BAR, 3 * BAR)
    shell.roll.select_all()
    shell.actions["punch_out"].trigger()
    shell.actions["punch_in"].trigger()
    assert shell.roll.stage.punch == (0, 4 * BAR)


def test_what_is_played_grows_in_the_roll_and_becomes_notes(shell: Shell, engine: FakeEngine) -> None:
    shell.session.record.set_count_in(0)
    shell.session.transport.seek(6 * BAR)
    shell.actions["record"].trigger()
    engine.move_to(6 * BAR, playing=True)
    settle(shell.session)
    at = 10**15
    engine.reports.append(played(stroke(at, 0x90, 67, 6 * BAR + 960)))
    engine.move_to(6 * BAR + 1200, playing=True)
    settle(shell.session)
    assert [n.pitch for n in shell.roll.stage.growing] == [67]
    engine.reports.append(played(stroke(at + 1, 0x80, 67, 6 * BAR + 1920)))
    engine.move_to(6 * BAR + 2000, playing=True)
    settle(shell.session)
    shell.actions["record"].trigger()
    shell.session.record.finish()  # without the moment in which late keys may still arrive
    settle(shell.session)
    added = shell.session.document.score.tracks[0].notes[-1]
    assert (added.start_tick, added.duration_ticks, added.pitch) == (6 * BAR + 960, 960, 67)
    assert shell.roll.stage.growing == ()


def test_what_grows_in_another_track_is_not_drawn_in_this_one(shell: Shell) -> None:
    shell.actions["arm_track"].trigger()
    shell.actions["next_track"].trigger()
    shell.record.show_growing((Note(0, 100, 60),))
    assert shell.roll.stage.growing == ()


def test_capture_takes_up_what_was_just_played(shell: Shell, engine: FakeEngine) -> None:
    assert not shell.actions["capture"].isEnabled()
    assert "played" in shell.actions["capture"].toolTip()
    at = 10**15
    engine.reports.append(played(stroke(at, 0x90, 72), stroke(at + 500_000_000, 0x80, 72, 960)))
    settle(shell.session)
    assert shell.actions["capture_as_seed"].isEnabled()
    shell.actions["capture_as_seed"].trigger()
    seed = shell.session.document.score.tracks[-1]
    assert [n.pitch for n in seed.notes] == [72]
    assert shell.roll.active_track == seed.id


def test_hearing_what_is_played_can_be_switched_off(shell: Shell, engine: FakeEngine) -> None:
    assert shell.actions["hear_keys"].isChecked()
    shell.actions["hear_keys"].trigger()
    assert engine.last(engine_messages.SetThru).sound is None


def test_any_part_of_what_was_played_can_be_taken_up(shell: Shell, engine: FakeEngine) -> None:
    assert not shell.record.last.isEnabled()
    now = time.monotonic_ns()
    old = [stroke(now - 20 * 10**9, 0x90, 60), stroke(now - 19 * 10**9, 0x80, 60)]
    new = [stroke(now - 2 * 10**9, 0x90, 64), stroke(now - 10**9, 0x80, 64)]
    engine.reports.append(played(*(replace(e, rolling=False) for e in (*old, *new))))
    settle(shell.session)
    shell.record.last_as_seed.actions()[0].trigger()
    shell.record.last_as_seed.actions()[1].trigger()
    pitches = [[n.pitch for n in t.notes] for t in shell.session.document.score.tracks[-2:]]
    assert pitches == [[64], [60, 64]]
