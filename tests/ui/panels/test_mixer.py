"""The mixer over a real session: every control by mouse, wheel, keys and typing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from musegen_app.engine.channels import assigned_channels
from musegen_app.engine.messages import Position, SetMasterGain
from musegen_app.score.model import Score, Track, new_id
from musegen_app.ui.availability import unexplained
from musegen_app.ui.panels.mixer_strip import MixerStrip, decibel_words, pan_read, pan_words
from musegen_app.ui.panels.track_row import CHORDS
from musegen_app.ui.parts.level_meter import LevelMeter
from musegen_app.ui.shell import Shell
from tests.fakes.fake_links import FakeEngine
from tests.fakes.roll_desk import Hand
from tests.ui.conftest import settle
from tests.ui.test_accessible import nameless

pytestmark = pytest.mark.qt


@pytest.fixture
def desk(qtbot: QtBot, shell: Shell) -> Shell:
    """The window with the mixer folded out."""
    qtbot.keyClick(shell.roll, Qt.Key.Key_F3)
    assert shell.mixer.isVisible()
    QApplication.processEvents()
    return shell


def strip(shell: Shell, place: int) -> MixerStrip:
    return list(shell.mixer.strips.values())[place]


def track(shell: Shell, place: int) -> Track:
    return shell.session.document.score.tracks[place]


def test_it_is_folded_at_first_and_shows_every_track(shell: Shell) -> None:
    assert not shell.mixer.isVisible()
    assert shell.mixer.strips == {}, "folded it costs nothing"
    shell.actions["show_mixer"].trigger()
    names = [s.name.text() for s in shell.mixer.strips.values()]
    assert names == ["Melody", "Bass", "Drums", "Chords"]
    assert [s.output.text() for s in shell.mixer.strips.values()][:3] == ["Flute", "Acoustic bass", "Standard kit"]
    assert nameless(shell.mixer) == []
    assert unexplained(shell.mixer) == []
    below = shell.mixer.mapTo(shell.window, QPoint()).y()
    assert shell.roll.mapTo(shell.window, QPoint()).y() < below < shell.line.mapTo(shell.window, QPoint()).y()


def test_a_pull_at_a_fader_is_one_step_and_the_next_one_another(desk: Shell) -> None:
    fader = strip(desk, 1).fader
    for _ in range(2):
        Hand(fader).drag(QPoint(15, 60), QPoint(15, 40))
    assert track(desk, 1).volume > 105
    assert desk.session.document.history == ("Set volume", "Set volume")
    assert strip(desk, 1).number.text() == str(track(desk, 1).volume)
    assert list(desk.track_list.rows.values())[1].volume.value() == track(desk, 1).volume


def test_shift_pulls_finely(desk: Shell) -> None:
    fader = strip(desk, 1).fader
    before = fader.value()
    Hand(fader).drag(QPoint(15, 40), QPoint(15, 60), Qt.KeyboardModifier.ShiftModifier)
    finely = before - fader.value()
    Hand(fader).drag(QPoint(15, 40), QPoint(15, 60))
    assert 0 < finely * 3 < before - finely - fader.value()


def test_a_double_click_keys_wheel_and_typing(qtbot: QtBot, desk: Shell) -> None:
    one = strip(desk, 0)
    qtbot.keyClick(one.fader, Qt.Key.Key_Up)
    assert track(desk, 0).volume == 101
    Hand(one.fader).wheel(QPoint(15, 40), -1)
    assert track(desk, 0).volume < 101
    qtbot.mouseClick(one.number, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(one.number, "31")
    qtbot.keyClick(one.number, Qt.Key.Key_Return)
    assert track(desk, 0).volume == 31
    qtbot.mouseDClick(one.fader, Qt.MouseButton.LeftButton)
    assert track(desk, 0).volume == 100


def test_pan_reverb_and_chorus_are_knobs(qtbot: QtBot, desk: Shell) -> None:
    one = strip(desk, 0)
    Hand(one.pan.dial).drag(QPoint(13, 13), QPoint(13, 43))
    assert track(desk, 0).pan < 64
    assert one.pan.number.text() == f"L{64 - track(desk, 0).pan}"
    Hand(one.reverb.dial).wheel(QPoint(13, 13), 1)
    assert track(desk, 0).reverb == 42
    qtbot.keyClick(one.chorus.dial, Qt.Key.Key_Up)
    assert track(desk, 0).chorus == 1
    qtbot.mouseClick(one.pan.number, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(one.pan.number, "r10")
    qtbot.keyClick(one.pan.number, Qt.Key.Key_Return)
    assert track(desk, 0).pan == 74
    qtbot.mouseDClick(one.pan.dial, Qt.MouseButton.LeftButton)
    assert track(desk, 0).pan == 64
    assert desk.session.document.history[0] == "Set pan"


def test_nonsense_that_is_typed_changes_nothing(qtbot: QtBot, desk: Shell) -> None:
    one = strip(desk, 0)
    for field in (one.number, one.pan.number, one.reverb.number, desk.mixer.master.number):
        qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
        qtbot.keyClicks(field, "much")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert "much" not in field.text()
    assert desk.session.document.history == ()


def test_a_number_too_large_for_qt_is_the_largest_value(qtbot: QtBot, desk: Shell) -> None:
    one = strip(desk, 0)
    for field in (one.number, one.pan.number, one.reverb.number):
        qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
        field.selectAll()
        qtbot.keyClicks(field, "9" * 12)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert (track(desk, 0).volume, track(desk, 0).pan, track(desk, 0).reverb) == (127, 127, 127)


def test_mute_solo_and_arm(qtbot: QtBot, desk: Shell) -> None:
    bass = strip(desk, 1)
    for button in (bass.mute, bass.solo, bass.arm):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert (track(desk, 1).mute, track(desk, 1).solo) == (True, True)
    assert desk.session.record.state.armed == track(desk, 1).id
    settle(desk.session)
    assert strip(desk, 1).arm.isChecked()
    assert list(desk.track_list.rows.values())[1].arm.isChecked()


def test_a_click_picks_the_track_and_the_output_opens_its_mix(qtbot: QtBot, desk: Shell) -> None:
    qtbot.mouseClick(strip(desk, 1), Qt.MouseButton.LeftButton, pos=QPoint(4, 100))
    assert desk.roll.active_track == track(desk, 1).id
    qtbot.mouseClick(strip(desk, 0).output, Qt.MouseButton.LeftButton)
    assert desk.track_list.mix.isVisible()
    assert desk.track_list.mix.title.text() == "Melody"
    desk.track_list.mix.close()


def test_chords_have_a_volume_and_mute_only(qtbot: QtBot, desk: Shell) -> None:
    lane = desk.mixer.strips[CHORDS]
    qtbot.mouseClick(lane.mute, Qt.MouseButton.LeftButton)
    lane.fader.setValue(33)
    chords = desk.session.document.score.chords
    assert (chords.mute, chords.volume) == (True, 33)
    assert not lane.pan.isEnabled()


def test_levels_light_the_meters_of_their_tracks_and_the_limiter(desk: Shell, engine: FakeEngine) -> None:
    levels = [0.0] * 16
    levels[assigned_channels(desk.session.document.score.tracks)[track(desk, 1).id]] = 0.5
    engine.reports.append(Position(0, True, 0, 0, 0, 0.5, tuple(levels)))
    settle(desk.session)
    assert [s.meter.share > 0 for s in desk.mixer.strips.values()] == [False, True, False, False]
    assert not desk.mixer.master.limiting
    engine.reports.append(Position(1, True, 0, 0, 0, 0.98, tuple(levels)))
    settle(desk.session)
    assert desk.mixer.master.limiting
    assert "limiting" in desk.mixer.master.limiter.text(), "not by colour alone"
    assert strip(desk, 1).meter.held >= strip(desk, 1).meter.share > 0


def test_the_master_gain_goes_to_the_engine_and_is_remembered(qtbot: QtBot, desk: Shell, engine: FakeEngine) -> None:
    master = desk.mixer.master
    qtbot.mouseClick(master.number, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(master.number, "-12.5 dB")
    qtbot.keyClick(master.number, Qt.Key.Key_Return)
    assert engine.last(SetMasterGain) == SetMasterGain(-12.5)
    assert desk.session.settings.gain_db == -12.5
    desk.session.sound.set_gain_db(-3.0)
    desk.actions["show_mixer"].trigger()
    desk.actions["show_mixer"].trigger()
    assert master.number.text() == "-3.0 dB"


def test_sixteen_tracks_scroll_and_the_active_one_comes_into_sight(desk: Shell) -> None:
    desk.window.resize(1100, 700)
    made = tuple(Track(f"T{i}", i % 16, id=new_id()) for i in range(16))
    desk.session.document.replace(Score(tracks=made), None)
    QApplication.processEvents()
    assert len(desk.mixer.strips) == 17
    last = desk.mixer.strips[made[-1].id]
    port = desk.mixer._scroll.viewport()
    assert desk.mixer._scroll.horizontalScrollBar().value() == 0, "the first track is in sight"
    assert last.mapTo(port, QPoint()).x() >= port.width()
    desk.tracks.pick(made[-1].id)
    assert last.mapTo(port, QPoint(last.width(), 0)).x() <= port.width()
    master = desk.mixer.master
    assert master.mapTo(desk.mixer, QPoint(master.width(), 0)).x() <= desk.mixer.width(), "the master stays in sight"


def test_the_wheel_goes_sideways_beside_the_controls(desk: Shell) -> None:
    made = tuple(Track(f"T{i}", i % 16, id=new_id()) for i in range(16))
    desk.session.document.replace(Score(tracks=made), None)
    QApplication.processEvents()
    bar = desk.mixer._scroll.horizontalScrollBar()
    Hand(desk.mixer._scroll.viewport()).wheel(QPoint(5, 5), -1)
    assert bar.value() > 0
    Hand(desk.mixer._scroll.viewport()).wheel(QPoint(5, 5), 1)
    assert bar.value() == 0


def test_a_screen_reader_says_whose_control_it_is(desk: Shell) -> None:
    bass = strip(desk, 1)
    controls = (bass.fader, bass.pan.dial, bass.mute, bass.reverb.number)
    assert [c.accessibleName() for c in controls] == [
        "Volume of Bass",
        "Pan of Bass",
        "Mute Bass",
        "Reverb of Bass, as a number",
    ]
    desk.tracks.rename(track(desk, 1).id, "Contrabass")
    assert strip(desk, 1).fader.accessibleName() == "Volume of Contrabass"
    value = QAccessible.queryAccessibleInterface(bass.pan.dial).valueInterface()
    assert value.currentValue() == 0


def test_a_low_window_has_a_low_mixer(qtbot: QtBot, desk: Shell) -> None:
    desk.window.resize(1100, 660)
    qtbot.waitUntil(lambda: desk.mixer.height() < 220, timeout=5000)
    strip_height = strip(desk, 0).height()
    assert strip(desk, 0).fader.height() >= 60
    assert strip(desk, 0).output.geometry().bottom() <= strip_height, "nothing is cut off"
    desk.window.resize(1100, 1000)
    qtbot.waitUntil(lambda: desk.mixer.height() == 256, timeout=5000)


def test_tracks_come_go_and_change_places(desk: Shell) -> None:
    kept = strip(desk, 1)
    desk.actions["remove_track"].trigger()
    assert strip(desk, 0) is kept
    desk.actions["undo"].trigger()
    desk.actions["move_track_down"].trigger()
    assert [s.name.text() for s in desk.mixer.strips.values()][:2] == [t.name for t in (track(desk, 0), track(desk, 1))]
    desk.tracks.set_colour(track(desk, 0).id, 5)
    assert strip(desk, 0)._ink == desk.roll.stage.theme.tracks[5]


def test_it_is_folded_out_again_at_the_next_start(desk: Shell) -> None:
    desk.remember_layout()
    assert desk.layout.mixer
    again = replace(desk.layout, mixer=True)
    desk.actions["show_mixer"].trigger()
    desk._restore(again)
    assert desk.mixer.isVisible()
    assert desk.actions["show_mixer"].isChecked()


@pytest.mark.parametrize(("value", "words"), [(-64, "L64"), (0, "C"), (63, "R63")])
def test_pan_in_words_and_back(value: int, words: str) -> None:
    assert (pan_words(value), pan_read(words), pan_read(str(value))) == (words, value, value)


def test_decibels_of_general_midi() -> None:
    assert [decibel_words(v) for v in (127, 100, 0)] == ["0.0 dB", "-4.2 dB", "-∞ dB"]


def test_meters_are_named(desk: Shell) -> None:
    assert all(m.accessibleName() for m in desk.mixer.findChildren(LevelMeter))


def test_folding_it_gives_the_keyboard_back_to_the_notes(qtbot: QtBot, desk: Shell) -> None:
    assert desk.mixer.isAncestorOf(desk.window.focusWidget())
    qtbot.keyClick(desk.window.focusWidget(), Qt.Key.Key_F3)
    assert not desk.mixer.isVisible()
    assert desk.roll.hasFocus()
