"""A playlist made of the one before: an edit costs what it changes, not what the song holds.

The notes of all channels lie in one array in playing order, apart from the few other events; an edit replaces the
notes of some pitches in a window of time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from musegen_app.engine.playlist import TICK_BITS, Events, joined, no_events, sort_keys, taken
from musegen_app.engine.voices import Voice, Window, voice_events, windows_between

_FEW = 256  # events that are put between the notes one by one

Keys = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Sounding:
    """The notes of `voices` in playing order, with their sort keys. A value; any thread."""

    voices: tuple[Voice, ...] = ()
    events: Events = field(default_factory=no_events)
    keys: Keys = field(default_factory=lambda: np.empty(0, np.int64))

    def of(self, voices: tuple[Voice, ...]) -> Sounding:
        """The notes of `voices`, made of these."""
        before = {voice.channel: voice for voice in self.voices}
        windows: list[Window] = []
        again: list[Voice] = []
        for voice in voices:
            old = before.pop(voice.channel, None)
            found = windows_between(old, voice) if old is not None else None
            if found is None:
                again.append(voice)
            else:
                windows.extend(found)
        events, keys = self._with_channels([*before, *(v.channel for v in again)], again)
        for window in windows:
            events, keys = _replaced(events, keys, window)
        return Sounding(voices, events, keys)

    def _with_channels(self, gone: list[int], made: list[Voice]) -> tuple[Events, Keys]:
        if not gone:
            return self.events, self.keys
        stay = ~np.isin(self.events["channel"], gone)
        return _in_order([taken(self.events, stay), *map(voice_events, made)])


def with_others(notes: Events, keys: Keys, others: Events) -> Events:
    """Notes and whatever else there is, in playing order."""
    others, other_keys = _in_order([others])
    places = np.searchsorted(keys, other_keys, "right")
    return _woven(notes, others, places) if len(others) <= _FEW else _inserted(notes, others, places)


def _woven(notes: Events, others: Events, places: npt.NDArray[np.intp]) -> Events:
    """Piece by piece: few others leave long pieces of notes, and those are copied at the speed of memory."""
    edges = [*np.flatnonzero(np.diff(places, prepend=-1)).tolist(), len(others)]  # between those at other places
    parts, at = [], 0
    for first, stop in pairwise(edges):
        place = int(places[first])
        parts += [notes[at:place], others[first:stop]]
        at = place
    return joined([*parts, notes[at:]])


def _inserted(notes: Events, others: Events, places: npt.NDArray[np.intp]) -> Events:
    are_notes = np.ones(len(notes) + len(others), bool)
    are_notes[places + np.arange(len(others))] = False
    sources = np.empty(len(are_notes), np.intp)
    sources[are_notes] = np.arange(len(notes))
    sources[~are_notes] = len(notes) + np.arange(len(others))
    return taken(joined([notes, others]), sources)


def _replaced(events: Events, keys: Keys, window: Window) -> tuple[Events, Keys]:
    low, high = np.searchsorted(keys, [window.from_tick << TICK_BITS, window.to_tick << TICK_BITS])
    near = events[low:high]
    stay = ~(window.pitches[near["data1"]] & (near["channel"] == window.channel))
    fresh, fresh_keys = _in_order([taken(near, stay), window.events])
    together = joined([events[:low], fresh, events[high:]])
    return together, np.concatenate([keys[:low], fresh_keys, keys[high:]])


def _in_order(parts: list[Events]) -> tuple[Events, Keys]:
    events = joined(parts)
    keys = sort_keys(events)
    order = np.argsort(keys, kind="stable")
    return taken(events, order), keys[order]
