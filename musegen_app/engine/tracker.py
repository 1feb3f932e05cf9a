"""Keeps account of what the synth and the outputs have been told, so that every note-on gets its note-off and seeks
can chase.

The first 16 channels and the lanes (see `lanes.py`) are the playlist's; the others belong to the engine (preview, keys
that sound as they are played) and outlive stop and seek.
"""

from __future__ import annotations

from musegen_app.engine.chase import HOLDING, PEDAL, ChannelState, difference, fold
from musegen_app.engine.lanes import CHANNELS, FIRST_LIVE_LANE, LANES
from musegen_app.engine.playlist import CONTROL, NOTE_OFF, NOTE_ON
from musegen_app.engine.protocols import SYNTH_CHANNELS
from musegen_app.engine.route import FIRST_ROUTE

Due = tuple[int, int, int, int, int]  # offset in frames, kind, channel, data1, data2
PANIC = 2  # pseudo kind: the outputs silence themselves and drop what waits
PLAYLIST_CHANNELS = 16
_PANIC_CONTROLS = (123, 120, 121)  # all notes off, all sound off, reset all controllers
_PITCHES = 128


class Tracker:
    """Collects messages in `due`, in the order in which they go out."""

    def __init__(self) -> None:
        self.due: list[Due] = []
        self._down = bytearray(CHANNELS * _PITCHES)
        self._told: ChannelState = {}

    def take(self) -> list[Due]:
        """What has come up since the last call."""
        due, self.due = self.due, []
        return due

    def sounding(self) -> list[tuple[int, int]]:
        """Channel and pitch of every playlist note that is down."""
        return self._down_between(0, PLAYLIST_CHANNELS) + self._down_between(FIRST_ROUTE, FIRST_LIVE_LANE)

    def holds(self, channel: int, pitch: int) -> bool:
        """Whether that note is down."""
        return bool(self._down[channel * _PITCHES + pitch])

    def send(self, offset: int, kind: int, channel: int, data1: int, data2: int) -> None:
        """Pass a message on. A note that is down is ended before it is struck again; a stray note-off is dropped."""
        if kind == NOTE_OFF or (kind == NOTE_ON and data2 == 0):
            self.end(offset, channel, data1)
            return
        if kind == NOTE_ON:
            self.end(offset, channel, data1)
            self._down[channel * _PITCHES + data1] = 1
        elif channel < PLAYLIST_CHANNELS or FIRST_ROUTE <= channel < FIRST_LIVE_LANE:
            fold(self._told, kind, channel, data1, data2)
        elif channel >= FIRST_LIVE_LANE and not (kind == CONTROL and data1 in HOLDING):
            fold(self._told, kind, channel - LANES, data1, data2)  # the same channel outside; a pedal is the player's
        self.due.append((offset, kind, channel, data1, data2))

    def end(self, offset: int, channel: int, pitch: int) -> None:
        """The note-off of a note, if it is down."""
        key = channel * _PITCHES + pitch
        if self._down[key]:
            self._down[key] = 0
            self.due.append((offset, NOTE_OFF, channel, pitch, 64))

    def release(self, offset: int) -> None:
        """End every playlist note: note-offs one by one, and pedals up, else the notes would ring on."""
        for channel, pitch in self.sounding():
            self.end(offset, channel, pitch)
        for (kind, channel, number), value in list(self._told.items()):
            if kind == CONTROL and number in HOLDING and value:
                self.send(offset, CONTROL, channel, number, 0)

    def chase(self, offset: int, wanted: ChannelState) -> None:
        """Bring the playlist's channels to the state `wanted`."""
        for message in difference(self._told, wanted):
            self.due.append((offset, *message))
        self._told = wanted

    def forget_synth(self) -> None:
        """The synth is a fresh one: nothing is down there, nothing was told, and what was to be sent is not for it."""
        self.due = [message for message in self.due if message[2] >= SYNTH_CHANNELS or message[1] < NOTE_OFF]
        self._down[: SYNTH_CHANNELS * _PITCHES] = bytes(SYNTH_CHANNELS * _PITCHES)
        self._told = {key: value for key, value in self._told.items() if key[1] >= SYNTH_CHANNELS}

    def forget_lanes(self, lanes: list[int]) -> None:
        """Whatever is behind these lanes may be a fresh device. Its notes still get their note-offs."""
        self._told = {key: value for key, value in self._told.items() if key[1] not in lanes}

    def panic(self, offset: int) -> None:
        """Silence the synth by every means, end every note on the lanes, and have the outputs do the rest."""
        for channel, pitch in self._down_between(0, CHANNELS):
            self.end(offset, channel, pitch)
        for channel in range(SYNTH_CHANNELS):
            self.due.append((offset, CONTROL, channel, PEDAL, 0))
            self.due.extend((offset, CONTROL, channel, control, 0) for control in _PANIC_CONTROLS)
        self.due.append((offset, PANIC, 0, 0, 0))
        self._told = {}

    def _down_between(self, first: int, last: int) -> list[tuple[int, int]]:
        keys: list[tuple[int, int]] = []
        key, end = first * _PITCHES - 1, last * _PITCHES
        while (key := self._down.find(1, key + 1, end)) >= 0:
            keys.append(divmod(key, _PITCHES))
        return keys
