"""A real JACK server without hardware, under a name of its own, and the capture of what a client plays.

Start the server before PortAudio is loaded in the process that plays: devices are listed once. The engine is a
spawned process, so only the environment of the moment counts.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from tests.waiting import ended, finished, wait_until

RATE = 48_000
CALM = 1_024  # a period for tests where no message may be lost: a reader that misses a cycle misses what came in it
ENGINE_PORT = "PortAudio:out_0"
_UP_SECONDS = 10
_NAMES = 6
_ANSWER_SECONDS = 10  # for what asks the server: one that is stuck would keep it for ever


@dataclass
class Server:
    """A running dummy server. `realtime`: it runs with real-time priority."""

    name: str
    period: int
    realtime: bool
    log: Path
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """As a sound card that is pulled out: at once, with nothing said to its clients."""
        self.process.kill()
        self.process.wait(_UP_SECONDS)

    @property
    def xruns(self) -> int:
        """Cycles that the server could not finish in time so far."""
        return len(re.findall(r"XRun", self.log.read_text(errors="replace")))

    def connections(self) -> str:
        return finished(["jack_lsp", "-c"], _ANSWER_SECONDS).stdout


@contextmanager
def server(folder: Path, period: int = 256, plain: bool = False) -> Iterator[Server]:
    """A server with real-time priority where that is permitted, else (or `plain`) without. Children find it by the
    environment."""
    name, log = _own_name(), folder / "jackd.log"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("JACK_DEFAULT_SERVER", name)
        environment.setenv("JACK_NO_START_SERVER", "1")  # jack_rec would start one of its own where this one has died
        for realtime in (False,) if plain else (True, False):
            process = _start(name, period, realtime, log)
            try:
                if _is_up(process):
                    yield Server(name, period, realtime, log, process)
                    return
            finally:
                ended(process)
        raise AssertionError(f"jackd did not start: {log.read_text(errors='replace')}")


@cache
def _own_name() -> str:
    """A name that no other test run uses, for the life of this process. One of a few: JACK has places for eight servers
    in all, and the place of one that was killed is given free only to a server of the same name."""
    import fcntl

    for number in range(_NAMES):
        lock = os.open(Path(tempfile.gettempdir()) / f"musegen-jack-{number}.lock", os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
        else:
            return f"musegen-{number}"
    raise AssertionError("as many other test runs have a JACK server as may be")


def _start(name: str, period: int, realtime: bool, log: Path) -> subprocess.Popen[bytes]:
    priority = ["-R", "-P", "60"] if realtime else ["-r"]
    with log.open("wb") as out:
        return subprocess.Popen(
            ["jackd", "-n", name, *priority, "-p", "64", "-d", "dummy", "-r", str(RATE), "-p", str(period)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )


def _is_up(process: subprocess.Popen[bytes]) -> bool:
    waited = finished(["jack_wait", "-w", "-t", str(_UP_SECONDS)], _UP_SECONDS + _ANSWER_SECONDS)
    return waited.returncode == 0 and process.poll() is None


def captured(
    running: Server, seconds: int, folder: Path, play: Callable[[], None], while_recording: Callable[[], None]
) -> npt.NDArray[np.float32]:
    """What the engine's left output carries in `seconds`; `play` is called once the recorder is connected."""
    sound = folder / "capture.wav"
    recorder = subprocess.Popen(
        ["jack_rec", "-f", str(sound), "-d", str(seconds), "-b", "32", ENGINE_PORT],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(
            lambda: "jackrec:input1" in running.connections().split(ENGINE_PORT, 1)[-1], _UP_SECONDS, "the recorder"
        )
        play()
        deadline = time.monotonic() + seconds + _UP_SECONDS
        while recorder.poll() is None and time.monotonic() < deadline:
            while_recording()
            time.sleep(0.02)
    finally:
        ended(recorder)
    return soundfile.read(sound, dtype="float32", always_2d=True)[0]
