"""The JACK server: whether it runs, its MIDI ports, and cables between them.

python-rtmidi speaks JACK too, but it never notices that the server has gone (it lists the same ports for ever), and it
keeps the interpreter locked while it connects: the sound would stop for up to 30 ms. So this asks libjack itself, the
very one that python-rtmidi brings along, through ctypes, which lets other threads run meanwhile.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_MIDI = b"8 bit raw midi"
_NO_START = 1  # never start a server
_IS_INPUT, _IS_OUTPUT = 1, 2
_CONNECTED_ALREADY = 17
_LOOKS_BETWEEN = 2  # looking for a server that is not there takes some milliseconds
_CLIENT_NAME = b"MuseGen ports"  # it has no ports of its own, so nobody sees it
_Words = ctypes.CFUNCTYPE(None, ctypes.c_char_p)
_Gone = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_ENTRIES: dict[str, tuple[Any, list[Any]]] = {
    "jack_client_open": (ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(ctypes.c_int)]),
    "jack_client_close": (ctypes.c_int, [ctypes.c_void_p]),
    "jack_on_shutdown": (None, [ctypes.c_void_p, _Gone, ctypes.c_void_p]),
    "jack_get_ports": (
        ctypes.POINTER(ctypes.c_char_p),
        [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_ulong],
    ),
    "jack_free": (None, [ctypes.c_void_p]),
    "jack_get_buffer_size": (ctypes.c_uint32, [ctypes.c_void_p]),
    "jack_get_sample_rate": (ctypes.c_uint32, [ctypes.c_void_p]),
    "jack_connect": (ctypes.c_int, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]),
    "jack_disconnect": (ctypes.c_int, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]),
}


class JackServer:
    """A client without ports. One thread uses it."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self._library = library
        for name, (result, arguments) in _ENTRIES.items():
            entry = getattr(library, name)
            entry.restype, entry.argtypes = result, arguments
        self._silence = _Words(_say_nothing)  # libjack says at length, on stdout too, what it did not find
        library.jack_set_error_function(self._silence)
        library.jack_set_info_function(self._silence)
        self._gone_callback = _Gone(self._note_gone)
        self._client: int | None = None
        self._gone = False
        self._waits = 0

    def is_up(self) -> bool:
        """Whether the server runs, looking for it now and then. When it has gone, False at least once."""
        if self._gone:
            self.close()
            return False
        if self._client is None:
            self._waits -= 1
            if self._waits < 0:
                self._waits = _LOOKS_BETWEEN
                self._open()
        return self._client is not None

    def sources(self) -> list[str]:
        """The ports that notes come from."""
        return list(self._ports(_IS_OUTPUT))

    def sinks(self) -> list[str]:
        """The ports that take notes."""
        return list(self._ports(_IS_INPUT))

    @property
    def period_seconds(self) -> float:
        """How long the server's period lasts: what is sent leaves once in each."""
        if self._client is None:
            return 0.0
        frames = self._library.jack_get_buffer_size(self._client)
        return float(frames / max(1, self._library.jack_get_sample_rate(self._client)))

    def connect(self, source: str, sink: str) -> bool:
        """Whether the cable is there now."""
        done = self._library.jack_connect(self._client, source.encode(), sink.encode())
        return done in (0, _CONNECTED_ALREADY)

    def disconnect(self, source: str, sink: str) -> None:
        self._library.jack_disconnect(self._client, source.encode(), sink.encode())

    def close(self) -> None:
        if self._client is not None:
            self._library.jack_client_close(self._client)
        self._client, self._gone, self._waits = None, False, 0

    def _open(self) -> None:
        status = ctypes.c_int()
        self._client = self._library.jack_client_open(_CLIENT_NAME, _NO_START, ctypes.byref(status))
        if self._client is not None:
            self._library.jack_on_shutdown(self._client, self._gone_callback, None)

    def _note_gone(self, _: int | None) -> None:
        """Called by a thread of libjack."""
        self._gone = True

    def _ports(self, flags: int) -> Iterator[str]:
        if self._client is None:
            return
        found = self._library.jack_get_ports(self._client, None, _MIDI, flags)
        if not found:
            return
        i = 0
        while (name := found[i]) is not None:
            yield name.decode("utf-8", "replace")
            i += 1
        self._library.jack_free(found)


def loaded_libjack() -> ctypes.CDLL | None:
    """The libjack that python-rtmidi uses, once that is imported; None where there is none (Linux only)."""
    try:
        paths = [line.split(maxsplit=5)[5].strip() for line in _mappings() if "/libjack" in line]
        paths.sort(key=lambda path: "/libjack-" not in path)  # PortAudio may have loaded another one, without a mark
        return ctypes.CDLL(paths[0]) if paths else None
    except OSError:
        return None


def _mappings() -> list[str]:
    return Path("/proc/self/maps").read_text().splitlines()


def _say_nothing(words: bytes) -> None:
    """Its results count."""
