"""Ports of ALSA, CoreMIDI and Windows through python-rtmidi."""

from __future__ import annotations

import os
import re
import time
from typing import Any

from musegen_app.base.errors import DeviceError
from musegen_app.engine.backends.hushed import hushed
from musegen_app.engine.backends.port_names import plain_name
from musegen_app.engine.backends.rtmidi_ports import OWN_INPUT, OWN_OUTPUT, PENDING_SECONDS, Listener, sent
from musegen_app.engine.protocols import Heard, MidiInput, MidiOutput

_ALSA_DEVICE = "/dev/snd/seq"
_OWN = re.compile(r"MuseGen (in|out|from .*|to .*)(:|$)")
_LONGEST_NAME = 48  # characters of a client's name


class PlainPorts:
    """The ports of one such system. All calls come from one thread."""

    def __init__(self, rtmidi: Any, number: int) -> None:
        self.api = {rtmidi.API_LINUX_ALSA: "ALSA", rtmidi.API_MACOSX_CORE: "CoreMIDI"}.get(number, "Windows")
        self._rtmidi = rtmidi
        self._number = number
        self._probes: tuple[Any, Any] | None = None  # asked for ports, for as long as the process lives
        self._own: tuple[Any, Any] | None = None  # what other programs can connect to
        self._own_listener: Listener | None = None
        self._failed = False

    def is_up(self) -> bool:
        """Whether the system answers. Without its device ALSA is not even asked: it would print its complaints."""
        if self._probes is not None:
            return True
        if self._failed or (self.api == "ALSA" and not os.access(_ALSA_DEVICE, os.R_OK | os.W_OK)):
            return False
        try:
            with hushed():
                self._probes = (self._new(self._rtmidi.MidiIn, "in"), self._new(self._rtmidi.MidiOut, "out"))
                self._offer_own()
        except DeviceError:
            self._failed = self._probes is None
        return self._probes is not None

    def inputs(self) -> list[str]:
        """Our own one, where there is one, and those of all others."""
        own = [OWN_INPUT] if self._own else []
        return own + self._others(0)

    def outputs(self) -> list[str]:
        own = [OWN_OUTPUT] if self._own else []
        return own + self._others(1)

    def open_input(self, raw: str, name: str, heard: Heard) -> MidiInput:
        if self._own_listener is not None and raw == OWN_INPUT:
            return _OwnInput(self._own_listener, name, heard)
        midi_in = self._new(self._rtmidi.MidiIn, f"from {plain_name(self.api, raw)}")
        listener = Listener(midi_in)
        listener.name, listener.heard = name, heard
        self._open(midi_in, raw, name)
        return _Input(midi_in, listener, name)

    def open_output(self, raw: str, name: str) -> MidiOutput:
        if self._own is not None and raw == OWN_OUTPUT:
            return _Output(self._own[1], name, keep=True)
        midi_out = self._new(self._rtmidi.MidiOut, f"to {plain_name(self.api, raw)}")
        self._open(midi_out, raw, name)
        return _Output(midi_out, name)

    def close(self) -> None:
        if self._own is not None and self._own_listener is not None:
            _Input(self._own[0], self._own_listener, OWN_INPUT).close()
            _Output(self._own[1], OWN_OUTPUT).close()
        for probe in self._probes or ():
            probe.delete()
        self._probes = self._own = self._own_listener = None

    def _others(self, direction: int) -> list[str]:
        if self._probes is None:
            return []
        return [raw for raw in self._probes[direction].get_ports() if not _OWN.match(raw)]

    def _offer_own(self) -> None:
        """An input and an output that other programs can connect to; Windows has no such thing."""
        if self.api == "Windows":
            return
        midi_in, midi_out = self._new(self._rtmidi.MidiIn, "in"), self._new(self._rtmidi.MidiOut, "out")
        self._own_listener = Listener(midi_in)
        midi_in.open_virtual_port(OWN_INPUT)
        midi_out.open_virtual_port(OWN_OUTPUT)
        self._own = (midi_in, midi_out)

    def _new(self, kind: Any, what_for: str) -> Any:
        try:
            return kind(self._number, name=f"MuseGen {what_for}".replace(":", " ")[:_LONGEST_NAME])
        except Exception as error:  # the library's errors and OSError alike
            raise DeviceError(f"{self.api} does not let MuseGen in: {error}.") from error

    def _open(self, midi: Any, raw: str, name: str) -> None:
        try:
            midi.open_port(midi.get_ports().index(raw), name="MuseGen")
        except Exception as error:
            midi.delete()
            raise DeviceError(
                f"The MIDI port “{name}” cannot be opened; perhaps another program uses it: close it there."
            ) from error


class _Input:
    """An open input. Fits `protocols.MidiInput`."""

    def __init__(self, midi_in: Any, listener: Listener, name: str) -> None:
        self.name = name
        self.stale = False
        self._midi_in = midi_in
        self._listener = listener

    def close(self) -> None:
        """Closing waits for the library's thread with the interpreter locked, which that thread may be waiting for: so
        first no message calls back any more."""
        self._listener.heard = None
        self._midi_in.cancel_callback()
        time.sleep(PENDING_SECONDS)
        self._midi_in.close_port()
        self._midi_in.delete()


class _OwnInput:
    """Our own input, which stays when nobody listens. Fits `protocols.MidiInput`."""

    def __init__(self, listener: Listener, name: str, heard: Heard) -> None:
        self.name = name
        self.stale = False
        self._listener = listener
        listener.name, listener.heard = name, heard

    def close(self) -> None:
        self._listener.heard = None
        time.sleep(PENDING_SECONDS)


class _Output:
    """An open output; our own one stays (`keep`). Fits `protocols.MidiOutput`."""

    def __init__(self, midi_out: Any, name: str, keep: bool = False) -> None:
        self.name = name
        self.stale = False
        self._midi_out = midi_out
        self._keep = keep

    def send(self, data: bytes) -> None:
        sent(self._midi_out, self.name, data)

    def close(self) -> None:
        if not self._keep:
            self._midi_out.close_port()
            self._midi_out.delete()
