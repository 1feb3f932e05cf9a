"""Hands on a keyboard, for tests of recording: events as the engine reports them."""

from __future__ import annotations

from collections.abc import Iterable

from musegen_app.engine import messages as engine
from musegen_app.engine.messages import PlayedEvent
from tests.session.conftest import Room

PIANO = "Digital Piano"
NS_PER_TICK = 520_833  # at 120 quarters a minute


def event(
    status: int, data1: int, data2: int = 0, *, at_ns: int, tick: int = 0, rolling: bool = True, lap: int = 0
) -> PlayedEvent:
    return PlayedEvent(at_ns, PIANO, status, data1, data2, tick, rolling, lap)


class Player:
    """Plays into the session of `room`; the time of a tick is `began` plus the tick at 120 a minute."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.lap = 0
        self.rolling = True

    def send(self, status: int, data1: int, data2: int, tick: int) -> None:
        at_ns = round(self.room.clock() * 1e9)
        played = PlayedEvent(at_ns, PIANO, status, data1, data2, tick, self.rolling, self.lap)
        self.room.engine.reports.append(engine.Played((played,)))
        self.room.step(0.001)

    def strike(self, pitch: int, tick: int, velocity: int = 90) -> None:
        self.send(0x90, pitch, velocity, tick)

    def let_go(self, pitch: int, tick: int, velocity: int = 50) -> None:
        self.send(0x80, pitch, velocity, tick)

    def note(self, pitch: int, start: int, end: int, velocity: int = 90) -> None:
        self.strike(pitch, start, velocity)
        self.let_go(pitch, end)

    def pedal(self, value: int, tick: int) -> None:
        self.send(0xB0, 64, value, tick)

    def playhead(self, tick: int, *, playing: bool = True, count_in: int = 0) -> None:
        """The engine says where it is."""
        room = self.room
        report = engine.Position(tick, playing, room.session.transport.state.dropouts, 0, 0, 0.0, count_in=count_in)
        room.engine.reports.append(report)
        room.step(0.3)


def pitches(notes: Iterable[object]) -> list[int]:
    return [n.pitch for n in notes]  # type: ignore[attr-defined]
