"""Keys that sound as they are played: from any port to the sound of the armed track, whatever the transport does.

A key remembers where it sounds until it is let go, so that another sound, an unplugged port or a panic leaves none
hanging. Controllers are kept account of for the same reason: what a port has moved goes back when the port goes.
"""

from __future__ import annotations

from collections.abc import Collection

from musegen_app.engine.chase import BANK_LSB, BANK_MSB, PAN, VOLUME, ChannelState, Key, difference, fold
from musegen_app.engine.messages import LiveSound
from musegen_app.engine.playlist import CONTROL, NOTE_OFF, NOTE_ON, PROGRAM
from musegen_app.engine.protocols import LIVE_CHANNEL, LIVE_DRUM_CHANNEL, SYNTH_CHANNELS
from musegen_app.engine.tracker import Tracker

_REVERB, _CHORUS = 91, 93
_INSTRUMENT = (BANK_MSB, BANK_LSB, VOLUME, PAN, _REVERB, _CHORUS)
_FIRST_MODE, _RESET, _LOCAL = 120, 121, 122  # controllers from 120 on speak to the whole channel
_HeldKey = tuple[str, int, int]  # port, channel, pitch


class Live:
    """The keys and controllers of all ports. Audio thread; every call says at which offset of the block it happens."""

    def __init__(self, tracker: Tracker) -> None:
        self._tracker = tracker
        self._places: tuple[int, ...] = ()  # channels of the engine where new keys sound
        self._set_up: ChannelState = {}
        self._told: ChannelState = {}
        self._held: dict[_HeldKey, tuple[int, ...]] = {}
        self._moved: dict[str, set[Key]] = {}  # controllers that a port has moved

    def set_sound(self, offset: int, sound: LiveSound | None, lane: int | None) -> None:
        """How keys sound from now on. `lane`: the live lane of the sound's route. Keys that are down keep theirs."""
        self._places = _places(sound, lane)
        self._set_up = {}
        for place in self._places:
            self._set_up |= _state(sound, place) if sound is not None else {}
        here = {key: value for key, value in self._told.items() if key[1] in self._places}
        # What is left behind keeps its instrument; only what the player did to it goes back.
        left = {key: value for key, value in self._told.items() if key[1] not in self._places}
        self._told = here | {key: value for key, value in left.items() if not _is_instrument(key)}
        self._tell(offset, here | self._set_up)

    def hear(self, offset: int, port: str, data: bytes) -> None:
        """A channel message of 2 or 3 bytes came in."""
        kind, channel, number, value = parsed(data)
        if kind == NOTE_ON and value:
            self._strike(offset, (port, channel, number), value)
        elif kind in (NOTE_ON, NOTE_OFF):
            self._let_go(offset, (port, channel, number))
        elif kind == CONTROL and number >= _FIRST_MODE:
            self._obey_mode(offset, port, channel, number)
        else:
            self._pass_on(offset, port, kind, number, value)

    def release_port(self, offset: int, port: str) -> None:
        """The port is gone: its keys are let go and its controllers go back."""
        for key in [key for key in self._held if key[0] == port]:
            self._let_go(offset, key)
        self._put_back(offset, port)

    def retell_synth(self, offset: int) -> None:
        """The synth is a new one: nothing sounds there, and it knows nothing."""
        self._retell(offset, range(SYNTH_CHANNELS))

    def retell_lanes(self, offset: int, live_lanes: list[int]) -> None:
        """What is behind these lanes has come (back) and knows nothing."""
        self._retell(offset, live_lanes)

    def panic(self, offset: int) -> None:
        """The tracker has ended every note; every controller is at its default."""
        self._held = {}
        self._moved = {}
        outside = {k: v for k, v in self._told.items() if k[1] >= SYNTH_CHANNELS and _is_instrument(k)}
        self._told = outside
        self._tell(offset, outside | self._set_up)

    # --- inside ----------------------------------------------------------------------------------------
    def _strike(self, offset: int, key: _HeldKey, velocity: int) -> None:
        self._let_go(offset, key)  # a key that is down already sounds where it did then
        if not self._places:
            return
        self._held[key] = self._places
        for place in self._places:
            self._tracker.send(offset, NOTE_ON, place, key[2], velocity)

    def _let_go(self, offset: int, key: _HeldKey) -> None:
        """End the key, but not a pitch that another key still holds at the same place."""
        for place in self._held.pop(key, ()):
            if not any(other[2] == key[2] and place in places for other, places in self._held.items()):
                self._tracker.end(offset, place, key[2])

    def _obey_mode(self, offset: int, port: str, channel: int, number: int) -> None:
        """All notes off, all sound off and the like concern the keys of that port and channel only."""
        if number == _RESET:
            self._put_back(offset, port)
        elif number != _LOCAL:
            for key in [key for key in self._held if key[:2] == (port, channel)]:
                self._let_go(offset, key)

    def _pass_on(self, offset: int, port: str, kind: int, number: int, value: int) -> None:
        for place in self._places:
            before = dict(self._told)
            fold(self._told, kind, place, number, value)
            self._moved.setdefault(port, set()).update(k for k, v in self._told.items() if before.get(k) != v)
            self._tracker.send(offset, kind, place, number, value)

    def _put_back(self, offset: int, port: str) -> None:
        """The controllers that the port has moved."""
        moved = self._moved.pop(port, set())
        left = {key: value for key, value in self._told.items() if key not in moved}
        self._tell(offset, left | self._set_up)

    def _retell(self, offset: int, channels: Collection[int]) -> None:
        wanted = self._told | self._set_up
        self._told = {key: value for key, value in self._told.items() if key[1] not in channels}
        self._tell(offset, wanted)

    def _tell(self, offset: int, wanted: ChannelState) -> None:
        for message in difference(self._told, wanted):
            self._tracker.send(offset, *message)
        self._told = wanted


def parsed(data: bytes) -> tuple[int, int, int, int]:
    """Status nibble, channel, and the data bytes (0 where there is none) of a channel message."""
    return data[0] & 0xF0, data[0] & 0x0F, data[1] & 127, data[2] & 127 if len(data) > 2 else 0


def is_channel_message(data: bytes) -> bool:
    """Whether `data` is a whole channel message; anything else has no business here."""
    return len(data) in (2, 3) and 0x80 <= data[0] < 0xF0


def _is_instrument(key: Key) -> bool:
    kind, _, number = key
    return kind == PROGRAM or (kind == CONTROL and number in _INSTRUMENT)


def _places(sound: LiveSound | None, lane: int | None) -> tuple[int, ...]:
    if sound is None:
        return ()
    own = (LIVE_DRUM_CHANNEL if sound.drums else LIVE_CHANNEL,) if sound.synth else ()
    return own if lane is None else (*own, lane)


def _state(sound: LiveSound, place: int) -> ChannelState:
    """What a channel must be told to sound like that."""
    msb, lsb = (sound.bank, 0) if sound.bank < 128 else (sound.bank >> 7 & 127, sound.bank & 127)
    values = (msb, lsb, sound.volume, sound.pan, sound.reverb, sound.chorus)
    controls = {(CONTROL, place, n): value for n, value in zip(_INSTRUMENT, values, strict=True)}
    return {(PROGRAM, place, 0): sound.program} | controls
