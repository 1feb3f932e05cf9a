"""Transport keys in the real window."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from musegen_app.engine import messages as engine_messages
from musegen_app.ui.shell import Shell
from tests.fakes.fake_links import FakeEngine
from tests.ui.conftest import BAR, settle

pytestmark = pytest.mark.qt


def test_space_plays_whatever_button_has_the_focus(qtbot: QtBot, shell: Shell) -> None:
    pressed: list[bool] = []
    shell.panel.steering.more.toggled.connect(pressed.append)
    shell.panel.steering.more.setFocus()
    qtbot.keyClick(shell.panel.steering.more, Qt.Key.Key_Space)
    assert shell.session.transport.state.playing
    qtbot.keyClick(shell.panel.steering.more, Qt.Key.Key_Space)
    assert not shell.session.transport.state.playing
    assert pressed == []


def test_space_in_a_text_is_a_space(qtbot: QtBot, shell: Shell) -> None:
    qtbot.mouseClick(shell.bar.title, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(shell.bar.title, "A B")
    assert shell.bar.title.text() == "A B"
    assert not shell.session.transport.state.playing


def test_clicking_a_button_leaves_the_focus_in_the_roll(qtbot: QtBot, shell: Shell) -> None:
    shell.roll.setFocus()
    before = shell.window.focusWidget()
    for button in (*shell.bar.buttons, shell.panel.verdicts.keep, shell.panel.generate.go):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(shell.session)
    assert shell.window.focusWidget() is before


def test_stop_then_stop_goes_to_the_start(shell: Shell, engine: FakeEngine) -> None:
    shell.session.transport.play(BAR)
    shell.actions["stop"].trigger()
    assert not shell.session.transport.state.playing
    assert shell.session.transport.state.tick == BAR
    shell.actions["stop"].trigger()
    assert shell.session.transport.state.tick == 0


def test_playing_on_from_where_it_stopped(shell: Shell) -> None:
    shell.session.transport.play(2 * BAR)
    shell.actions["stop"].trigger()
    shell.actions["to_start"].trigger()
    shell.actions["continue_playing"].trigger()
    assert shell.session.transport.state.tick == 2 * BAR


def test_bars_back_and_forward(shell: Shell) -> None:
    shell.session.transport.seek(BAR + 100)
    shell.actions["bar_back"].trigger()
    assert shell.session.transport.state.tick == BAR
    shell.actions["bar_back"].trigger()
    assert shell.session.transport.state.tick == 0
    shell.actions["bar_forward"].trigger()
    assert shell.session.transport.state.tick == BAR
    shell.actions["to_end"].trigger()
    assert shell.session.transport.state.tick == 4 * BAR


def test_the_loop_takes_the_whole_song_unless_told(shell: Shell) -> None:
    shell.actions["loop"].trigger()
    state = shell.session.transport.state
    assert (state.loop, state.loop_from, state.loop_to) == (True, 0, 4 * BAR)
    shell.actions["loop"].trigger()
    assert not shell.session.transport.state.loop
    shell.roll.select_all()
    assert shell.actions["loop_selection"].isEnabled()
    shell.actions["loop_selection"].trigger()
    assert shell.session.transport.state.loop


def test_the_metronome_is_remembered(shell: Shell) -> None:
    shell.actions["metronome"].trigger()
    assert shell.session.settings.metronome
    assert shell.actions["metronome"].isChecked()


def test_panic_reaches_the_engine(shell: Shell, engine: FakeEngine) -> None:
    shell.actions["panic"].trigger()
    assert engine.last(engine_messages.Panic) is not None


def test_touching_a_key_of_the_ruler_sounds_the_active_instrument(shell: Shell, engine: FakeEngine) -> None:
    shell.roll.previewRequested.emit(64, 90)
    sounded = engine.last(engine_messages.PreviewOn)
    assert (sounded.program, sounded.pitch, sounded.velocity) == (73, 64, 90)
    shell.roll.previewEnded.emit()
    assert engine.last(engine_messages.PreviewOff) is not None


def test_hearing_touched_notes_can_be_switched_off(shell: Shell) -> None:
    assert shell.actions["hear_touched"].isChecked()
    shell.actions["hear_touched"].trigger()
    assert not shell.actions["hear_touched"].isChecked()


def test_the_playhead_of_the_roll_is_where_the_loudspeaker_is(shell: Shell, engine: FakeEngine) -> None:
    late = replace(shell.session.sound.state, latency_ms=100.0)
    shell.session.sound.on_audio_state(late)
    shell.session.transport.play(2 * BAR)
    engine.move_to(2 * BAR, playing=True)
    settle(shell.session)
    tempo = shell.session.document.score.tempo
    assert shell.roll.stage.playhead == tempo.tick(tempo.seconds(2 * BAR) - 0.1)
    engine.move_to(2 * BAR, playing=False)
    shell.session.transport.stop()
    settle(shell.session)
    assert shell.roll.stage.playhead == shell.session.transport.state.tick


def test_in_a_loop_the_playhead_stays_within(shell: Shell, engine: FakeEngine) -> None:
    shell.session.sound.on_audio_state(replace(shell.session.sound.state, latency_ms=100.0))
    shell.session.transport.set_loop(True, BAR, 2 * BAR)
    shell.session.transport.play(BAR)
    engine.move_to(BAR + 10, playing=True)
    settle(shell.session)
    assert shell.roll.stage.playhead == BAR


def test_to_the_end_brings_the_end_into_sight(qtbot: QtBot, shell: Shell) -> None:
    stage = shell.roll.stage
    stage.set_view(stage.time.fitted(0, BAR, stage.width))
    qtbot.keyClick(shell.roll, Qt.Key.Key_End)
    assert 0 <= stage.time.x(4 * BAR) <= stage.width
    qtbot.keyClick(shell.roll, Qt.Key.Key_Home)
    assert stage.time.scroll == 0


def test_pasted_notes_are_in_sight(qtbot: QtBot, shell: Shell) -> None:
    stage = shell.roll.stage
    shell.roll.select_all()
    shell.roll.copy()
    shell.session.transport.seek(8 * BAR)
    shell.roll.paste()
    assert 0 <= stage.time.x(8 * BAR) <= stage.width


def test_the_selection_is_played_once(shell: Shell, engine: FakeEngine) -> None:
    assert not shell.actions["play_selection"].isEnabled()
    notes = shell.session.document.score.tracks[0].notes
    shell.roll.select_notes(frozenset({notes[2].id, notes[4].id}))
    shell.actions["play_selection"].trigger()
    asked = engine.last(engine_messages.Play)
    assert (asked.from_tick, asked.to_tick) == (notes[2].start_tick, notes[4].end_tick)


def test_half_speed_is_seen(shell: Shell, engine: FakeEngine) -> None:
    next(a for a in shell.play.speed.actions() if a.text() == "50 %").trigger()
    assert engine.last(engine_messages.SetSpeed).percent == 50
    assert shell.bar.speed.text() == "50 %"
    assert shell.bar.speed.property("chosen")
    shell.session.transport.set_speed(100)
    assert not shell.bar.speed.property("chosen")
    assert shell.play.speed.words == "100 %"


def test_the_click_has_a_level_and_an_accent(shell: Shell, engine: FakeEngine) -> None:
    next(a for a in shell.play.click.actions() if a.text() == "Soft").trigger()
    shell.actions["accent"].trigger()
    told = engine.last(engine_messages.SetMetronome)
    assert (told.enabled, told.gain_db, told.accent) == (False, -18.0, False)
    assert (shell.session.settings.click_db, shell.session.settings.accent) == (-18.0, False)
    assert shell.actions["accent"] in shell.bar.metronome_arrow.choices.actions()
