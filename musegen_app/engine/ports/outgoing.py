"""What goes out at one port: queued, sent when due, accounted for, silenced."""

from __future__ import annotations

from collections import deque

from musegen_app.engine.ports.due import DueQueue
from musegen_app.engine.ports.echo import Echo
from musegen_app.engine.ports.sounding import Sounding, silencers
from musegen_app.engine.protocols import MidiOutput

_ARRIVED_NS = 200_000_000  # so long a message may wait in a driver (JACK takes it with its next cycle)
_LENGTHS = {0x80: 3, 0x90: 3, 0xA0: 3, 0xB0: 3, 0xC0: 2, 0xD0: 2, 0xE0: 3}


class Outgoing:
    """One open output with its queue. Used by one thread; times are monotonic nanoseconds.

    Whatever sends raises DeviceError when the port fails; what sounds stays marked then.
    """

    def __init__(self, output: MidiOutput, sounding: Sounding, echo: Echo) -> None:
        self.offset_ns = 0
        self._output = output
        self._sounding = sounding
        self._echo = echo
        self._due = DueQueue()
        self._ended: deque[tuple[int, bytes]] = deque()  # note-offs and pedals up that may not have arrived yet

    @property
    def next_ns(self) -> int | None:
        """When the next message is due."""
        return self._due.next_ns

    def put(self, at_ns: int, data: bytes) -> None:
        """Have a message sent at that time, moved by the offset. What is no whole message is dropped."""
        if len(data) == _LENGTHS.get(data[0] & 0xF0, len(data)):
            self._due.put(at_ns + self.offset_ns, data)

    def send_one(self, now_ns: int) -> bool:
        """Send the next message that is due; False when none is."""
        data = self._due.take(now_ns)
        if data is None:
            return False
        if data[0] < 0xF0:
            self._send(now_ns, data)
        else:
            self._output.send(data)
        return True

    def silence(self, now_ns: int) -> None:
        """Drop what waits; end every note one by one, then silence every channel by all means."""
        self._due.clear()
        for off in self._sounding.note_offs():
            self._send(now_ns, off)
        for silencer in silencers():
            self._output.send(silencer)
        self._sounding.clear()

    def _send(self, now_ns: int, data: bytes) -> None:
        if data[0] & 0xF0 == 0x90 and data[2]:
            self._echo.sent(now_ns, data[0], data[1])
        while self._ended and now_ns - self._ended[0][0] > _ARRIVED_NS:
            self._sounding.arrived(self._ended.popleft()[1])
        self._sounding.going_out(data)
        self._output.send(data)
        if self._sounding.gone_out(data):
            self._ended.append((now_ns, data))
