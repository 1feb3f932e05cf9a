"""The mix of a track: pan, reverb, chorus and output, over a real session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from musegen_app.engine.messages import PortInfo, PortList
from musegen_app.score.model import Output, Track
from musegen_app.ui.availability import unexplained
from musegen_app.ui.panels.track_row import CHORDS
from musegen_app.ui.parts.choice_box import ChoiceBox
from musegen_app.ui.parts.mix_popover import MixPopover
from musegen_app.ui.shell import Shell
from tests.fakes.fake_links import FakeEngine
from tests.ui.conftest import settle
from tests.ui.test_accessible import nameless

pytestmark = pytest.mark.qt


@pytest.fixture
def mix(shell: Shell, engine: FakeEngine) -> Iterator[MixPopover]:
    """Open for the bass; one MIDI output is there."""
    engine.reports.append(PortList((), (PortInfo("Piano", "ALSA"),)))
    settle(shell.session)
    shell.tracks.pick(bass(shell).id)
    shell.actions["mix_track"].trigger()
    yield shell.track_list.mix
    shell.track_list.mix.close()


def bass(shell: Shell) -> Track:
    return shell.session.document.score.tracks[1]


def choose(box: ChoiceBox, words: str) -> None:
    box.setCurrentText(words)
    assert box.currentText() == words
    box.activated.emit(box.currentIndex())


def test_it_opens_with_the_track_as_it_is(mix: MixPopover, shell: Shell) -> None:
    assert mix.isVisible()
    assert mix.title.text() == "Bass"
    assert (mix.pan.number.text(), mix.reverb.number.text(), mix.chorus.number.text()) == ("middle", "40", "0")
    assert unexplained(mix) == []
    assert nameless(mix) == []


def test_a_pull_is_one_step_of_undo(mix: MixPopover, shell: Shell) -> None:
    for value in (70, 80, 90):
        mix.reverb.slider.setValue(value)
    mix.chorus.slider.setValue(20)
    assert (bass(shell).reverb, bass(shell).chorus) == (90, 20)
    assert shell.session.document.history == ("Set reverb", "Set chorus")


def test_pan_has_sides(mix: MixPopover, shell: Shell) -> None:
    mix.pan.number.committed.emit("-20")
    assert bass(shell).pan == 44
    assert mix.pan.number.text() == "left 20"
    mix.pan.slider.reset_wanted.emit()
    assert bass(shell).pan == 64


def test_the_output_is_the_synth_a_port_or_both(mix: MixPopover, shell: Shell) -> None:
    assert not mix.synth.isEnabled()
    assert not mix.channel.isEnabled()
    choose(mix.port, "Piano")
    choose(mix.channel, "3")
    assert bass(shell).output == Output(True, "Piano", 2)
    mix.synth.click()
    assert bass(shell).output == Output(False, "Piano", 2)
    choose(mix.port, "no MIDI port")
    assert bass(shell).output == Output(True, "", 2)
    assert mix.synth.isChecked()


def test_a_port_that_is_gone_stays_the_wish(mix: MixPopover, shell: Shell, engine: FakeEngine) -> None:
    choose(mix.port, "Piano")
    engine.reports.append(PortList())
    settle(shell.session)
    shell.actions["mix_track"].trigger()
    assert mix.port.currentText() == "Piano (not connected)"


def test_the_keyboard_alone_does(qtbot: QtBot, mix: MixPopover, shell: Shell) -> None:
    qtbot.keyClick(mix.pan.slider, Qt.Key.Key_Right)
    assert bass(shell).pan == 65
    qtbot.keyClick(mix, Qt.Key.Key_Escape)
    assert not mix.isVisible()


def test_a_row_opens_its_own_mix_and_chords_have_none(qtbot: QtBot, shell: Shell) -> None:
    melody = next(iter(shell.track_list.rows.values()))
    qtbot.mouseClick(melody.mix, Qt.MouseButton.LeftButton)
    assert shell.track_list.mix.title.text() == "Melody"
    shell.track_list.mix.close()
    assert not shell.track_list.rows[CHORDS].mix.isEnabled()


def test_it_opens_with_the_track_list_folded_too(shell: Shell) -> None:
    shell.actions["show_tracks"].trigger()
    shell.actions["mix_track"].trigger()
    assert shell.track_list.mix.isVisible()
    shell.track_list.mix.close()
