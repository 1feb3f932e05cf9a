"""The session's end of the engine process: spawn it, send it commands, drain its reports, start it again.

One thread (the GUI's or the command line's main thread) uses a link. Nothing here blocks: commands leave through a
thread of their own, so that a stuck engine cannot stop the window. The song never passes through here except as a
packed playlist.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import queue
import tempfile
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

from musegen_app.engine import messages as m
from musegen_app.engine.memory import EngineMemory
from musegen_app.engine.priority import hurry

log = logging.getLogger(__name__)
CLOSE_SECONDS = 1.0
HANG_SECONDS = 0.5  # Position comes 30 times a second
AWAY_SECONDS = 0.25  # a caller that has not looked for so long was stopped, and the engine perhaps with it
FAILED_STARTS = 2  # then the next process leaves the audio device alone
START_SECONDS = 20.0  # a cold disk may take this long to the first report

_Outbox = queue.SimpleQueue[m.EngineCommand | None]


class EngineLink:
    """A spawned engine behind a duplex pipe. `now` is a clock in seconds (tests pass their own).

    `audio`, `synth` and `midi` "none" run without a device or a synth (the silent clock) or MIDI ports; so do the
    environment variables `MUSEGEN_AUDIO`, `MUSEGEN_SYNTH` and `MUSEGEN_MIDI`. What sounds at MIDI outputs is written
    down in a file of this link, so that the next process ends what a killed one has left sounding.
    """

    def __init__(
        self, *, audio: str = "", synth: str = "", midi: str = "", now: Callable[[], float] = time.monotonic
    ) -> None:
        self._options = (audio, synth, midi)
        self._sounding_path = ""
        self._now = now
        self._memory = EngineMemory()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._outbox: _Outbox = queue.SimpleQueue()
        self._sender: threading.Thread | None = None
        self._heard_at = 0.0
        self._looked_at = 0.0
        self._up = False  # has reported since it was spawned
        self._failed_starts = 0  # processes in a row that died before they had opened (or not opened) a device
        self._opened = True

    @property
    def alive(self) -> bool:
        """False before `spawn`, after the process died, and when it has not reported for 500 ms (it hangs)."""
        return self._process is not None and self._process.is_alive() and not self._hangs

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def spawn(self) -> None:
        """Start the process; returns at once (`Ready` and `AudioState` follow). Does nothing while one is alive.

        What was sent before (playlist, device, SoundFont, loop, place ...) is sent again.
        """
        if self.alive:
            return
        self._end()
        self._failed_starts = 0 if self._opened else self._failed_starts + 1
        audio, synth, midi = self._options
        if self._failed_starts >= FAILED_STARTS:
            audio = "crashed"
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe(duplex=True)
        self._process = context.Process(
            target=_engine_process,
            args=(theirs, audio, synth, midi, self._sounding_file()),
            name="musegen-engine",
            daemon=True,
        )
        self._process.start()
        theirs.close()  # so that the child's end is the only one and its death is an EOF here
        self._up, self._opened, self._heard_at = False, False, self._now()
        self._outbox = queue.SimpleQueue()
        self._sender = threading.Thread(
            target=_send_all, args=(self._outbox, self._pipe), name="engine-sender", daemon=True
        )
        self._sender.start()
        for command in self._memory.replay():
            self._outbox.put(command)

    def send(self, command: m.EngineCommand) -> None:
        """Hand over a command; never blocks and never raises. What is state is remembered for `restart`."""
        if self._process is None:
            self.spawn()
        self._memory.sent(command)
        self._outbox.put(command)

    def remember(self, command: m.EngineCommand) -> None:
        """Something the next engine is told when it is spawned (which device, above all: opening one takes time)."""
        self._memory.sent(command)

    def poll(self) -> list[m.EngineReport]:
        """Everything reported since the last call; never blocks. Then look at `alive`."""
        reports: list[m.EngineReport] = []
        self._allow_for_absence()
        try:
            while self._pipe is not None and self._pipe.poll():
                reports.append(self._pipe.recv())
        except (EOFError, OSError) as error:
            log.info("the engine process is gone: %s", error)
        if reports:
            self._up, self._heard_at = True, self._now()
        for report in reports:
            self._memory.heard(report)
            self._opened = self._opened or isinstance(report, m.AudioState)
        return reports

    def restart(self) -> None:
        """End what is left of the process and spawn a fresh one that plays on from the last known place."""
        self._end()
        self.spawn()

    def close(self) -> None:
        """Ask the process to end, wait up to a second, then end it the hard way."""
        self._opened = True  # whatever was still being opened, this is no crash
        if self._process is not None and self._process.is_alive():
            self._outbox.put(m.Quit())
            self._process.join(CLOSE_SECONDS)
        self._end()
        if self._sounding_path:
            with contextlib.suppress(OSError):
                os.unlink(self._sounding_path)
            self._sounding_path = ""

    @property
    def _hangs(self) -> bool:
        patience = HANG_SECONDS if self._up else START_SECONDS
        if self._now() - self._heard_at <= patience:
            return False
        # The caller itself may have been away: reports that wait in the pipe are a sign of life.
        return not self._reports_wait()

    def _allow_for_absence(self) -> None:
        """Where the whole machine stood still, the engine needs a moment to report again, too."""
        now = self._now()
        if now - self._looked_at > AWAY_SECONDS:
            self._heard_at = max(self._heard_at, now)
        self._looked_at = now

    def _reports_wait(self) -> bool:
        try:
            return self._pipe is not None and self._pipe.poll()
        except (EOFError, OSError):
            return False

    def _sounding_file(self) -> str:
        """The same file for every process of this link; "" where none can be made."""
        if not self._sounding_path:
            try:
                handle, self._sounding_path = tempfile.mkstemp(prefix="musegen-sounding-")
                os.close(handle)
            except OSError as error:
                log.info("notes at MIDI outputs will not be ended after a crash: %s", error)
        return self._sounding_path

    def _end(self) -> None:
        self._outbox.put(None)
        if self._process is not None:
            self._process.kill()
            self._process.join(CLOSE_SECONDS)
            self._process = None
        if self._sender is not None:
            self._sender.join(CLOSE_SECONDS)  # with the process dead its write fails at once; then nobody uses the pipe
            self._sender = None
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None


def _engine_process(pipe: Connection, audio: str, synth: str, midi: str, sounding_path: str) -> None:
    """Runs in the child; what the engine is made of is imported only there."""
    hurry(True)  # music waits for this, on a machine that may be busy
    from musegen_app.engine.host import engine_main

    engine_main(pipe, audio, synth, midi, sounding_path)


def _send_all(outbox: _Outbox, pipe: Connection) -> None:
    """The sender thread: until None or until the engine is gone."""
    try:
        while (command := outbox.get()) is not None:
            pipe.send(command)
    except (OSError, ValueError) as error:
        log.info("a command was lost with the engine: %s", error)
