"""Ports of JACK: python-rtmidi carries the notes, libjack lays the cables.

Every open port needs a JACK client of its own, because python-rtmidi gives a client one port only. Making one takes
20 ms or more and may cost a cycle, so some are made when the server is first seen, and all are used again for whatever
is plugged in later; opening and closing are then cables that nobody notices.

When the server goes, its clients are left as they are: closing an output would take a second.
"""

from __future__ import annotations

import ctypes
import re
import time
from dataclasses import dataclass
from typing import Any

from musegen_app.base.errors import DeviceError
from musegen_app.engine.backends.jack_server import JackServer
from musegen_app.engine.backends.rtmidi_ports import OWN_INPUT, OWN_OUTPUT, PENDING_SECONDS, Listener, sent
from musegen_app.engine.protocols import Heard, MidiInput, MidiOutput

_PORT = "midi"
_DEVICE_INPUT, _DEVICE_OUTPUT = "MuseGen device in", "MuseGen device out"  # the clients of cables
_OURS = re.compile(rf"MuseGen (device )?(in|out)(-\d+)?:{_PORT}")  # of any MuseGen that runs: they are not for us
_SPARE = 1  # clients of each direction beyond those that are needed when the server is first seen


@dataclass(slots=True)
class _Client:
    """A JACK client of ours with its one port, `port` in full. `listener` of inputs only."""

    midi: Any
    port: str
    listener: Listener | None = None
    alive: bool = True


class JackPorts:
    """The ports of a JACK server that may come and go. All calls come from one thread."""

    api = "JACK"

    def __init__(self, rtmidi: Any, server: JackServer) -> None:
        self._rtmidi = rtmidi
        self._server = server
        self._clients: list[_Client] = []
        self._free_ins: list[_Client] = []
        self._free_outs: list[_Client] = []
        self._own_in: _Client | None = None
        self._own_out: _Client | None = None

    def is_up(self) -> bool:
        """Whether the server runs."""
        if not self._server.is_up():
            self._forget()
            return False
        if self._own_in is None:
            self._prepare()
        return self._own_in is not None

    def inputs(self) -> list[str]:
        """Our own one and those of all others."""
        return [OWN_INPUT, *_of_others(self._server.sources())]

    def outputs(self) -> list[str]:
        return [OWN_OUTPUT, *_of_others(self._server.sinks())]

    def open_input(self, raw: str, name: str, heard: Heard) -> MidiInput:
        if raw == OWN_INPUT and self._own_in is not None:
            return _Input(self._own_in, name, heard)
        client = self._free_ins.pop() if self._free_ins else self._new_in(_DEVICE_INPUT)
        if not self._server.connect(raw, client.port):
            self._free_ins.append(client)
            raise DeviceError(f"JACK does not connect the MIDI input “{name}”; see whether its program still runs.")
        return _Input(client, name, heard, self, raw)

    def open_output(self, raw: str, name: str) -> MidiOutput:
        if raw == OWN_OUTPUT and self._own_out is not None:
            return _Output(self._own_out, name)
        client = self._free_outs.pop() if self._free_outs else self._new_out(_DEVICE_OUTPUT)
        if not self._server.connect(client.port, raw):
            self._free_outs.append(client)
            raise DeviceError(f"JACK does not connect the MIDI output “{name}”; see whether its program still runs.")
        return _Output(client, name, self, raw)

    def unplug_input(self, client: _Client, raw: str) -> None:
        """Take the cable out; the client is free for another port."""
        if client.alive:
            self._server.disconnect(raw, client.port)
            self._free_ins.append(client)

    def unplug_output(self, client: _Client, raw: str) -> None:
        """The same, once what was sent has been carried off: that happens once a period."""
        if client.alive:
            time.sleep(2 * self._server.period_seconds + PENDING_SECONDS)
            self._server.disconnect(client.port, raw)
            self._free_outs.append(client)

    def close(self) -> None:
        if self._server.is_up():
            self._end_clients()
        self._forget()
        self._server.close()

    def _prepare(self) -> None:
        """Our own ports, and clients for all there is to hear, before anything sounds."""
        wanted = len(_of_others(self._server.sources())) + _SPARE
        try:
            self._own_in, self._own_out = self._new_in(OWN_INPUT), self._new_out(OWN_OUTPUT)
            self._free_ins = [self._new_in(_DEVICE_INPUT) for _ in range(wanted)]
            self._free_outs = [self._new_out(_DEVICE_OUTPUT) for _ in range(_SPARE)]
        except DeviceError:
            return  # the server is full or on its way out; the next look tells

    def _new_in(self, name: str) -> _Client:
        before = set(self._server.sinks())
        midi = self._new(self._rtmidi.MidiIn, name)
        client = _Client(midi, "", Listener(midi))
        return self._with_port(client, name, lambda: set(self._server.sinks()) - before)

    def _new_out(self, name: str) -> _Client:
        before = set(self._server.sources())
        client = _Client(self._new(self._rtmidi.MidiOut, name), "")
        return self._with_port(client, name, lambda: set(self._server.sources()) - before)

    def _with_port(self, client: _Client, name: str, new_ports: Any) -> _Client:
        """With its port made and found: JACK adds a number to a client's name that is taken."""
        own = re.compile(rf"{name}(-\d+)?:{_PORT}")
        client.midi.open_virtual_port(_PORT)
        client.port = next((port for port in new_ports() if own.fullmatch(port)), "")
        self._clients.append(client)
        if not client.port:
            raise DeviceError("JACK has no room for another MIDI port; close some of the programs that use it.")
        return client

    def _new(self, kind: Any, name: str) -> Any:
        try:
            return kind(self._rtmidi.API_UNIX_JACK, name=name)
        except Exception as error:  # the library's errors and OSError alike
            raise DeviceError("JACK does not let MuseGen in; see whether its server still runs.") from error

    def _end_clients(self) -> None:
        for client in self._clients:
            if client.listener is not None:
                client.listener.heard = None
            client.midi.close_port()
        time.sleep(PENDING_SECONDS)
        for client in self._clients:
            client.midi.delete()
        self._clients = []

    def _forget(self) -> None:
        """The server has gone. libjack frees its clients itself when it meets the next server."""
        for client in self._clients:
            client.alive = False
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(client.midi))  # never closed, not even at the very end
        self._clients, self._free_ins, self._free_outs = [], [], []
        self._own_in = self._own_out = None


def _of_others(ports: list[str]) -> list[str]:
    return [port for port in ports if not _OURS.fullmatch(port)]


class _Input:
    """An open input; our own one has no cable. Fits `protocols.MidiInput`."""

    def __init__(
        self, client: _Client, name: str, heard: Heard, cables: JackPorts | None = None, raw: str = ""
    ) -> None:
        self.name = name
        self.stale = False
        self._client = client
        self._cables = cables
        self._raw = raw
        if client.listener is not None:
            client.listener.name, client.listener.heard = name, heard

    def close(self) -> None:
        if self._client.listener is not None:
            self._client.listener.heard = None
        time.sleep(PENDING_SECONDS)
        if self._cables is not None:
            self._cables.unplug_input(self._client, self._raw)


class _Output:
    """An open output; our own one has no cable. Fits `protocols.MidiOutput`."""

    def __init__(self, client: _Client, name: str, cables: JackPorts | None = None, raw: str = "") -> None:
        self.name = name
        self.stale = False
        self._client = client
        self._cables = cables
        self._raw = raw

    def send(self, data: bytes) -> None:
        sent(self._client.midi, self.name, data)

    def close(self) -> None:
        if self._cables is not None:
            self._cables.unplug_output(self._client, self._raw)
