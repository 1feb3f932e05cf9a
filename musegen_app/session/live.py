"""Verbs of the keys in the window: the computer keyboard as a piano, a clicked key. GUI thread.

They travel through the engine like those of any other keyboard: sounded, remembered and recorded there.
"""

from __future__ import annotations

from musegen_app.engine import messages as engine
from musegen_app.session.transport import EngineLine

PORT = "Computer keyboard"
_NOTE_OFF, _NOTE_ON, _CONTROL, _BEND = 0x80, 0x90, 0xB0, 0xE0
_RELEASE = 64


class LiveVerbs:
    """Keys of the port "Computer keyboard". A key that is down is not struck again (keyboards repeat)."""

    def __init__(self, line: EngineLine) -> None:
        self._line = line
        self._down: set[int] = set()

    def key_down(self, pitch: int, velocity: int = 90) -> None:
        """Strike a key, MIDI pitch 0..127, velocity 1..127."""
        if not 0 <= pitch <= 127 or pitch in self._down:
            return
        if not self._line.up and not self._line.given_up:  # then Play starts it, not each of a hundred keys
            self._line.start()
        self._down.add(pitch)
        self._send(_NOTE_ON, pitch, min(max(velocity, 1), 127))

    def key_up(self, pitch: int) -> None:
        """Let a key go; one that is not down is ignored."""
        if pitch in self._down:
            self._down.discard(pitch)
            self._send(_NOTE_OFF, pitch, _RELEASE)

    def control(self, number: int, value: int) -> None:
        """A controller such as 64, the pedal; value 0..127."""
        self._send(_CONTROL, number & 127, min(max(value, 0), 127))

    def bend(self, value: int) -> None:
        """The pitch wheel, -8192..8191."""
        wheel = min(max(value, -8192), 8191) + 8192
        self._send(_BEND, wheel & 127, wheel >> 7)

    def _send(self, status: int, data1: int, data2: int) -> None:
        self._line.send(engine.LiveMessage(PORT, bytes((status, data1, data2))))
