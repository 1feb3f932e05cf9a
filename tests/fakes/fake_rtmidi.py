"""python-rtmidi without a system: the part of its interface that we use, for one system."""

from __future__ import annotations

from typing import Any

API_LINUX_ALSA, API_MACOSX_CORE, API_UNIX_JACK, API_WINDOWS_MM = 2, 1, 3, 4


class FakeRtMidi:
    """Fits the module `rtmidi`. `sources` and `sinks` are the names of other programs' ports; `calls` is what was done
    to the objects made, each under its client's name."""

    API_LINUX_ALSA, API_MACOSX_CORE = API_LINUX_ALSA, API_MACOSX_CORE
    API_UNIX_JACK, API_WINDOWS_MM = API_UNIX_JACK, API_WINDOWS_MM

    def __init__(self, *systems: int) -> None:
        self.systems = systems
        self.sources: list[str] = []
        self.sinks: list[str] = []
        self.busy: set[str] = set()
        self.refuses = False
        self.calls: list[tuple[str, str]] = []
        self.made: list[Any] = []

    def get_compiled_api(self) -> list[int]:
        return list(self.systems)

    def MidiIn(self, api: int, name: str) -> FakeMidi:
        return self._make(name, self.sources)

    def MidiOut(self, api: int, name: str) -> FakeMidi:
        return self._make(name, self.sinks)

    def of(self, name: str) -> list[str]:
        """What was done to the object of that client's name."""
        return [call for client, call in self.calls if client == name]

    def last(self, name: str) -> FakeMidi:
        found: FakeMidi = next(midi for midi in reversed(self.made) if midi.client == name)
        return found

    def _make(self, name: str, ports: list[str]) -> FakeMidi:
        if self.refuses:
            raise OSError("error creating ALSA sequencer client object.")
        self.made.append(FakeMidi(self, name, ports))
        midi: FakeMidi = self.made[-1]
        return midi


class FakeMidi:
    """A `MidiIn` or `MidiOut`. Messages that come in when the callback is cancelled are queued by the library."""

    def __init__(self, library: FakeRtMidi, client: str, ports: list[str]) -> None:
        self.client = client
        self.port = ""
        self.sent: list[bytes] = []
        self.callback: Any = None
        self._library = library
        self._ports = ports

    def play(self, *data: int) -> None:
        if self.callback is not None:
            self.callback((list(data), 0.0), None)

    def get_ports(self) -> list[str]:
        return list(self._ports)

    def open_port(self, index: int, name: str) -> None:
        if self._ports[index] in self._library.busy:
            raise RuntimeError("MidiInWinMM::openPort: error creating Windows MM MIDI input port.")
        self.port = self._ports[index]
        self._note("open_port")

    def open_virtual_port(self, name: str) -> None:
        self._note(f"open_virtual_port {name}")

    def set_callback(self, callback: Any) -> None:
        self.callback = callback

    def cancel_callback(self) -> None:
        self.callback = None
        self._note("cancel_callback")

    def ignore_types(self, sysex: bool, timing: bool, active_sense: bool) -> None:
        assert (sysex, timing, active_sense) == (True, False, True), "the clock is wanted"

    def send_message(self, data: bytes) -> None:
        if self._library.refuses:
            raise RuntimeError("MidiOutWinMM::sendMessage: error sending MIDI message.")
        self.sent.append(bytes(data))

    def close_port(self) -> None:
        self._note("close_port")

    def delete(self) -> None:
        self._note("delete")

    def _note(self, call: str) -> None:
        self._library.calls.append((self.client, call))
