"""MIDI ports: what is chosen reaches the engine, what the engine reports is shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from musegen_app.engine import messages as engine_messages
from musegen_app.engine.messages import InPort, OutPort, PlayedEvent, PortInfo, PortList, SyncState
from musegen_app.ui.availability import unexplained
from musegen_app.ui.dialogs.midi_dialog import MidiDialog
from musegen_app.ui.shell import Shell
from tests.fakes.fake_links import FakeEngine
from tests.ui.conftest import settle
from tests.ui.test_accessible import nameless

pytestmark = pytest.mark.qt
KEYS, PADS, PIANO = "Keystation 49", "Launchpad", "Digital Piano"


def ports(*, keys: bool = True) -> PortList:
    """A keyboard (plugged in or not) and pads; a piano to play on."""
    return PortList(
        (PortInfo(KEYS, "ALSA", keys, keys), PortInfo(PADS, "JACK", True, True)), (PortInfo(PIANO, "JACK"),)
    )


@pytest.fixture
def dialog(qtbot: QtBot, shell: Shell, engine: FakeEngine) -> MidiDialog:
    shell.actions["midi_settings"].trigger()
    made = shell.devices.midi
    assert made is not None
    engine.reports.append(ports())
    settle(shell.session)
    return made


def test_opening_it_asks_for_the_ports_there_are_now(dialog: MidiDialog, engine: FakeEngine) -> None:
    assert engine.last(engine_messages.ListPorts) is not None
    assert list(dialog.inputs) == [KEYS, PADS]
    assert [(c.api.text(), c.state.text()) for c in dialog.inputs.values()] == [("ALSA", "in use"), ("JACK", "in use")]
    assert dialog.outputs[PIANO].state.text() == "ready"


def test_wishes_of_an_input_reach_the_engine(qtbot: QtBot, dialog: MidiDialog, engine: FakeEngine) -> None:
    card = dialog.inputs[KEYS]
    card.channels.toggle_channel(2)
    card.curve.setCurrentText("louder")
    card.curve.activated.emit(card.curve.currentIndex())
    card.transpose.setFocus()
    qtbot.keyClick(card.transpose, Qt.Key.Key_Down)
    assert engine.last(engine_messages.SetPorts).inputs == (InPort(KEYS, True, 0b100, 0.7, -1),)
    qtbot.mouseClick(card.use, Qt.MouseButton.LeftButton)
    assert engine.last(engine_messages.SetPorts).inputs == (InPort(KEYS, False, 0b100, 0.7, -1),)
    assert not card.transpose.isEnabled()
    assert unexplained(dialog) == []


def test_every_input_or_only_the_chosen_ones(dialog: MidiDialog, shell: Shell, engine: FakeEngine) -> None:
    assert dialog.every.isChecked()
    dialog.every.click()
    assert engine.last(engine_messages.SetPorts).all_inputs is False
    assert not dialog.inputs[PADS].use.isChecked()


def test_offset_clock_and_test_of_an_output(qtbot: QtBot, dialog: MidiDialog, engine: FakeEngine) -> None:
    card = dialog.outputs[PIANO]
    qtbot.mouseClick(card.offset, Qt.MouseButton.LeftButton)
    card.offset.setText("-12,5")
    qtbot.keyClick(card.offset, Qt.Key.Key_Return)
    card.clock.click()
    assert engine.last(engine_messages.SetPorts).outputs == (OutPort(PIANO, -12.5, True),)
    assert card.offset.text() == "−12.5 ms"
    card.test.click()
    assert engine.last(engine_messages.TestPort) == engine_messages.TestPort(PIANO)


def test_an_unplugged_port_stays_as_a_wish(dialog: MidiDialog, shell: Shell, engine: FakeEngine) -> None:
    card = dialog.inputs[KEYS]
    shell.session.ports.set_input(InPort(KEYS, transpose=3))
    engine.reports.append(ports(keys=False))
    settle(shell.session)
    assert dialog.inputs[KEYS] is card
    assert "not connected" in card.state.text()
    assert card.transpose.value == 3
    engine.reports.append(PortList())
    settle(shell.session)
    assert list(dialog.inputs) == [KEYS]
    assert list(dialog.outputs) == []
    assert not dialog.no_outputs.isHidden()


def test_lights_blink_with_what_comes_in(dialog: MidiDialog, shell: Shell, engine: FakeEngine) -> None:
    engine.reports.append(engine_messages.Played((PlayedEvent(1, PADS, 0x90, 60, 80, 0, False, 0),)))
    settle(shell.session)
    assert [c.light.lit for c in dialog.inputs.values()] == [False, True]
    assert shell.line.midi.light.lit


def test_a_clock_is_followed(dialog: MidiDialog, shell: Shell, engine: FakeEngine) -> None:
    dialog.clock.setCurrentText(PADS)
    dialog.clock.activated.emit(dialog.clock.currentIndex())
    assert engine.last(engine_messages.SetSync) == engine_messages.SetSync(PADS)
    assert dialog.clock_line.text() == "waiting for a clock"
    engine.reports.append(SyncState(PADS, True, 119.97))
    settle(shell.session)
    assert dialog.clock_line.text() == "120.0 bpm, running"
    assert "clock 120.0" in shell.line.midi.words.text()


def test_a_key_for_panic_is_learned(dialog: MidiDialog, shell: Shell, engine: FakeEngine) -> None:
    assert dialog.panic_line.text() == "no key yet"
    dialog.learn.click()
    assert dialog.learn.text() == "Cancel"
    engine.reports.append(engine_messages.Played((PlayedEvent(10**15, KEYS, 0x90, 24, 80, 0, False, 0),)))
    settle(shell.session)
    assert engine.last(engine_messages.SetPanicTrigger) == engine_messages.SetPanicTrigger(0x90, 24)
    assert dialog.panic_line.text() == "the key C1"
    assert dialog.learn.text() == "Learn…"
    dialog.forget.click()
    assert shell.session.settings.panic_kind == 0
    assert not dialog.forget.isEnabled()


def test_closing_the_window_ends_the_wait_for_a_key(dialog: MidiDialog, shell: Shell) -> None:
    dialog.learn.click()
    dialog.close()
    assert not shell.session.record.state.learning


def test_the_foot_of_the_window_names_the_input(dialog: MidiDialog, shell: Shell, engine: FakeEngine) -> None:
    assert shell.line.midi.words.text() == "2 MIDI inputs"
    assert KEYS in shell.line.midi.words.toolTip()
    engine.reports.append(ports(keys=False))
    settle(shell.session)
    assert shell.line.midi.words.text() == PADS
    engine.reports.append(PortList(problem="MIDI needs python-rtmidi: install it."))
    settle(shell.session)
    assert shell.line.midi.words.text() == "no MIDI input"
    assert "python-rtmidi" in shell.line.midi.words.toolTip()
    assert "python-rtmidi" in dialog.no_inputs.text()


def test_every_control_has_a_name(dialog: MidiDialog) -> None:
    assert nameless(dialog) == []


def test_our_own_ports_are_for_other_programs(dialog: MidiDialog, shell: Shell, engine: FakeEngine) -> None:
    engine.reports.append(PortList((PortInfo("MuseGen in", "JACK", True, True),), (PortInfo("MuseGen out", "JACK"),)))
    settle(shell.session)
    assert "other programs" in dialog.inputs["MuseGen in"].state.text()
    assert "other programs" in dialog.outputs["MuseGen out"].state.text()
    assert shell.line.midi.words.text() == "no MIDI input"
