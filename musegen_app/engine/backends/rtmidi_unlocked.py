"""JACK's half of python-rtmidi with the interpreter free meanwhile.

python-rtmidi keeps the interpreter locked while it makes, opens and closes a port, and a JACK server answers some
requests only after a full cycle. The audio callback needs the interpreter to finish its cycle: the two would wait for
each other until the server gives up, seconds later. So the C++ library inside python-rtmidi is called through ctypes,
which unlocks the interpreter. Its names and the layout of its strings are those of GCC on Linux; where a build does
not have them, python-rtmidi itself has to do.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

Called = Callable[[tuple[bytes, float], None], None]

_TEXT_NAME = "RKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE"
_OBJECT_BYTES = 64  # it has 16: a table, and the system's half
_QUEUE = 1_024  # messages; none waits where there is a callback


class _Text(ctypes.Structure):
    """A std::string to be read only."""

    _fields_ = [("start", ctypes.c_char_p), ("length", ctypes.c_size_t), ("room", ctypes.c_size_t * 2)]


class _Bytes(ctypes.Structure):
    """A std::vector<unsigned char> to be read only."""

    _fields_ = [("start", ctypes.c_void_p), ("end", ctypes.c_void_p), ("room", ctypes.c_void_p)]


_Message = ctypes.CFUNCTYPE(None, ctypes.c_double, ctypes.POINTER(_Bytes), ctypes.c_void_p)
_Problem = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_TEXT, _BYTES = ctypes.POINTER(_Text), ctypes.POINTER(_Bytes)
_BOTH: dict[str, tuple[str, list[Any]]] = {
    "on_problem": (
        f"16setErrorCallbackEPFvN11RtMidiError4TypeE{_TEXT_NAME}PvESA_",
        [_Problem, ctypes.c_void_p],
    ),
    "offer": (f"15openVirtualPortE{_TEXT_NAME}", [_TEXT]),
    "close": ("9closePortEv", []),
    "end": ("D1Ev", []),
}
_IN: dict[str, tuple[str, list[Any]]] = _BOTH | {
    "make": (f"C1EN6RtMidi3ApiE{_TEXT_NAME}j", [ctypes.c_int, _TEXT, ctypes.c_uint]),
    "ignore": ("11ignoreTypesEbbb", [ctypes.c_bool, ctypes.c_bool, ctypes.c_bool]),
    "call_back": ("11setCallbackEPFvdPSt6vectorIhSaIhEEPvES4_", [_Message, ctypes.c_void_p]),
}
_OUT: dict[str, tuple[str, list[Any]]] = _BOTH | {
    "make": (f"C1EN6RtMidi3ApiE{_TEXT_NAME}", [ctypes.c_int, _TEXT]),
    "send": ("11sendMessageEPKSt6vectorIhSaIhEE", [_BYTES]),
}


class UnlockedRtMidi:
    """Stands in for the module `rtmidi` where only JACK's virtual ports are wanted. Raises AttributeError for a build
    without the names."""

    def __init__(self, rtmidi: Any) -> None:
        self.API_UNIX_JACK: int = rtmidi.API_UNIX_JACK
        library = ctypes.CDLL(rtmidi._rtmidi.__file__)
        self._ins = _entries(library, "8RtMidiIn", _IN)
        self._outs = _entries(library, "9RtMidiOut", _OUT)

    def MidiIn(self, api: int, name: str) -> UnlockedIn:
        return UnlockedIn(self._ins, api, name)

    def MidiOut(self, api: int, name: str) -> UnlockedOut:
        return UnlockedOut(self._outs, api, name)


def unlocked(rtmidi: Any) -> Any:
    """In place of the module `rtmidi`: what leaves the interpreter free, or else `rtmidi` itself."""
    try:
        return UnlockedRtMidi(rtmidi)
    except (AttributeError, OSError):
        return rtmidi


class _Object:
    """A C++ object. It is not ended by itself: a client of a server that has gone must be left as it is."""

    def __init__(self, entries: dict[str, Any], api: int, name: str, *more: int) -> None:
        self._entries = entries
        self._memory = ctypes.create_string_buffer(_OBJECT_BYTES)
        self._this = ctypes.c_void_p(ctypes.addressof(self._memory))
        self._ask("make", api, _text(name), *more)
        self._problem = _Problem(_say_nothing)  # without it the library throws, which would end the process
        self._ask("on_problem", self._problem, None)

    def open_virtual_port(self, name: str) -> None:
        self._ask("offer", _text(name))

    def close_port(self) -> None:
        self._ask("close")

    def delete(self) -> None:
        self._ask("end")

    def _ask(self, what: str, *arguments: Any) -> None:
        self._entries[what](self._this, *arguments)


class UnlockedIn(_Object):
    """Fits `rtmidi.MidiIn` as far as it is used."""

    def __init__(self, entries: dict[str, Any], api: int, name: str) -> None:
        super().__init__(entries, api, name, _QUEUE)

    def ignore_types(self, sysex: bool, timing: bool, active_sense: bool) -> None:
        self._ask("ignore", sysex, timing, active_sense)

    def set_callback(self, called: Called) -> None:
        def message(seconds: float, data: Any, _: int | None) -> None:
            start, end = data.contents.start, data.contents.end
            if start is not None:
                called((ctypes.string_at(start, end - start), seconds), None)

        self._message = _Message(message)
        self._ask("call_back", self._message, None)


class UnlockedOut(_Object):
    """Fits `rtmidi.MidiOut` as far as it is used. One thread sends at a time."""

    def send_message(self, data: bytes) -> None:
        memory = ctypes.create_string_buffer(data, len(data))
        start = ctypes.addressof(memory)
        self._ask("send", _Bytes(start, start + len(data), start + len(data)))


def _entries(library: ctypes.CDLL, kind: str, names: dict[str, tuple[str, list[Any]]]) -> dict[str, Any]:
    found = {}
    for key, (name, arguments) in names.items():
        entry = getattr(library, f"_ZN{kind}{name}")
        entry.restype, entry.argtypes = None, [ctypes.c_void_p, *arguments]
        found[key] = entry
    return found


def _text(words: str) -> _Text:
    encoded = words.encode()
    return _Text(encoded, len(encoded))


def _say_nothing(kind: int, words: int | None, _: int | None) -> None:
    """Whoever asked sees whether the port is there."""
