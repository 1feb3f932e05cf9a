"""The names that ports are known by."""

from __future__ import annotations

import pytest

from musegen_app.engine.backends.port_names import PortNames, is_bridged, plain_name


@pytest.mark.parametrize(
    ("api", "raw", "name"),
    [
        ("ALSA", "nanoKEY2:nanoKEY2 MIDI 1 28:0", "nanoKEY2 MIDI 1"),
        ("ALSA", "FLUID Synth (423):Synth input port (423:0) 128:0", "FLUID Synth (423):Synth input port (423:0)"),
        ("ALSA", "Midi Through:Midi Through Port-0 14:0", "Midi Through Port-0"),
        ("ALSA", "MuseGen in", "MuseGen in"),
        ("ALSA", " 20:0", "MIDI"),
        ("JACK", "Carla:events-in", "Carla:events-in"),
        ("JACK", "a2j:nanoKEY2 [20] (capture): nanoKEY2 MIDI 1", "a2j:nanoKEY2 (capture): nanoKEY2 MIDI 1"),
        ("JACK", "Keystation 49:Keystation 49", "Keystation 49"),
        ("JACK", "Keystation 49-01:Keystation 49", "Keystation 49-01:Keystation 49"),
        ("JACK", "Keystation:Keystation 49", "Keystation:Keystation 49"),
        ("JACK", ":", "MIDI"),
        ("CoreMIDI", "IAC Driver Bus 1", "IAC Driver Bus 1"),
        ("CoreMIDI", "Bus:Bus", "Bus:Bus"),
        ("Windows", "loopMIDI Port 1", "loopMIDI Port 1"),
    ],
)
def test_a_name_has_no_numbers_that_change(api: str, raw: str, name: str) -> None:
    assert plain_name(api, raw) == name


def test_two_of_one_name_are_numbered_and_two_systems_told_apart() -> None:
    names = PortNames()
    ports = [("ALSA", "Keys:Keys 20:0"), ("ALSA", "Keys:Keys 24:0"), ("JACK", "Keys"), ("JACK", "Pads")]
    assert list(names.names(ports)) == ["Keys", "Keys 2", "Keys (JACK)", "Pads"]
    assert names.names(ports)["Keys 2"] == ports[1]


def test_a_shortened_name_is_still_one_name_for_one_port() -> None:
    ports = [("JACK", "Keys"), ("JACK", "Keys:Keys"), ("JACK", "Keys:Pads")]
    assert list(PortNames().names(ports)) == ["Keys", "Keys 2", "Keys:Pads"]
    assert list(PortNames().names([("ALSA", "Keys:Keys 20:0"), ports[1]])) == ["Keys", "Keys (JACK)"]


def test_a_port_keeps_its_name_while_it_is_there_and_a_free_one_is_taken_up_again() -> None:
    names = PortNames()
    first, second, back = ("ALSA", "Keys:Keys 20:0"), ("ALSA", "Keys:Keys 24:0"), ("ALSA", "Keys:Keys 32:0")
    names.names([first, second])
    assert names.names([second]) == {"Keys 2": second}
    assert names.names([back, second]) == {"Keys": back, "Keys 2": second}


def test_what_jack_copies_from_alsa_is_known() -> None:
    assert is_bridged("a2j:nanoKEY2 [20] (capture): nanoKEY2 MIDI 1")
    assert is_bridged("Midi-Bridge:nanoKEY2 1:(capture_0) nanoKEY2 MIDI 1")
    assert not is_bridged("Carla:events-in")
