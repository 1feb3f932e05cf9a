"""What the session is told, thirty times a second: collected from the engine, the rig and the ports."""

from __future__ import annotations

import time
from collections.abc import Iterator

from musegen_app.engine import messages as m
from musegen_app.engine.core import Engine
from musegen_app.engine.orders import Orders, Ports
from musegen_app.engine.rig import Rig

_MOST_PLAYED = 200  # events in one report: it must fit into the pipe at once
_SYNC_SECONDS = 0.2  # between two reports of the clock that is followed


class News:
    """Looks around when asked. Control thread."""

    def __init__(self, engine: Engine, rig: Rig, ports: Ports, orders: Orders) -> None:
        self._engine = engine
        self._rig = rig
        self._ports = ports
        self._orders = orders
        self._faults = 0
        self._sync = (0.0, m.SyncState(""))  # when it was told last, and what

    def collect(self) -> Iterator[m.EngineReport]:
        """Everything since the last call; the place comes last."""
        self._engine.latency_ns = round(self._rig.latency_ms * 1e6)
        yield from self._from_rig()
        yield from self._from_ports()
        yield from self._from_engine()
        yield self._position()

    def _from_rig(self) -> Iterator[m.EngineReport]:
        while not self._rig.reports.empty():
            report = self._rig.reports.get()
            yield m.DeviceList(report) if isinstance(report, tuple) else report
        while self._engine.retired:
            self._engine.retired.popleft().close()

    def _from_ports(self) -> Iterator[m.EngineReport]:
        while not self._ports.reports.empty():
            yield self._ports.reports.get()
        yield from self._sync_state()

    def _sync_state(self) -> Iterator[m.SyncState]:
        told_at, told = self._sync
        now, port = time.monotonic(), self._orders.sync_port
        if port == told.port and (not port or now - told_at < _SYNC_SECONDS):
            return
        point = self._ports.follower.point_at(time.monotonic_ns()) if port else None
        state = m.SyncState(port, point.running, round(point.bpm, 1)) if point is not None else m.SyncState(port)
        self._sync = (now, state)
        if state != told:
            yield state

    def _from_engine(self) -> Iterator[m.EngineReport]:
        starved, played = self._engine.scheduler.starved, self._engine.hearing.played
        while starved:
            yield m.Starved(starved.popleft())
        while played:
            yield m.Played(tuple(played.popleft() for _ in range(min(len(played), _MOST_PLAYED))))
        if self._engine.faults != self._faults:
            self._faults = self._engine.faults
            yield m.EngineProblem(f"A block of sound failed ({self._engine.fault}); please report this.")

    def _position(self) -> m.Position:
        engine, master = self._engine, self._engine.master
        peak, master.peak = master.peak, 0.0
        levels = engine.synth.take_levels()
        return m.Position(*engine.place, engine.frame, self._rig.dropouts, peak, levels, engine.count_in)
