"""Another program with a keyboard and an instrument on JACK: a process that plays and hears what it is told.

It uses python-rtmidi, and dies at once when it is unplugged, as a device does whose cable comes out.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.waiting import joined, kill, wait_until

KEYS, NOTES = "Other:keys", "Instrument:notes"
_PROGRAM = """
import sys, rtmidi
jack = rtmidi.API_UNIX_JACK
keys, notes = rtmidi.MidiOut(jack, name="Other"), rtmidi.MidiIn(jack, name="Instrument")
notes.ignore_types(sysex=False, timing=False, active_sense=False)
notes.set_callback(lambda event, _: print(bytes(event[0]).hex(), flush=True))
keys.open_virtual_port("keys")
notes.open_virtual_port("notes")
print("ready", flush=True)
for line in sys.stdin:
    keys.send_message(bytes.fromhex(line))
"""


class OtherProgram:
    """`play` strikes its keys; `heard` is what its instrument was sent, in order."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._ready = False
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._reader = threading.Thread(target=self._read, name="other program", daemon=True)
        self._reader.start()

    def start(self) -> None:
        """Wait until its ports are there."""
        wait_until(lambda: self._ready, what="the other program")

    def play(self, data: bytes) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(data.hex().encode() + b"\n")
        self._process.stdin.flush()

    def until_heard(self, *messages: bytes) -> None:
        """Wait until these were the last ones, one after the other."""
        wait_until(lambda: tuple(self.heard[-len(messages) :]) == messages, what=lambda: f"{messages}: {self.heard}")

    def unplug(self) -> None:
        """It is gone at once."""
        kill(self._process)
        joined(self._reader)
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line == b"ready\n":
                self._ready = True
            else:
                self.heard.append(bytes.fromhex(line.decode()))


@contextmanager
def other_program() -> Iterator[OtherProgram]:
    plugged = OtherProgram()
    try:
        plugged.start()
        yield plugged
    finally:
        plugged.unplug()
