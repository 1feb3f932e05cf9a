"""Ports of ALSA, CoreMIDI and Windows, with a fake in the library's place: these systems are not at hand everywhere."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from musegen_app.base.errors import DeviceError
from musegen_app.engine.backends import rtmidi_backend
from musegen_app.engine.backends.rtmidi_backend import RtMidiPorts
from musegen_app.engine.backends.rtmidi_plain import PlainPorts
from musegen_app.engine.messages import PortInfo
from tests.fakes.fake_rtmidi import API_LINUX_ALSA, API_MACOSX_CORE, API_WINDOWS_MM, FakeRtMidi

KEYS, AGAIN = "Keys:Keys MIDI 1 20:0", "Keys:Keys MIDI 1 24:0"
SYSTEMS = {"ALSA": API_LINUX_ALSA, "CoreMIDI": API_MACOSX_CORE, "Windows": API_WINDOWS_MM}


@pytest.fixture
def alsa(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a sequencer."""
    monkeypatch.setattr(os, "access", lambda path, mode: path == "/dev/snd/seq")


@pytest.fixture(params=SYSTEMS)
def plain(request: pytest.FixtureRequest, alsa: None) -> tuple[FakeRtMidi, PlainPorts]:
    library = FakeRtMidi()
    ports = PlainPorts(library, SYSTEMS[request.param])
    assert ports.api == request.param
    assert ports.is_up()
    return library, ports


@pytest.fixture
def whole(alsa: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[FakeRtMidi, RtMidiPorts]]:
    library = FakeRtMidi(API_LINUX_ALSA)
    monkeypatch.setattr(rtmidi_backend, "_rtmidi", lambda: library)
    ports = RtMidiPorts()
    yield library, ports
    ports.close()


def test_a_note_comes_in_and_a_note_goes_out(plain: tuple[FakeRtMidi, PlainPorts]) -> None:
    library, ports = plain
    library.sources += ["Pads", "Keys"]
    library.sinks += ["Drums", "Synth"]
    heard: list[tuple[int, str, bytes]] = []
    opened = ports.open_input("Keys", "Keys 2", lambda *what: heard.append(what))
    midi_in = next(midi for midi in library.made if midi.port == "Keys")
    assert midi_in.client.startswith("MuseGen from Keys")
    midi_in.play(0x90, 60, 80)
    assert [what[1:] for what in heard] == [("Keys 2", b"\x90\x3c\x50")]
    output = ports.open_output("Synth", "Synth")
    output.send(b"\x90\x3c\x50")
    midi_out = next(midi for midi in library.made if midi.port == "Synth")
    assert midi_out.sent == [b"\x90\x3c\x50"]
    opened.close()
    output.close()
    assert library.of(midi_out.client) == ["open_port", "close_port", "delete"]


def test_an_input_stops_calling_back_before_it_is_closed(plain: tuple[FakeRtMidi, PlainPorts]) -> None:
    library, ports = plain
    library.sources.append("Keys")
    ports.open_input("Keys", "Keys", lambda *what: None).close()
    midi_in = next(midi for midi in library.made if midi.port == "Keys")
    assert library.of(midi_in.client) == ["open_port", "cancel_callback", "close_port", "delete"]


def test_our_own_ports_are_offered_where_the_system_can(plain: tuple[FakeRtMidi, PlainPorts]) -> None:
    library, ports = plain
    library.sources += ["MuseGen out:MuseGen out 130:0", "MuseGen to Synth:MuseGen 131:0", "Keys"]
    library.sinks += ["MuseGen in:MuseGen in 129:0", "MuseGenerous:synth"]
    if ports.api == "Windows":
        assert (ports.inputs(), ports.outputs()) == (["Keys"], ["MuseGenerous:synth"])
        return
    assert ports.inputs() == ["MuseGen in", "Keys"]
    assert ports.outputs() == ["MuseGen out", "MuseGenerous:synth"]
    heard: list[bytes] = []
    own = ports.open_input("MuseGen in", "MuseGen in", lambda at_ns, port, data: heard.append(data))
    library.last("MuseGen in").play(0x90, 60, 80)
    own.close()
    library.last("MuseGen in").play(0x80, 60, 80)
    assert heard == [b"\x90\x3c\x50"]
    ports.open_output("MuseGen out", "MuseGen out").close()
    assert "close_port" not in library.of("MuseGen out")
    ports.close()
    assert library.of("MuseGen out")[-1] == "delete"


