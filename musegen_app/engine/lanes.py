"""Lanes: the channels of the engine that lead out of it, to the MIDI outputs.

The engine knows channels by number only: 0..31 are the synth's, from `route.FIRST_ROUTE` on come the lanes. A route
keeps its lane as long as the process lives, whatever playlists name it, so that a note-off finds its way even after
the track has moved. Every route has a second lane for keys that sound as they are played: what the transport ends on
the first one does not touch them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from musegen_app.engine.playlist import NOTE_OFF, NOTE_ON, PRESSURE, PROGRAM, Playlist
from musegen_app.engine.protocols import Outs
from musegen_app.engine.route import FIRST_ROUTE, Route

LANES = 256 - FIRST_ROUTE  # a playlist's channels are bytes
FIRST_LIVE_LANE = FIRST_ROUTE + LANES
CHANNELS = FIRST_LIVE_LANE + LANES  # all channels of the engine
_SHORT = (PROGRAM, PRESSURE)  # two bytes
_PITCHES = 128


class NoOuts:
    """Stands in where there are no MIDI outputs: offline, and in most tests."""

    def send(self, at_ns: int, route: Route, data: bytes) -> None:
        """Nobody listens."""

    def send_clock(self, at_ns: int, data: bytes) -> None:
        """Nobody follows."""

    def panic(self) -> None:
        """Nothing sounds."""


class Lanes:
    """Which lane leads where. One thread asks for lanes; `routes` only ever grows, so any thread may read it."""

    def __init__(self) -> None:
        self.routes: list[Route] = []
        self._lanes: dict[Route, int] = {}

    def lane(self, route: Route) -> int | None:
        """The lane of `route`, for ever; None when all lanes are taken."""
        lane = self._lanes.get(route)
        if lane is None and len(self.routes) < LANES:
            lane = self._lanes[route] = FIRST_ROUTE + len(self.routes)
            self.routes.append(route)
        return lane

    def live_lane(self, route: Route) -> int | None:
        """The lane for keys that are played to `route`."""
        lane = self.lane(route)
        return None if lane is None else lane + LANES

    def lanes_of(self, port: str) -> list[int]:
        """The lanes that lead to `port`, without the live ones."""
        return [FIRST_ROUTE + i for i, route in enumerate(self.routes) if route.port == port]

    def mapped(self, playlist: Playlist) -> Playlist:
        """The playlist with our lane numbers in place of its own; what finds no lane is left out."""
        if not playlist.routes:
            return playlist
        lanes = [self.lane(route) for route in playlist.routes]
        table = np.arange(256, dtype=np.uint8)
        for i, lane in enumerate(lanes[:LANES]):
            table[FIRST_ROUTE + i] = lane if lane is not None else 0
        lost = [FIRST_ROUTE + i for i, lane in enumerate(lanes) if lane is None]
        events = playlist.events[~np.isin(playlist.events["channel"], lost)] if lost else playlist.events.copy()
        events["channel"] = table[events["channel"]]
        return replace(playlist, events=events)


class Exits:
    """Sends what comes on a lane to its route. Audio thread.

    A pitch that two lanes of one route hold sounds until both have let go, so that a receiver hears every note-on
    followed by its note-off; and times never go backwards on a route.
    """

    def __init__(self, lanes: Lanes, outs: Outs) -> None:
        self.outs = outs
        self._routes = lanes.routes
        self._holders = bytearray(LANES * _PITCHES)
        self._last_ns = [0] * LANES
        self._last_clock_ns = 0

    def send(self, at_ns: int, lane: int, kind: int, data1: int, data2: int) -> None:
        """One message at its time; lanes that lead nowhere are ignored."""
        index = (lane - FIRST_ROUTE) % LANES
        if index >= len(self._routes):
            return
        at_ns = self._last_ns[index] = max(at_ns, self._last_ns[index])
        if kind in (NOTE_ON, NOTE_OFF) and not self._passes(at_ns, index, kind, data1):
            return
        self._put(at_ns, index, kind, data1, data2)

    def send_clock(self, at_ns: int, data: bytes) -> None:
        """A clock message at its time."""
        at_ns = self._last_clock_ns = max(at_ns, self._last_clock_ns)
        self.outs.send_clock(at_ns, data)

    def _passes(self, at_ns: int, index: int, kind: int, pitch: int) -> bool:
        """Keep account of who holds a pitch; a second note-on ends the first note before it strikes."""
        key = index * _PITCHES + pitch
        if kind == NOTE_ON:
            if self._holders[key]:
                self._put(at_ns, index, NOTE_OFF, pitch, 64)
            self._holders[key] += 1
            return True
        if not self._holders[key]:
            return False  # it was struck in a block that failed
        self._holders[key] -= 1
        return not self._holders[key]

    def _put(self, at_ns: int, index: int, kind: int, data1: int, data2: int) -> None:
        route = self._routes[index]
        status = kind | route.channel
        self.outs.send(at_ns, route, bytes((status, data1) if kind in _SHORT else (status, data1, data2)))
