"""Keeps account of what the synth has been told, so that every note-on gets its note-off and seeks can chase.

The first 16 channels are the playlist's; the ones above belong to the engine (preview) and outlive stop and seek.
"""

from __future__ import annotations

from musegen_app.engine.chase import PEDAL, ChannelState, difference, fold
from musegen_app.engine.playlist import CONTROL, NOTE_OFF, NOTE_ON

Due = tuple[int, int, int, int, int]  # offset in frames, kind, channel, data1, data2
PLAYLIST_CHANNELS = 16
_PANIC_CONTROLS = (123, 120, 121)  # all notes off, all sound off, reset all controllers
_PITCHES = 128


class Tracker:
    """Collects messages in `due`, in the order in which they go to the synth."""

    def __init__(self, channels: int) -> None:
        self.due: list[Due] = []
        self._channels = channels
        self._down = bytearray(channels * _PITCHES)
        self._told: ChannelState = {}

    def take(self) -> list[Due]:
        """What has come up since the last call."""
        due, self.due = self.due, []
        return due

    def sounding(self) -> list[tuple[int, int]]:
        """Channel and pitch of every playlist note that is down."""
        return self._notes_down(PLAYLIST_CHANNELS)

    def send(self, offset: int, kind: int, channel: int, data1: int, data2: int) -> None:
        """Pass a message on. A note that is down is ended before it is struck again; a stray note-off is dropped."""
        if kind == NOTE_OFF or (kind == NOTE_ON and data2 == 0):
            self.end(offset, channel, data1)
            return
        if kind == NOTE_ON:
            self.end(offset, channel, data1)
            self._down[channel * _PITCHES + data1] = 1
        elif channel < PLAYLIST_CHANNELS:
            fold(self._told, kind, channel, data1, data2)
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
        for channel in range(PLAYLIST_CHANNELS):
            if self._told.get((CONTROL, channel, PEDAL), 0):
                self.send(offset, CONTROL, channel, PEDAL, 0)

    def chase(self, offset: int, wanted: ChannelState) -> None:
        """Bring the playlist's channels to the state `wanted`."""
        for message in difference(self._told, wanted):
            self.due.append((offset, *message))
        self._told = wanted

    def forget(self) -> None:
        """The synth is a fresh one: nothing is down, nothing was told."""
        self._down = bytearray(len(self._down))
        self._told = {}

    def panic(self) -> None:
        """Silence by every means, on every channel."""
        for channel, pitch in self._notes_down(self._channels):
            self.end(0, channel, pitch)
        for channel in range(self._channels):
            self.due.append((0, CONTROL, channel, PEDAL, 0))
            self.due.extend((0, CONTROL, channel, control, 0) for control in _PANIC_CONTROLS)
        self._told = {}

    def _notes_down(self, channels: int) -> list[tuple[int, int]]:
        keys: list[tuple[int, int]] = []
        key, end = -1, channels * _PITCHES
        while (key := self._down.find(1, key + 1, end)) >= 0:
            keys.append(divmod(key, _PITCHES))
        return keys
