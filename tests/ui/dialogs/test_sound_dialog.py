"""Sound settings reach the engine and are remembered."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from musegen_app.engine import messages as engine_messages
from musegen_app.ui.dialogs.sound_dialog import SoundDialog
from musegen_app.ui.shell import Shell
from tests.fakes.fake_links import FakeEngine
from tests.ui.conftest import settle

pytestmark = pytest.mark.qt


@pytest.fixture
def dialog(qtbot: QtBot, shell: Shell, engine: FakeEngine) -> SoundDialog:
    made = SoundDialog(shell.session, shell.window)
    made.show()
    headphones = engine_messages.AudioDevice("Headphones", "ALSA", False, 48_000)
    engine.reports.append(engine_messages.DeviceList((headphones,)))
    settle(shell.session)
    return made


def test_opening_it_asks_for_the_devices_there_are_now(dialog: SoundDialog, engine: FakeEngine) -> None:
    assert engine.last(engine_messages.ListDevices) is not None
    assert [dialog.devices.itemText(i) for i in range(dialog.devices.count())] == [
        "Default device",
        "Headphones · ALSA",
    ]


def test_a_choice_is_opened_at_once_and_remembered(dialog: SoundDialog, shell: Shell, engine: FakeEngine) -> None:
    dialog.devices.setCurrentIndex(1)
    dialog.blocks.setCurrentIndex(dialog.blocks.findData(128))
    dialog.devices.activated.emit(1)
    opened = engine.last(engine_messages.OpenDevice)
    assert (opened.device, opened.block_frames) == ("Headphones", 128)
    assert shell.session.settings.audio_device == "Headphones"


def test_a_device_that_is_gone_is_still_the_wish(dialog: SoundDialog, shell: Shell, engine: FakeEngine) -> None:
    shell.session.change_settings(audio_device="Studio")
    dialog.refresh()
    assert dialog.devices.currentText() == "Studio (not connected)"


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
    dialog.usual.click()
    assert engine.last(engine_messages.LoadSoundFont).path == ""
