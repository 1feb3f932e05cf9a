"""Keyboards that are plugged in one after the other, by a process that goes on making JACK clients meanwhile."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.waiting import kill

PAUSE_SECONDS = 0.05
_END_SECONDS = 10.0
_PROGRAM = """
import sys, time, rtmidi
made = []
for i in range(int(sys.argv[1])):
    keys = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name=f"Keyboard {i + 1}")
    keys.open_virtual_port("keys")
    made.append(keys)
    time.sleep(float(sys.argv[2]))
for line in sys.stdin:
    which, data = line.split()
    made[int(which)].send_message(bytes.fromhex(data))
for keys in made:
    keys.delete()
"""


def name_of(which: int) -> str:
    """The port of a keyboard; the first one is number 0."""
    return f"Keyboard {which + 1}:keys"


class Keyboards:
    """`count` of them, there within a moment; all are unplugged together."""

    def __init__(self, count: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, str(count), str(PAUSE_SECONDS)],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def play(self, which: int, data: bytes) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{which} {data.hex()}\n".encode())
        self._process.stdin.flush()

    def unplug(self) -> None:
        """In good order: a server without real-time priority takes seconds over clients that just die."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            kill(self._process)


@contextmanager
def keyboards(count: int) -> Iterator[Keyboards]:
    plugged = Keyboards(count)
    try:
        yield plugged
    finally:
        plugged.unplug()
