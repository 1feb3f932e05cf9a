"""What comes in at one port: checked, filtered, transposed, and passed on."""

from __future__ import annotations

from musegen_app.engine.messages import InPort
from musegen_app.engine.ports.echo import Echo
from musegen_app.engine.ports.follower import ClockFollower
from musegen_app.engine.protocols import Heard

_NOTES = 16 * 128
_LENGTHS = {0x80: 3, 0x90: 3, 0xA0: 3, 0xB0: 3, 0xC0: 2, 0xD0: 2, 0xE0: 3}
_NOTE_OFF, _NOTE_ON, _KEY_PRESSURE = 0x80, 0x90, 0xA0
_FIXED_VELOCITY = 100  # of the curve 0
_SYSTEM = 0xF0
_CONTROL = 0xB0
_PEDALS = frozenset((64, 66, 67, 69))  # sustain, sostenuto, soft, hold
_NOBODY = 255  # no key sounds here


class Incoming:
    """The filters of one open input. `receive` is called by a thread of the library, `adopt` and `follow` by the ports'
    thread; `receive` never raises and never waits."""

    def __init__(self, wish: InPort, heard: Heard, echo: Echo) -> None:
        self._heard = heard
        self._echo = echo
        self._clock: ClockFollower | None = None
        self._sounds_as = bytearray([_NOBODY]) * _NOTES  # by key that is down: the pitch it went on with
        self._pedals_down: set[int] = set()  # channel and control
        self.adopt(wish)

    def adopt(self, wish: InPort) -> None:
        """Filter by this wish from now on. Keys that are down keep their pitch, and they and pedals may come up."""
        self._name = wish.name
        self._transpose = wish.transpose
        self._velocities = velocity_curve(wish.curve)
        self._channels = wish.channels if wish.enabled else 0

    def follow(self, clock: ClockFollower | None) -> None:
        """Pass clock, song position, start, stop and continue on to that follower."""
        self._clock = clock

    def receive(self, at_ns: int, port: str, data: bytes) -> None:
        """One message at the monotonic time of its arrival; what is none is dropped."""
        if not data:
            return
        status = data[0]
        if status >= _SYSTEM:
            if self._clock is not None:
                self._clock.heard(at_ns, data)
            return
        kind = status & 0xF0
        length = _LENGTHS.get(kind, 0)
        if not length or len(data) < length or max(data[1:length]) > 127:
            return
        if kind <= _KEY_PRESSURE:
            self._key(at_ns, kind, status & 15, data[1], data[2])
        elif self._channels >> (status & 15) & 1 or self._is_pedal_up(data):
            self._note_pedal(data)
            self._heard(at_ns, self._name, data[:length])

    def _is_pedal_up(self, data: bytes) -> bool:
        """Whether a pedal comes up that went down when its channel was let in."""
        return data[0] & 0xF0 == _CONTROL and data[2] < 64 and (data[0] & 15) << 7 | data[1] in self._pedals_down

    def _note_pedal(self, data: bytes) -> None:
        if data[0] & 0xF0 == _CONTROL and data[1] in _PEDALS:
            pedal = (data[0] & 15) << 7 | data[1]
            (self._pedals_down.add if data[2] >= 64 else self._pedals_down.discard)(pedal)

    def _key(self, at_ns: int, kind: int, channel: int, pitch: int, value: int) -> None:
        key = channel << 7 | pitch
        if kind == _NOTE_ON and value:
            self._key_down(at_ns, key, value)
        elif self._sounds_as[key] != _NOBODY:
            if kind == _KEY_PRESSURE:
                self._heard(at_ns, self._name, bytes((kind | channel, self._sounds_as[key], value)))
            else:
                self._key_up(at_ns, key, value if kind == _NOTE_OFF else 64)

    def _key_down(self, at_ns: int, key: int, velocity: int) -> None:
        channel, pitch = key >> 7, key & 127
        sounding = pitch + self._transpose
        if not self._channels >> channel & 1 or not 0 <= sounding <= 127 or self._echo.is_one(at_ns, channel, pitch):
            return
        if self._sounds_as[key] not in (_NOBODY, sounding):
            self._key_up(at_ns, key, 64)
        self._sounds_as[key] = sounding
        self._heard(at_ns, self._name, bytes((_NOTE_ON | channel, sounding, self._velocities[velocity])))

    def _key_up(self, at_ns: int, key: int, velocity: int) -> None:
        sounding, self._sounds_as[key] = self._sounds_as[key], _NOBODY
        self._heard(at_ns, self._name, bytes((_NOTE_OFF | key >> 7, sounding, velocity)))


def velocity_curve(exponent: float) -> bytes:
    """By velocity played, the velocity heard. Exponent 1: the same; below 1: louder; 0: always 100."""
    if exponent <= 0:
        return bytes([_FIXED_VELOCITY]) * 128
    return bytes(max(1, min(127, round(127 * (velocity / 127) ** exponent))) for velocity in range(128))
