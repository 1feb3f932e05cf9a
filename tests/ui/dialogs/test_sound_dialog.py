"""Sound settings reach the engine and are remembered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from musegen_app.engine import messages as engine_messages
from musegen_app.ui.dialogs.sound_dialog import SoundDialog
from musegen_app.ui.parts.choice_box import ChoiceBox
from musegen_app.ui.shell import Shell
from tests.fakes.fake_links import FakeEngine
from tests.ui.conftest import settle

pytestmark = pytest.mark.qt


@pytest.fixture
def dialog(qtbot: QtBot, shell: Shell, engine: FakeEngine) -> SoundDialog:
    shell.actions["sound_settings"].trigger()
    made = shell.devices.sound
    assert made is not None
    headphones = engine_messages.AudioDevice("Headphones", "ALSA", False, 48_000)
    engine.reports.append(engine_messages.DeviceList((headphones,)))
    settle(shell.session)
    return made


def choose(box: ChoiceBox, words: str) -> None:
    """As a hand does it: the entry, then the signal of a choice."""
    box.setCurrentText(words)
    assert box.currentText() == words
    box.activated.emit(box.currentIndex())


def test_opening_it_asks_for_the_devices_there_are_now(dialog: SoundDialog, engine: FakeEngine) -> None:
    assert engine.last(engine_messages.ListDevices) is not None
    assert [dialog.devices.itemText(i) for i in range(dialog.devices.count())] == [
        "Default device",
        "Headphones · ALSA",
    ]


def test_a_choice_is_opened_at_once_and_remembered(dialog: SoundDialog, shell: Shell, engine: FakeEngine) -> None:
    choose(dialog.devices, "Headphones · ALSA")
    choose(dialog.blocks, "128 frames · 2.7 ms")
    opened = engine.last(engine_messages.OpenDevice)
    assert (opened.device, opened.block_frames) == ("Headphones", 128)
    assert shell.session.settings.audio_device == "Headphones"


def test_a_device_that_is_gone_is_still_the_wish(dialog: SoundDialog, shell: Shell, engine: FakeEngine) -> None:
    shell.session.change_settings(audio_device="Studio")
    dialog.refresh()
    assert dialog.devices.currentText() == "Studio · not connected"


def test_volume_is_heard_at_once(dialog: SoundDialog, shell: Shell, engine: FakeEngine) -> None:
    dialog.volume.number.committed.emit("-12")
    assert engine.last(engine_messages.SetMasterGain).gain_db == -12
    assert shell.session.settings.gain_db == -12


def test_what_is_wrong_stands_in_the_dialog(dialog: SoundDialog, shell: Shell, engine: FakeEngine) -> None:
    engine.reports.append(engine_messages.AudioState("", "", 48_000, 0, 0.0, "", "", "FluidSynth is missing."))
    settle(shell.session)
    assert dialog.line.text() == "FluidSynth is missing."
    assert dialog.line.property("role") == "warm"


def test_the_built_in_soundfont_can_be_had_back(dialog: SoundDialog, engine: FakeEngine) -> None:
    dialog.load("/fonts/Strings.sf2")
    assert engine.last(engine_messages.LoadSoundFont).path == "/fonts/Strings.sf2"
    assert dialog.soundfont.text() == "Strings"
    dialog.usual.click()
    assert engine.last(engine_messages.LoadSoundFont).path == ""
    assert not dialog.usual.isEnabled()


def audio(**changes: object) -> engine_messages.AudioState:
    usual = engine_messages.AudioState("Pretend", "JACK", 48_000, 256, 5.3, "FluidSynth 2.3.1", "/x/TimGM6mb.sf2", "")
    return replace(usual, **changes)  # type: ignore[arg-type]


def test_a_soundfont_belongs_to_the_song_or_to_the_user(dialog: SoundDialog, shell: Shell, engine: FakeEngine) -> None:
    dialog.load("/fonts/Strings.sf2")
    dialog.for_song.click()
    assert shell.session.document.score.soundfont == "/fonts/Strings.sf2"
    shell.actions["undo"].trigger()
    assert not dialog.for_song.isChecked()
    dialog.for_song.click()
    dialog.for_song.click()
    assert shell.session.document.score.soundfont == ""
    assert shell.session.settings.soundfont == "/fonts/Strings.sf2"


def test_a_missing_soundfont_is_named(dialog: SoundDialog, shell: Shell, engine: FakeEngine) -> None:
    engine.reports.append(audio())
    settle(shell.session)
    assert dialog.soundfont.text() == "TimGM6mb, built in"
    assert dialog.missing.isHidden()
    dialog.load("/fonts/Strings.sf2")
    assert "Strings.sf2" in dialog.missing.text()
    assert "TimGM6mb" in dialog.missing.text()
    assert not dialog.missing.isHidden()


def test_it_sounds_when_tested(dialog: SoundDialog, shell: Shell, engine: FakeEngine) -> None:
    dialog.test.click()
    assert engine.last(engine_messages.TestDevice) is not None
    assert dialog.again.isHidden()


def test_without_a_device_it_is_tried_again(dialog: SoundDialog, shell: Shell, engine: FakeEngine) -> None:
    engine.reports.append(audio(device="", problem="No audio device was found."))
    settle(shell.session)
    assert not dialog.test.isEnabled()
    before = len(engine.sent)
    dialog.again.click()
    assert [type(m) for m in engine.sent[before:]] == [engine_messages.OpenDevice]
    settle(shell.session)
    assert dialog.test.isEnabled()


def test_the_sound_system_narrows_the_list(dialog: SoundDialog, shell: Shell, engine: FakeEngine) -> None:
    many = [engine_messages.AudioDevice(n, api, False, 48_000) for n, api in (("Speaker", "ALSA"), ("system", "JACK"))]
    engine.reports.append(engine_messages.DeviceList(tuple(many)))
    settle(shell.session)
    choose(dialog.apis, "JACK")
    assert [dialog.devices.itemText(i) for i in range(dialog.devices.count())] == ["Default device", "system · JACK"]
    assert engine.last(engine_messages.OpenDevice).device == ""


def test_what_is_open_is_said_with_the_measured_latency(dialog: SoundDialog, shell: Shell, engine: FakeEngine) -> None:
    engine.reports.append(audio(latency_ms=10.7, block_frames=512))
    settle(shell.session)
    assert "10.7 ms" in dialog.line.text()
    assert "512" in dialog.line.text()
