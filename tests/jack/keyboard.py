"""A MIDI keyboard made of software: a port of python-rtmidi on the JACK server, in a process of its own.

The stamp of a key is the server's frame time just before the message is handed to the port; the port passes it on in
the next cycle.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from tests.jack.desk import in_process

PORT = "keyboard:keys"
_HELD_SECONDS = 0.06


@dataclass(frozen=True)
class Row:
    """`count` keys, each held for 60 ms, `seconds` (and up to half as much again) apart."""

    count: int
    seconds: float
    pitch: int = 76
    velocity: int = 80
    seed: int = 1


class Keyboard:
    """The caller's end."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def send(self, *data: int) -> int:
        """One message; the frame of its stamp."""
        self._pipe.send(data)
        return self._answer(10.0)[0]

    def start(self, row: Row) -> None:
        """Begin to play; ask `stamps` later."""
        self._pipe.send(row)

    def stamps(self, patience: float) -> list[int]:
        """When the keys of the row went down, once it has ended."""
        return self._answer(patience)

    @property
    def busy(self) -> bool:
        """The row goes on."""
        return not self._pipe.poll()

    def _answer(self, patience: float) -> list[int]:
        assert self._pipe.poll(patience), "the keyboard did not get to its end"
        answer: list[int] = self._pipe.recv()
        return answer


@contextmanager
def keyboard() -> Iterator[Keyboard]:
    with in_process(_keyboard_process, "keyboard") as pipe:
        yield Keyboard(pipe)


def _keyboard_process(pipe: Connection) -> None:
    sys.setswitchinterval(0.0001)
    import jack
    import rtmidi

    clock = jack.Client("keyboard-clock", no_start_server=True)
    port = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="keyboard")
    port.open_virtual_port("keys")
    pipe.send("ready")
    while True:
        try:
            asked = pipe.recv()
        except EOFError:
            port.delete()
            clock.close()
            return
        pipe.send(_row(asked, clock, port) if isinstance(asked, Row) else [_sent(clock, port, asked)])


def _sent(clock: Any, port: Any, data: tuple[int, ...]) -> int:
    stamp = int(clock.frame_time)
    port.send_message(data)
    return stamp


def _row(row: Row, clock: Any, port: Any) -> list[int]:
    """Strokes at random distances, so that they fall anywhere in the server's period."""
    chance, stamps = random.Random(row.seed), []
    for _ in range(row.count):
        stamps.append(_sent(clock, port, (0x90, row.pitch, row.velocity)))
        time.sleep(_HELD_SECONDS)
        _sent(clock, port, (0x80, row.pitch, 64))
        time.sleep(max(0.0, row.seconds - _HELD_SECONDS) + chance.random() * row.seconds / 2)
    return stamps
