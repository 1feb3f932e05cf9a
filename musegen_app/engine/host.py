"""The engine process: a control thread (this one) that reads the pipe and reports, beside the audio callback.

Ends by itself when the pipe closes, that is when its parent is gone: first everything is silenced.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

from musegen_app.engine import messages as m
from musegen_app.engine.backends.catalog import backends_for, ports_for
from musegen_app.engine.core import Engine, SilentSynth
from musegen_app.engine.mail import Mail
from musegen_app.engine.news import News
from musegen_app.engine.orders import Orders
from musegen_app.engine.ports.patchbay import Patchbay
from musegen_app.engine.priority import hurry, may_be_realtime
from musegen_app.engine.rig import Rig

REPORTS_PER_SECOND = 30
_PERIOD = 1 / REPORTS_PER_SECOND
SAMPLE_RATE = 48_000
SWITCH_SECONDS = 0.0005  # so that the control thread never keeps the callback waiting for long
MAIL_SECONDS = 0.5
_UNWANTED = ("torch", "PySide6")


def engine_main(pipe: Connection, audio: str = "", synth: str = "", midi: str = "", sounding_path: str = "") -> None:
    """Entry point of the spawned process. `sounding_path`: where it is written down what sounds at MIDI outputs."""
    sys.setswitchinterval(SWITCH_SECONDS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a shell is for the parent, which then tells us
    environment = os.environ.get
    host = Host(
        pipe,
        audio or environment("MUSEGEN_AUDIO", ""),
        synth or environment("MUSEGEN_SYNTH", ""),
        midi or environment("MUSEGEN_MIDI", ""),
        sounding_path,
    )
    gc.freeze()
    gc.disable()
    hurry(False)
    host.run()
    if not host.ports.ringing:
        with contextlib.suppress(OSError):
            os.unlink(sounding_path)
    os._exit(0)  # a device that hangs on closing must not keep the process


class Host:
    """Carries commands to the engine and reports back, on the process's main thread."""

    def __init__(
        self,
        pipe: Connection,
        audio: str,
        synth: str,
        midi: str,
        sounding_path: str = "",
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pipe = pipe
        self._now = now
        self._mail = Mail(pipe)
        self.engine = Engine(SAMPLE_RATE, SilentSynth())
        self.ports = Patchbay(ports_for(midi), self.engine.heard, self._lost_input, sounding_path, self._output_is_back)
        self.engine.exits.outs = self.ports
        self.rig = Rig(self.engine, backends_for(audio, synth))
        self._orders = Orders(self.engine, self.rig, self.ports)
        self._news = News(self.engine, self.rig, self.ports, self._orders)

    def run(self) -> None:
        """Until `Quit` or until the parent is gone; then everything is silenced."""
        self._mail.put(m.Ready(os.getpid(), may_be_realtime(), tuple(n for n in _UNWANTED if n in sys.modules)))
        try:
            with contextlib.suppress(EOFError, OSError):  # the parent is gone
                self._serve()
        finally:  # whatever went wrong: no note outside may hang
            self._orders.panic()
            self.ports.close()
            self.rig.close()
            self._mail.close(MAIL_SECONDS)

    def _serve(self) -> None:
        due = self._now()
        while True:
            self.rig.check(self._now())
            for report in self._news.collect():
                self._mail.put(report)
            due = max(due + _PERIOD, self._now() + _PERIOD / 2)  # some time for commands, come what may
            while (left := due - self._now()) > 0:  # however many commands come: reports are due
                if not self._pipe.poll(left):
                    break
                command = self._pipe.recv()
                if self._must_start_afresh(command):
                    return
                self._orders.obey(command)

    def _must_start_afresh(self, command: m.EngineCommand) -> bool:
        """After a device was lost, only a new process can look for devices again without risking a crash. This one
        ends; the session starts the next one, which gets the same command."""
        return self.rig.lost and isinstance(command, m.OpenDevice | m.ListDevices)

    def _lost_input(self, port: str) -> None:
        self.engine.lost_input(time.monotonic_ns(), port)

    def _output_is_back(self, port: str) -> None:
        self.engine.submit(lambda engine: engine.retell_outputs(port))
