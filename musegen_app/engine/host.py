"""The engine process: a control thread (this one) that reads the pipe and reports, beside the audio callback.

Ends by itself when the pipe closes, that is when its parent is gone: first everything is silenced.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
import time
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import assert_never

from musegen_app.engine import messages as m
from musegen_app.engine.backends.catalog import backends_for
from musegen_app.engine.core import Engine, SilentSynth
from musegen_app.engine.metronome import chord_tones
from musegen_app.engine.playlist import Playlist
from musegen_app.engine.rig import Rig
from musegen_app.engine.scheduler import Loop

REPORTS_PER_SECOND = 30
_PERIOD = 1 / REPORTS_PER_SECOND
SAMPLE_RATE = 48_000
SWITCH_SECONDS = 0.0005  # so that the control thread never keeps the callback waiting for long
SILENCE_SECONDS = 0.05  # lets the callback carry out a last panic
_Move = m.Play | m.Stop | m.Seek | m.SetLoop | m.SetUntil | m.SetMetronome | m.SetSpeed | m.Quit
_UNWANTED = ("torch", "PySide6")


def engine_main(pipe: Connection, audio: str = "", synth: str = "") -> None:
    """Entry point of the spawned process."""
    sys.setswitchinterval(SWITCH_SECONDS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a shell is for the parent, which then tells us
    host = Host(pipe, audio or os.environ.get("MUSEGEN_AUDIO", ""), synth or os.environ.get("MUSEGEN_SYNTH", ""))
    gc.freeze()
    gc.disable()
    host.run()
    os._exit(0)  # a device that hangs on closing must not keep the process


class Host:
    """Carries commands to the engine and reports back, on the process's main thread."""

    def __init__(self, pipe: Connection, audio: str, synth: str, now: Callable[[], float] = time.monotonic) -> None:
        self._pipe = pipe
        self._now = now
        self._engine = Engine(SAMPLE_RATE, SilentSynth())
        self._rig = Rig(self._engine, backends_for(audio, synth))
        self._playlist = Playlist()
        self._faults = 0

    def run(self) -> None:
        """Until `Quit` or until the parent is gone."""
        try:
            self._send(m.Ready(os.getpid(), may_be_realtime(), tuple(n for n in _UNWANTED if n in sys.modules)))
            self._serve()
        except (EOFError, OSError):
            pass  # the parent is gone; what follows is all there is left to do
        self._engine.submit(Engine.panic)
        time.sleep(SILENCE_SECONDS)
        self._rig.close()

    def _serve(self) -> None:
        due = self._now()
        while True:
            self._rig.check(self._now())
            self._report()
            due = max(due + _PERIOD, self._now() + _PERIOD / 2)  # some time for commands, come what may
            while (left := due - self._now()) > 0:  # however many commands come: reports are due
                if not self._pipe.poll(left):
                    break
                command = self._pipe.recv()
                if isinstance(command, m.Quit) or self._must_start_afresh(command):
                    return
                self._obey(command)

    def _must_start_afresh(self, command: m.EngineCommand) -> bool:
        """After a device was lost, only a new process can look for devices again without risking a crash. This one
        ends; the session starts the next one, which gets the same command."""
        return self._rig.lost and isinstance(command, m.OpenDevice | m.ListDevices)

    # --- commands --------------------------------------------------------------------------------------
    def _obey(self, command: m.EngineCommand) -> None:
        engine = self._engine
        match command:
            case m.LoadPlaylist(revision, playlist):
                self._load(playlist, revision)
            case m.PatchPlaylist(revision, from_tick, to_tick, playlist):
                self._load(self._playlist.patched(from_tick, to_tick, playlist), revision)
            case m.OpenDevice():
                self._rig.open_device(command)
            case m.LoadSoundFont(path, instead):
                self._rig.load_soundfont(path, instead)
            case m.ListDevices():
                self._rig.list_devices()
            case m.Panic():
                engine.submit(Engine.panic)
            case m.PreviewOn(channel, bank, program, pitch, velocity):
                engine.submit(lambda e: e.preview_on(channel, bank, program, pitch, velocity))
            case m.PreviewOff():
                engine.submit(Engine.preview_off)
            case m.SetMasterGain(gain_db):
                engine.submit(lambda e: e.master.set_gain_db(gain_db))
            case m.TestDevice():
                tones = chord_tones(engine.sample_rate)
                engine.submit(lambda e: e.sound_test(tones))
            case m.SetThru(sound):
                lane = engine.lanes.live_lane(sound.route) if sound is not None and sound.route is not None else None
                engine.submit(lambda e: e.set_thru(sound, lane))
            case m.LiveMessage(port, data):
                engine.heard(time.monotonic_ns(), port, data)
            case m.SetPanicTrigger(kind, number):
                engine.hearing.trigger = (kind, number)
            case m.SetPorts() | m.ListPorts() | m.TestPort() | m.SetSync():
                pass
            case _:
                self._move(command)

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
            case m.Quit():
                raise EOFError
            case _:
                assert_never(command)

    def _load(self, playlist: Playlist, revision: int) -> None:
        self._playlist = playlist
        playable = self._engine.playable(playlist, revision)
        self._engine.submit(lambda e: e.scheduler.load(playable))

    # --- reports ---------------------------------------------------------------------------------------
    def _report(self) -> None:
        self._report_sound()
        scheduler, master = self._engine.scheduler, self._engine.master
        while scheduler.starved:
            self._send(m.Starved(scheduler.starved.popleft()))
        if self._engine.faults != self._faults:
            self._faults = self._engine.faults
            self._send(m.EngineProblem(f"A block of sound failed ({self._engine.fault}); please report this."))
        peak, master.peak = master.peak, 0.0
        engine = self._engine
        engine.latency_ns = round(self._rig.latency_ms * 1e6)
        if played := _taken(engine.hearing.played):
            self._send(m.Played(played))
        position = m.Position(
            *engine.place, engine.frame, self._rig.dropouts, peak, engine.synth.take_levels(), engine.count_in
        )
        if _takes_more(self._pipe):
            self._send(position)

    def _report_sound(self) -> None:
        while not self._rig.reports.empty():
            report = self._rig.reports.get()
            self._send(m.DeviceList(report) if isinstance(report, tuple) else report)
        while self._engine.retired:
            self._engine.retired.popleft().close()

    def _send(self, report: m.EngineReport) -> None:
        self._pipe.send(report)


def _taken(played: deque[m.PlayedEvent]) -> tuple[m.PlayedEvent, ...]:
    return tuple(played.popleft() for _ in range(len(played)))


def _takes_more(pipe: Connection) -> bool:
    """Whether the parent reads its end; a stuck one must not stop this thread, and needs no old positions."""
    if sys.platform == "win32":
        return True
    return bool(select.select([], [pipe], [], 0)[1])


def may_be_realtime() -> bool:
    """Whether this process may have real-time priority. Tries it on this thread and takes it back."""
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    except (AttributeError, OSError):
        return False
    return True
