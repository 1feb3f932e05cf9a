"""The MIDI ports of this machine through python-rtmidi: ALSA and JACK side by side, CoreMIDI, Windows.

python-rtmidi has no news of ports that come and go, so one long-lived object per system and direction is asked again
and again, always by the same thread. Its constructors, and opening and closing, keep the interpreter locked; for JACK,
where that would stop the sound, see `rtmidi_unlocked.py`.
"""

from __future__ import annotations

import os
import sys
from typing import Any, Protocol

from musegen_app.base.errors import DeviceError
from musegen_app.engine.backends.hushed import hushed
from musegen_app.engine.backends.jack_server import JackServer, loaded_libjack
from musegen_app.engine.backends.port_names import PortNames, is_bridged
from musegen_app.engine.backends.rtmidi_jack import JackPorts
from musegen_app.engine.backends.rtmidi_plain import PlainPorts
from musegen_app.engine.backends.rtmidi_unlocked import unlocked
from musegen_app.engine.messages import PortInfo
from musegen_app.engine.protocols import Heard, MidiInput, MidiOutput

_Port = tuple[str, str]  # the system, and the library's name of the port


class _System(Protocol):
    """The ports of one system, by the names that the library gives them."""

    api: str

    def is_up(self) -> bool: ...
    def inputs(self) -> list[str]: ...
    def outputs(self) -> list[str]: ...
    def open_input(self, raw: str, name: str, heard: Heard) -> MidiInput: ...
    def open_output(self, raw: str, name: str) -> MidiOutput: ...
    def close(self) -> None: ...


class _Direction:
    """The inputs, or the outputs, of all systems at the last look."""

    def __init__(self, word: str) -> None:
        self._word = word
        self._names = PortNames()
        self._ports: dict[str, _Port] = {}
        self._open: dict[str, tuple[MidiInput | MidiOutput, _Port]] = {}

    def look(self, found: list[_Port]) -> tuple[PortInfo, ...]:
        """What is there now. What was opened under a name that is another port's now is stale."""
        self._ports = self._names.names(_without_copies(found))
        for name, (opened, port) in self._open.items():
            opened.stale = self._ports.get(name, port) != port
        return tuple(PortInfo(name, api) for name, (api, _) in self._ports.items())

    def find(self, name: str) -> _Port:
        if name not in self._ports:
            raise DeviceError(f"The MIDI {self._word} “{name}” is not there any more; plug it in again.")
        return self._ports[name]

    def note_open(self, opened: MidiInput | MidiOutput) -> None:
        self._open[opened.name] = (opened, self._ports[opened.name])


class RtMidiPorts:
    """Every port of every system. Fits `protocols.PortLibrary`; rtmidi is loaded when ports are first asked for."""

    def __init__(self) -> None:
        self._systems: list[_System] | None = None
        self._running: list[_System] = []
        self._inputs = _Direction("input")
        self._outputs = _Direction("output")

    def inputs(self) -> tuple[PortInfo, ...]:
        self._look()
        return self._inputs.look([(system.api, raw) for system in self._running for raw in system.inputs()])

    def outputs(self) -> tuple[PortInfo, ...]:
        return self._outputs.look([(system.api, raw) for system in self._running for raw in system.outputs()])

    def open_input(self, port: PortInfo, heard: Heard) -> MidiInput:
        api, raw = self._inputs.find(port.name)
        opened = self._system(api).open_input(raw, port.name, heard)
        self._inputs.note_open(opened)
        return opened

    def open_output(self, port: PortInfo) -> MidiOutput:
        api, raw = self._outputs.find(port.name)
        opened = self._system(api).open_output(raw, port.name)
        self._outputs.note_open(opened)
        return opened

    def close(self) -> None:
        for system in self._systems or []:
            system.close()
        self._systems = None

    def _look(self) -> None:
        """Which systems are there now; asked once for inputs and outputs together, so that both miss a server that
        has gone. Raises DeviceError when none is there."""
        if self._systems is None:
            self._systems = _systems(_rtmidi())
        self._running = [system for system in self._systems if system.is_up()]
        if not self._running:
            raise DeviceError(_nothing_there())

    def _system(self, api: str) -> _System:
        return next(system for system in self._systems or [] if system.api == api)


def _rtmidi() -> Any:
    """The module. Raises DeviceError with what to install."""
    os.environ.setdefault("JACK_NO_START_SERVER", "1")  # looking for ports must not start a sound server
    with hushed():
        try:
            import rtmidi
        except ImportError as error:
            raise DeviceError(f"MIDI ports cannot be used; install what is missing: {_install_command()}") from error
    return rtmidi


def _systems(rtmidi: Any) -> list[_System]:
    systems: list[_System] = []
    for number in rtmidi.get_compiled_api():
        if number != rtmidi.API_UNIX_JACK:
            systems.append(PlainPorts(rtmidi, number))
        elif (libjack := loaded_libjack()) is not None:
            systems.append(JackPorts(unlocked(rtmidi), JackServer(libjack)))
    return systems


def _without_copies(found: list[_Port]) -> list[_Port]:
    """Where ALSA is there, JACK's copies of its ports would make every key sound twice."""
    if all(api != "ALSA" for api, _ in found):
        return found
    return [(api, raw) for api, raw in found if api != "JACK" or not is_bridged(raw)]


def _nothing_there() -> str:
    if sys.platform.startswith("linux"):
        return "There is no MIDI on this machine yet; try “sudo modprobe snd-seq”, or start a JACK server."
    return "The MIDI system of this machine does not answer; restart the machine."


def _install_command() -> str:
    if sys.platform.startswith("linux"):
        return "sudo apt install libasound2"
    return "pip install --force-reinstall python-rtmidi"