def test_a_port_that_another_program_holds_says_so_in_a_sentence(plain: tuple[FakeRtMidi, PlainPorts]) -> None:
    library, ports = plain
    library.sources.append("Keys")
    library.busy.add("Keys")
    with pytest.raises(DeviceError, match=r"“Keys” cannot be opened; perhaps another program uses it"):
        ports.open_input("Keys", "Keys", lambda *what: None)
    assert library.calls[-1][1] == "delete"
    with pytest.raises(DeviceError, match="cannot be opened"):
        ports.open_output("gone meanwhile", "Synth")


def test_an_output_that_fails_says_so_in_a_sentence(plain: tuple[FakeRtMidi, PlainPorts]) -> None:
    library, ports = plain
    library.sinks.append("Synth")
    output = ports.open_output("Synth", "Synth")
    library.refuses = True
    with pytest.raises(DeviceError, match="“Synth” does not take notes any more"):
        output.send(b"\x90\x3c\x50")


def test_without_a_sequencer_alsa_is_not_even_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    library = FakeRtMidi()
    ports = PlainPorts(library, API_LINUX_ALSA)
    assert not ports.is_up()
    assert library.made == []


def test_a_system_that_does_not_let_us_in_is_left_out(alsa: None) -> None:
    library = FakeRtMidi()
    library.refuses = True
    ports = PlainPorts(library, API_LINUX_ALSA)
    assert not ports.is_up()
    library.refuses = False
    assert not ports.is_up(), "it is not tried again and again"


def test_ports_are_known_by_names_that_last(whole: tuple[FakeRtMidi, RtMidiPorts]) -> None:
    library, ports = whole
    library.sources += [KEYS, "Pads:Pads 28:0"]
    assert ports.inputs() == tuple(PortInfo(name, "ALSA") for name in ("MuseGen in", "Keys MIDI 1", "Pads"))
    assert ports.outputs() == (PortInfo("MuseGen out", "ALSA"),)


def test_a_port_that_came_back_under_another_number_must_be_opened_again(whole: tuple[FakeRtMidi, RtMidiPorts]) -> None:
    library, ports = whole
    library.sources.append(KEYS)
    keys = ports.inputs()[1]
    opened = ports.open_input(keys, lambda *what: None)
    ports.inputs()
    assert not opened.stale
    library.sources[:] = [AGAIN]
    assert keys in ports.inputs()
    assert opened.stale
    again = ports.open_input(keys, lambda *what: None)
    ports.inputs()
    assert not again.stale


def test_a_port_that_has_gone_meanwhile_says_so(whole: tuple[FakeRtMidi, RtMidiPorts]) -> None:
    _, ports = whole
    ports.inputs()
    ports.outputs()
    with pytest.raises(DeviceError, match="“Keys” is not there any more"):
        ports.open_input(PortInfo("Keys", "ALSA"), lambda *what: None)
    with pytest.raises(DeviceError, match="“Synth” is not there any more"):
        ports.open_output(PortInfo("Synth", "ALSA"))


def test_where_there_is_no_midi_at_all_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    monkeypatch.setattr(rtmidi_backend, "_rtmidi", lambda: FakeRtMidi(API_LINUX_ALSA))
    with pytest.raises(DeviceError, match="There is no MIDI on this machine yet"):
        RtMidiPorts().inputs()
