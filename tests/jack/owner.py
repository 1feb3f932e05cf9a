"""Somebody who owns an engine and can be killed or stopped: `python -m tests.jack.owner PORT` holds a chord on the
instrument at PORT, says the engine's process id, and does nothing else until it ends.

A controller 80 that comes in anywhere is its panic trigger.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from musegen_app.engine import messages as m
from tests.jack.playing import held, load_and_play, player, until_output
from tests.waiting import kill, wait_until

PANIC_CONTROL = 80
_UP_SECONDS = 40.0
_ENDING_SECONDS = 5.0


@dataclass
class Owner:
    """The process and its engine's."""

    process: subprocess.Popen[bytes]
    engine: int

    def kill(self) -> None:
        kill(self.process)

    def freeze(self) -> None:
        """It hangs from now on."""
        self.process.send_signal(signal.SIGSTOP)


@contextmanager
def owner(port: str) -> Iterator[Owner]:
    """Nothing of it is left afterwards."""
    engine = 0
    with tempfile.NamedTemporaryFile("r") as told:
        with open(told.name, "w") as out:
            process = subprocess.Popen([sys.executable, "-m", "tests.jack.owner", port], stdout=out)
        try:
            wait_until(lambda: _line(told.name) or process.poll() is not None, what="the owner of the engine")
            engine = int(_line(told.name) or 0)
            assert engine, "the owner of the engine did not get so far"
            yield Owner(process, engine)
        finally:
            kill(process)
            _end(engine)


def _line(path: str) -> str:
    """What it has said, once the line is whole."""
    text = Path(path).read_text("utf-8")
    return text if text.endswith("\n") else ""


def _end(pid: int) -> None:
    """An engine without its owner ends by itself; whatever is left of it in the end is killed."""
    deadline = time.monotonic() + _ENDING_SECONDS
    with contextlib.suppress(ProcessLookupError):
        while pid and time.monotonic() < deadline:
            os.kill(pid, 0)
            time.sleep(0.05)
        if pid:
            os.kill(pid, signal.SIGKILL)


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
