"""What each command of the session does: to the engine, the rig and the ports. Control thread; nothing here waits,
but for a panic (a twentieth of a second at most)."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterable
from typing import Protocol, assert_never

from musegen_app.engine import messages as m
from musegen_app.engine.core import Engine
from musegen_app.engine.metronome import chord_tones
from musegen_app.engine.playlist import Playlist
from musegen_app.engine.protocols import Outs
from musegen_app.engine.rig import Rig
from musegen_app.engine.route import Route
from musegen_app.engine.scheduler import Loop
from musegen_app.engine.steering import Leader

PANIC_SECONDS = 0.05  # so long the callback has for its part of a panic
_Move = m.Play | m.Stop | m.Seek | m.SetLoop | m.SetUntil | m.SetMetronome | m.SetSpeed
_Sound = m.OpenDevice | m.LoadSoundFont | m.ListDevices | m.TestDevice | m.SetMasterGain | m.PreviewOn | m.PreviewOff
_Port = m.SetPorts | m.ListPorts | m.TestPort | m.SetSync | m.SetThru | m.LiveMessage | m.SetPanicTrigger | m.SetKnobs


def _doze() -> None:
    time.sleep(0.001)


class Ports(Outs, Protocol):
    """The MIDI ports; see `ports.patchbay`."""

    reports: queue.SimpleQueue[m.PortList | m.EngineProblem]

    @property
    def follower(self) -> Leader: ...
    def wish(self, wish: m.SetPorts) -> None: ...
    def need(self, routes: Iterable[Route]) -> None: ...
    def follow(self, port: str) -> None: ...
    def list(self) -> None: ...
    def test(self, name: str) -> None: ...
    def close(self) -> None: ...


class Orders:
    """Carries out commands. Raises EOFError for `Quit`. `wait` passes a moment in which the callback may come."""

    def __init__(self, engine: Engine, rig: Rig, ports: Ports, wait: Callable[[], None] = _doze) -> None:
        self.sync_port = ""
        self._engine = engine
        self._rig = rig
        self._ports = ports
        self._wait = wait
        self._playlist = Playlist()
        self._live_route: Route | None = None
        self._needed: tuple[Route, ...] = ()

    def obey(self, command: m.EngineCommand) -> None:
        """Carry it out, or pass it on to the thread that does."""
        match command:
            case m.LoadPlaylist(revision, playlist):
                self._load(playlist, revision)
            case m.PatchPlaylist(revision, from_tick, to_tick, playlist):
                self._load(self._playlist.patched(from_tick, to_tick, playlist), revision)
            case m.Panic():
                self.panic()
            case m.Quit():
                raise EOFError
            case _ if isinstance(command, _Move):
                self._move(command)
            case _ if isinstance(command, _Sound):
                self._sound(command)
            case _:
                self._port(command)

    def panic(self) -> None:
        """Stop and silence everything. When no callback comes that could do it, the outputs are silenced from here."""
        before = self._engine.panics
        self._engine.submit(Engine.panic)
        deadline = time.monotonic() + PANIC_SECONDS
        while self._engine.panics == before and time.monotonic() < deadline:
            self._wait()
        if self._engine.panics == before:
            self._ports.panic()

    # --- by subject ------------------------------------------------------------------------------------
    def _load(self, playlist: Playlist, revision: int) -> None:
        self._playlist = playlist
        self._need()
        playable = self._engine.playable(playlist, revision)
        self._engine.submit(lambda e: e.scheduler.load(playable))

    def _move(self, command: _Move) -> None:
        engine = self._engine
        match command:
            case m.Play(from_tick, count_in_bars, to_tick):
                engine.submit(lambda e: e.scheduler.play(from_tick, count_in_bars, to_tick))
            case m.Stop():
                engine.submit(lambda e: e.scheduler.stop())
            case m.Seek(tick):
                engine.submit(lambda e: e.scheduler.seek(tick))
            case m.SetLoop(enabled, from_tick, to_tick):
                engine.submit(lambda e: e.scheduler.set_loop(Loop(from_tick, to_tick) if enabled else None))
            case m.SetUntil(until_tick):
                engine.submit(lambda e: e.scheduler.set_until(until_tick))
            case m.SetMetronome(enabled, gain_db, accent):
                engine.submit(lambda e: e.set_metronome(enabled, gain_db, accent))
            case m.SetSpeed(percent):
                engine.submit(lambda e: e.scheduler.set_speed(percent))
            case _:
                assert_never(command)

    def _sound(self, command: _Sound) -> None:
        engine = self._engine
        match command:
            case m.OpenDevice():
                self._rig.open_device(command)
            case m.LoadSoundFont(path, instead):
                self._rig.load_soundfont(path, instead)
            case m.ListDevices():
                self._rig.list_devices()
            case m.TestDevice():
                tones = chord_tones(engine.sample_rate)
                engine.submit(lambda e: e.sound_test(tones))
            case m.SetMasterGain(gain_db):
                engine.submit(lambda e: e.master.set_gain_db(gain_db))
            case m.PreviewOn():
                lane = engine.lanes.live_lane(command.route) if command.route is not None else None
                engine.submit(lambda e: e.preview(command, lane))
            case m.PreviewOff():
                engine.submit(Engine.preview_off)
            case _:
                assert_never(command)

    def _port(self, command: _Port) -> None:
        match command:
            case m.SetPorts():
                self._ports.wish(command)
                wanted = any(output.clock for output in command.outputs)
                self._engine.submit(lambda e: e.scheduler.send_clock(wanted))
            case m.ListPorts():
                self._ports.list()
            case m.TestPort(name):
                self._ports.test(name)
            case m.SetSync(port):
                self._follow(port)
            case m.SetThru(sound):
                self._set_thru(sound)
            case m.LiveMessage(port, data):
                self._engine.heard(time.monotonic_ns(), port, data)
            case m.SetPanicTrigger(kind, number):
                self._engine.hearing.trigger = (kind, number)
            case m.SetKnobs(knobs):
                self._engine.hearing.knobs = frozenset(knobs)
            case _:
                assert_never(command)

    def _set_thru(self, sound: m.LiveSound | None) -> None:
        self._live_route = sound.route if sound is not None else None
        self._need()
        lane = self._engine.lanes.live_lane(self._live_route) if self._live_route is not None else None
        self._engine.submit(lambda e: e.set_thru(sound, lane))

    def _follow(self, port: str) -> None:
        self.sync_port = port
        self._ports.follow(port)
        leader = self._ports.follower if port else None
        self._engine.submit(lambda e: e.steering.follow(leader))

    def _need(self) -> None:
        live = () if self._live_route is None else (self._live_route,)
        needed = (*self._playlist.routes, *live)
        if needed != self._needed:  # a playlist comes with every edit, and the ports are looked at with every need
            self._needed = needed
            self._ports.need(needed)
