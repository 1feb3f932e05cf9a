"""Which notes sound on which output, written down in a file that outlives the process.

After a `kill -9` nobody is left to end the notes of a synthesizer outside. The file is memory that the system keeps:
marking a note costs one store and no system call. The next engine process reads it and ends what it finds.
"""

from __future__ import annotations

import mmap
import os

PEDAL = 64
PITCHES = 128
CHANNELS = 16
_NOTES = CHANNELS * PITCHES
_MAGIC = b"MuseGen sounding 1\n".ljust(64, b"\0")
_NAME_BYTES = 256
_SLOT = _NAME_BYTES + _NOTES + CHANNELS  # the port's name, a byte for each note, one for each pedal
_SLOTS = 32
_SIZE = len(_MAGIC) + _SLOTS * _SLOT
_LATELY = 2  # a mark: it was ended a moment ago; 1: it sounds
_SILENCERS = (PEDAL, 123, 120, 121)  # pedal up, all notes off, all sound off, reset all controllers


def silencers() -> list[bytes]:
    """Pedal up, all notes off, all sound off, controllers reset, on every channel."""
    return [bytes((0xB0 | channel, control, 0)) for channel in range(CHANNELS) for control in _SILENCERS]


class Sounding:
    """The notes and pedals of one output. One thread marks; reading is safe from any."""

    def __init__(self, memory: mmap.mmap | bytearray, start: int) -> None:
        self._memory = memory
        self._start = start
        self._pedals = start + _NOTES
        self._end = self._pedals + CHANNELS

    def going_out(self, data: bytes) -> None:
        """Before a message is sent: what it makes sound is marked, so that a crash in between forgets nothing."""
        kind = data[0] & 0xF0
        if kind == 0x90 and data[2]:
            self._memory[self._start + ((data[0] & 15) << 7 | data[1])] = 1
        elif kind == 0xB0 and data[1] == PEDAL and data[2]:
            self._memory[self._pedals + (data[0] & 15)] = 1

    def gone_out(self, data: bytes) -> bool:
        """After a message was sent: what it ended (True: something) is marked as ended lately. It may still wait in a
        driver, and would be lost if the process were killed now."""
        place = self._ended_by(data)
        if place is not None:
            self._memory[place] = _LATELY
        return place is not None

    def arrived(self, data: bytes) -> None:
        """That message is certainly out: what it ended is no longer marked, unless it sounds again."""
        place = self._ended_by(data)
        if place is not None and self._memory[place] == _LATELY:
            self._memory[place] = 0

    def _ended_by(self, data: bytes) -> int | None:
        kind = data[0] & 0xF0
        if kind == 0x80 or (kind == 0x90 and not data[2]):
            return self._start + ((data[0] & 15) << 7 | data[1])
        return self._pedals + (data[0] & 15) if kind == 0xB0 and data[1] == PEDAL and not data[2] else None

    def take_over(self) -> None:
        """What ended lately when another process was killed may sound on: it is marked as sounding."""
        marks = bytes(self._memory[self._start : self._end])
        self._memory[self._start : self._end] = marks.replace(bytes((_LATELY,)), b"\1")

    def note_offs(self) -> list[bytes]:
        """A note-off for every note that sounds."""
        offs: list[bytes] = []
        at = self._start - 1
        while (at := self._memory.find(b"\1", at + 1, self._pedals)) >= 0:
            channel, pitch = divmod(at - self._start, PITCHES)
            offs.append(bytes((0x80 | channel, pitch, 64)))
        return offs

    def __bool__(self) -> bool:
        """Whether anything sounds or a pedal is down."""
        return self._memory.find(b"\1", self._start, self._end) >= 0

    def clear(self) -> None:
        """Nothing sounds any more."""
        self._memory[self._start : self._end] = bytes(self._end - self._start)


class SoundingFile:
    """The `Sounding` of every output by name. The ports' thread asks; a file that cannot be used is done without."""

    def __init__(self, path: str = "") -> None:
        self._memory = _mapped(path)
        self._slots: dict[str, int] = {}
        self._read()

    def of(self, port: str) -> Sounding:
        """What sounds on `port`, including what an earlier process left behind."""
        slot = self._slots.get(port)
        if slot is None:
            slot = self._free_slot()
            if slot is None:
                return Sounding(bytearray(_SLOT), _NAME_BYTES)  # more outputs than places: not kept over a crash
            self._slots[port] = slot
            self._memory[slot : slot + _NAME_BYTES] = _name_bytes(port)
        return Sounding(self._memory, slot + _NAME_BYTES)

    def ringing(self) -> list[str]:
        """The outputs on which something sounds."""
        return [port for port, slot in self._slots.items() if Sounding(self._memory, slot + _NAME_BYTES)]

    def _read(self) -> None:
        if self._memory[: len(_MAGIC)] != _MAGIC:
            self._memory[:_SIZE] = _MAGIC.ljust(_SIZE, b"\0")
        for slot in range(len(_MAGIC), _SIZE, _SLOT):
            name = self._memory[slot : slot + _NAME_BYTES].rstrip(b"\0").decode("utf-8", "replace")
            sounding = Sounding(self._memory, slot + _NAME_BYTES)
            sounding.take_over()
            if name and sounding:
                self._slots[name] = slot

    def _free_slot(self) -> int | None:
        taken = set(self._slots.values())
        free = next((s for s in range(len(_MAGIC), _SIZE, _SLOT) if s not in taken), None)
        if free is not None:
            self._memory[free : free + _SLOT] = bytes(_SLOT)
        return free


def _mapped(path: str) -> mmap.mmap:
    """The file as memory; memory of our own where there is no file."""
    if path:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            try:
                if os.fstat(handle).st_size != _SIZE:
                    os.ftruncate(handle, _SIZE)
                return mmap.mmap(handle, _SIZE)
            finally:
                os.close(handle)
        except (OSError, ValueError):
            pass  # a full disk or a read-only folder: notes are still ended, only not after a crash
    return mmap.mmap(-1, _SIZE)


def _name_bytes(port: str) -> bytes:
    return port.encode()[:_NAME_BYTES].decode("utf-8", "ignore").encode().ljust(_NAME_BYTES, b"\0")
