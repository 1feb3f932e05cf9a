"""Somebody who owns an engine and can be killed or stopped: `python -m tests.jack.owner PORT` holds a chord on the
instrument at PORT, says the engine's process id, and does nothing else until it ends.

A controller 80 that comes in anywhere is its panic trigger.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from musegen_app.engine import messages as m
from tests.jack.playing import held, load_and_play, player, until_output

PANIC_CONTROL = 80
_UP_SECONDS = 40.0


@dataclass
class Owner:
    """The process and its engine's."""

    process: subprocess.Popen[str]
    engine: int

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)

    def freeze(self) -> None:
        """It hangs from now on."""
        self.process.send_signal(signal.SIGSTOP)


@contextmanager
def owner(port: str) -> Iterator[Owner]:
    """Nothing of it is left afterwards."""
    process = subprocess.Popen([sys.executable, "-m", "tests.jack.owner", port], stdout=subprocess.PIPE, text=True)
    engine = 0
    try:
        assert process.stdout is not None
        engine = int(process.stdout.readline() or 0)
        assert engine, "the owner of the engine did not get so far"
        yield Owner(process, engine)
    finally:
        process.kill()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()
        _end(engine)


def _end(pid: int) -> None:
    try:
        if pid:
            os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # as it should be: it ended by itself


def _main(port: str) -> None:
    deadline = time.monotonic() + _UP_SECONDS
    with player() as engine:
        name = until_output(engine, port)
        engine.link.send(m.SetPanicTrigger(0xB0, PANIC_CONTROL))
        load_and_play(engine, held(name))
        sys.stdout.write(f"{engine.link.pid}\n")
        sys.stdout.flush()
        while time.monotonic() < deadline:
            engine.poll()
            time.sleep(0.02)


if __name__ == "__main__":
    _main(sys.argv[1])
