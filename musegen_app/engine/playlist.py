"""What the engine plays: events packed into one numpy array, with the tempo and metre maps. A value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from musegen_app.engine.route import FIRST_ROUTE, Route
from musegen_app.score.time import MeterMap, TempoMap

# kind: the MIDI status nibble (0x80 note off, 0x90 note on, 0xB0 control, 0xC0 program, 0xE0 bend, ...).
EVENT_DTYPE = np.dtype(
    [("tick", "<i4"), ("kind", "u1"), ("channel", "u1"), ("data1", "u1"), ("data2", "u1"), ("track", "<i4")]
)
TICK_BITS = 18  # so far to the left the tick stands in a sort key
_BYTES = np.dtype((np.void, EVENT_DTYPE.itemsize))
NOTE_OFF, NOTE_ON, POLY_PRESSURE, CONTROL, PROGRAM, PRESSURE, BEND = 0x80, 0x90, 0xA0, 0xB0, 0xC0, 0xD0, 0xE0
# Order of events on one tick: offs before controllers before ons, so that a repeated note restarts.
_RANK = np.full(256, 1, np.uint8)
_RANK[NOTE_OFF] = 0
_RANK[NOTE_ON] = 2

Events = npt.NDArray[np.void]
Row = tuple[int, int, int, int, int, int]  # the fields of EVENT_DTYPE


def no_events() -> Events:
    return np.empty(0, EVENT_DTYPE)


@dataclass(frozen=True, slots=True, eq=False)
class Playlist:
    """Sorted events of `EVENT_DTYPE`; `end_tick` is where playback stops by itself.

    `channel` 0..15 is a channel of the synth; `route.FIRST_ROUTE` + i is `routes[i]`, a channel of a MIDI output.
    """

    events: Events = field(default_factory=no_events)
    tempo: TempoMap = field(default_factory=TempoMap)
    meter: MeterMap = field(default_factory=MeterMap)
    end_tick: int = 0
    routes: tuple[Route, ...] = ()

    def between(self, from_tick: int, to_tick: int) -> Playlist:
        """The same maps with only the events of [from_tick, to_tick): what a `PatchPlaylist` carries."""
        low, high = np.searchsorted(self.events["tick"], [from_tick, to_tick])
        return replace(self, events=self.events[low:high])

    def patched(self, from_tick: int, to_tick: int, patch: Playlist) -> Playlist:
        """The events of [from_tick, to_tick) replaced by those of `patch`, whose maps and end count from now on."""
        low, high = np.searchsorted(self.events["tick"], [from_tick, to_tick])
        ours, routes = self.events, patch.routes
        if self.routes and self.routes != routes:
            routes = tuple(dict.fromkeys((*patch.routes, *self.routes)))
            ours = rerouted(ours, self.routes, routes)
        events = joined([ours[:low], patch.events, ours[high:]])
        return replace(patch, events=events, routes=routes)


def rerouted(events: Events, routes: tuple[Route, ...], into: tuple[Route, ...]) -> Events:
    """The same events with their channels in terms of the routes `into`, which hold all of `routes`."""
    table = np.arange(256, dtype=np.uint8)
    for i, route in enumerate(routes):
        table[FIRST_ROUTE + i] = FIRST_ROUTE + into.index(route)
    events = events.copy()
    events["channel"] = table[events["channel"]]
    return events


def joined(parts: Sequence[Events]) -> Events:
    """One after the other: as plain bytes, which numpy copies fifty times as fast as it copies fields."""
    return np.concatenate([no_events().view(_BYTES), *(part.view(_BYTES) for part in parts)]).view(EVENT_DTYPE)


def taken(events: Events, which: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> Events:
    """`events[which]`, as plain bytes."""
    return events.view(_BYTES)[which].view(EVENT_DTYPE)


def rows_of(rows: Iterable[Row]) -> Events:
    """Python tuples as an (unsorted) event array."""
    return np.array(list(rows), EVENT_DTYPE)


def ordered(parts: Iterable[Events]) -> Events:
    """All parts in playing order: by tick, then offs, controllers, ons; else as they came."""
    events = joined(list(parts))
    return taken(events, np.lexsort((_RANK[events["kind"]], events["tick"])))


def sort_keys(events: Events) -> npt.NDArray[np.int64]:
    """Numbers that put events in playing order: by tick, then offs, controllers, ons. Notes of one tick follow their
    channel and pitch, so that their order is always the same; other events stay as they came."""
    ranks = _RANK[events["kind"]].astype(np.int64)
    notes = np.where(ranks == 1, 0, events["channel"].astype(np.int64) << 8 | events["data1"])
    keys: npt.NDArray[np.int64] = events["tick"].astype(np.int64) << TICK_BITS | ranks << 16 | notes
    return keys


def note_events(notes: npt.NDArray[np.int64], channel: int) -> Events:
    """On and off events of `notes` (rows: start, end, pitch, velocity, track), all on one channel.

    Overlapping equal pitches: the earlier note ends where the next one begins; of two that begin together the
    longer one counts. So every on has its own off.
    """
    notes = _untangled(notes)
    events = np.zeros(2 * len(notes), EVENT_DTYPE)
    ons, offs = events[: len(notes)], events[len(notes) :]
    ons["tick"], offs["tick"] = notes[:, 0], notes[:, 1]
    ons["kind"], offs["kind"] = NOTE_ON, NOTE_OFF
    ons["data2"], offs["data2"] = notes[:, 3], 64
    events["channel"] = channel
    events["data1"] = np.tile(notes[:, 2], 2)
    events["track"] = np.tile(notes[:, 4], 2)
    return events


def _untangled(notes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Sorted by pitch, then start; no two notes of one pitch overlap."""
    notes = notes[np.lexsort((-notes[:, 1], notes[:, 0], notes[:, 2]))]
    same_pitch = notes[1:, 2] == notes[:-1, 2]
    first = np.ones(len(notes), bool)
    first[1:] = ~(same_pitch & (notes[1:, 0] == notes[:-1, 0]))
    notes = notes[first]
    followed = np.flatnonzero(notes[1:, 2] == notes[:-1, 2])
    notes[followed, 1] = np.minimum(notes[followed, 1], notes[followed + 1, 0])
    return notes
