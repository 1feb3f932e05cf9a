"""The always-on memory: the last minutes that were played, and how any part of them becomes notes of a track."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from musegen_app.engine.messages import PlayedEvent
from musegen_app.score.controls import put_to_rest
from musegen_app.score.model import ControlEvent, Note
from musegen_app.score.time import TempoMap
from musegen_app.session.played import PLAYED, Keys, Struck, control_at, is_stroke, release_of

KEPT_NS = 600 * 10**9
KEPT_EVENTS = 200_000
PAUSE_NS = 2 * 10**9
_NS = 1e-9
_ROW = struct.Struct("<qqqHBBB?")  # time, tick, lap, port, status, data, data, rolling


class Packed:
    """Events in order, in a tenth of the memory that the objects take: ten minutes may hold 200,000 of them."""

    def __init__(self) -> None:
        self._rows = bytearray()
        self._ports: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._rows) // _ROW.size

    def append(self, event: PlayedEvent) -> None:
        port = self._ports.setdefault(event.port, len(self._ports))
        e = event
        self._rows += _ROW.pack(e.at_ns, e.tick, e.lap, port, e.status, e.data1, e.data2, e.rolling)

    def at_ns(self, place: int) -> int:
        """When the event at `place` (from the end if negative) came in."""
        at_ns: int = _ROW.unpack_from(self._rows, place % len(self) * _ROW.size)[0]
        return at_ns

    def backwards(self) -> Iterator[PlayedEvent]:
        """The last one first."""
        ports = list(self._ports)
        for place in range(len(self) - 1, -1, -1):
            at_ns, tick, lap, port, status, data1, data2, rolling = _ROW.unpack_from(self._rows, place * _ROW.size)
            yield PlayedEvent(at_ns, ports[port], status, data1, data2, tick, rolling, lap)

    def drop(self, count: int) -> None:
        """Forget the first `count`."""
        del self._rows[: count * _ROW.size]


class Memory:
    """The last ten minutes that came in, armed or not. GUI thread. It belongs to the session: an engine that dies
    takes nothing along."""

    def __init__(self) -> None:
        self._events = Packed()
        self._keys = Keys()
        self._phrase_ns = 0  # when the phrase began that is played now or was played last

    def __len__(self) -> int:
        return len(self._events)

    def hear(self, events: Iterable[PlayedEvent]) -> None:
        """Keep what came in, in order; forget what is too old or too much."""
        for event in events:
            last = self._events.at_ns(-1) if len(self._events) else None
            if last is None or (not self._keys.down and event.at_ns - last >= PAUSE_NS):
                self._phrase_ns = event.at_ns
            self._keys.hear(event)
            self._events.append(event)
        self._forget()

    def release(self, port: str | None, at_ns: int, tick: int) -> list[PlayedEvent]:
        """The port (None: every one) went away in mid-note: its keys are let go here. What was added."""
        added = [release_of(on, max(at_ns, on.at_ns), tick) for on in self._keys.of_port(port)]
        self.hear(added)
        return added

    def phrase(self) -> list[PlayedEvent]:
        """Everything since the last pause of two seconds with no key down."""
        return self.since(self._phrase_ns)

    def since(self, at_ns: int) -> list[PlayedEvent]:
        """Everything from that moment on."""
        found: list[PlayedEvent] = []
        for event in self._events.backwards():
            if event.at_ns < at_ns:
                break
            found.append(event)
        return found[::-1]

    def _forget(self) -> None:
        if not len(self._events):
            return
        oldest = self._events.at_ns(-1) - KEPT_NS
        drop = max(0, len(self._events) - KEPT_EVENTS)
        while self._events.at_ns(drop) < oldest:
            drop += 1
        self._events.drop(drop)


@dataclass(frozen=True, slots=True)
class TakenDown:
    """Notes and controls as a track holds them; every stroke is one note."""

    notes: tuple[Note, ...]
    controls: tuple[ControlEvent, ...]


def take_down(events: Sequence[PlayedEvent], tempo: TempoMap, bar_tick: int, now_ns: int) -> TakenDown | None:
    """The events as music; None when no key was struck among them.

    What was played while the song went stands where it was played. What was played while it stood still follows in
    time at the song's tempo, or, when there is nothing to follow, begins with its first stroke at `bar_tick`. Keys
    that are still down last until `now_ns`.
    """
    if not any(is_stroke(e) for e in events):
        return None
    ticks = _places(events, tempo, bar_tick)
    place = {id(e): tick for e, tick in zip(events, ticks, strict=True)}
    notes = [_note(struck, place, tempo, now_ns) for struck in _strokes(events)]
    controls = [c for e in events if (c := control_at(e, place[id(e)])) is not None]
    end = max(n.end_tick for n in notes)
    controls.extend(put_to_rest(controls, max([end, *(c.tick for c in controls)])))
    return TakenDown(tuple(sorted(notes, key=lambda n: n.order)), tuple(sorted(controls, key=lambda c: c.tick)))


def _strokes(events: Sequence[PlayedEvent]) -> list[Struck]:
    keys = Keys()
    ended = [struck for e in events for struck in keys.hear(e)]
    return [*ended, *(Struck(on) for on in keys.down.values())]


def _places(events: Sequence[PlayedEvent], tempo: TempoMap, bar_tick: int) -> list[int]:
    """The tick of each event, none below 0."""
    rolling = next((e for e in events if e.rolling), None)
    if rolling is not None:
        ticks = _following(events, tempo, rolling.at_ns, rolling.tick)
        if min((t for t, e in zip(ticks, events, strict=True) if not e.rolling), default=0) >= 0:
            return [max(0, t) for t in ticks]
    first = next(e for e in events if is_stroke(e))
    return [max(0, _later(tempo, bar_tick, e.at_ns - first.at_ns)) for e in events]


def _following(events: Sequence[PlayedEvent], tempo: TempoMap, at_ns: int, tick: int) -> list[int]:
    """Where the song was; where it stood still, by the time since it last went (first: before it began to)."""
    ticks = []
    for e in events:
        if e.rolling:
            at_ns, tick = e.at_ns, e.tick
        ticks.append(e.tick if e.rolling else _later(tempo, tick, e.at_ns - at_ns))
    return ticks


def _later(tempo: TempoMap, tick: int, ns: int) -> int:
    """`ns` later than `tick` (or earlier, below 0)."""
    return tempo.tick(tempo.seconds(tick) + ns * _NS)


def _note(struck: Struck, place: dict[int, int], tempo: TempoMap, now_ns: int) -> Note:
    on, off = struck.on, struck.off
    start = place[id(on)]
    end = place[id(off)] if off is not None and off.rolling == on.rolling and off.lap == on.lap else start
    if end <= start:  # the loop began anew, the song stopped, or the key is still down: what counts is the time
        end = _later(tempo, start, (now_ns if off is None else off.at_ns) - on.at_ns)
    return Note(start, max(1, end - start), on.data1, on.data2, origin=PLAYED, release_velocity=struck.release_velocity)
