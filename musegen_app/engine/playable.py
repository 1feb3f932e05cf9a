"""A playlist made ready for the audio thread: everything that needs a long look is looked up here beforehand."""

from __future__ import annotations

import numpy as np

from musegen_app.engine.chase import StateIndex
from musegen_app.engine.playlist import NOTE_OFF, NOTE_ON, Playlist, Row


class Playable:
    """Built by the control thread (10,000 notes: some milliseconds), read by the audio thread. Immutable."""

    def __init__(self, playlist: Playlist, revision: int = 0) -> None:
        self.playlist = playlist
        self.revision = revision
        self.state = StateIndex(playlist)
        self._events = playlist.events
        self._ticks = np.ascontiguousarray(playlist.events["tick"])
        notes = self._events[np.isin(self._events["kind"], (NOTE_ON, NOTE_OFF))]
        keys = (notes["channel"].astype(np.int64) << 7 | notes["data1"]) << 32 | notes["tick"]
        order = np.argsort(keys, kind="stable")
        self._keys = keys[order]
        self._ons = (notes["kind"] == NOTE_ON)[order]

    def rows(self, from_tick: int, to_tick: int) -> list[Row]:
        """The events of [from_tick, to_tick) in order."""
        low, high = self._ticks.searchsorted((from_tick, to_tick))
        return self._events[low:high].tolist() if high > low else []

    def sounds(self, channel: int, pitch: int, tick: int) -> bool:
        """Whether a note of that pitch is down just before `tick`."""
        key = channel << 7 | pitch
        i = int(self._keys.searchsorted(key << 32 | tick)) - 1
        return i >= 0 and int(self._keys[i]) >> 32 == key and bool(self._ons[i])
