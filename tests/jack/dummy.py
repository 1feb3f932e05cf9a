"""A real JACK server without hardware, under a name of its own, and the capture of what a client plays.

Start the server before PortAudio is loaded in the process that plays: devices are listed once. The engine is a
spawned process, so only the environment of the moment counts.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

RATE = 48_000
ENGINE_PORT = "PortAudio:out_0"
_UP_SECONDS = 10


@dataclass
class Server:
    """A running dummy server. `realtime`: it runs with real-time priority."""

    name: str
    period: int
    realtime: bool
    log: Path

    @property
    def xruns(self) -> int:
        """Cycles that the server could not finish in time so far."""
        return len(re.findall(r"XRun", self.log.read_text(errors="replace")))

    def connections(self) -> str:
        return subprocess.run(["jack_lsp", "-c"], capture_output=True, text=True, check=False).stdout


@contextmanager
def server(folder: Path, period: int = 256) -> Iterator[Server]:
    """A server with real-time priority where that is permitted, else without. Children find it by the environment."""
    name, log = f"musegen-{os.getpid()}", folder / "jackd.log"
    before = os.environ.get("JACK_DEFAULT_SERVER")
    os.environ["JACK_DEFAULT_SERVER"] = name
    try:
        for realtime in (True, False):
            process = _start(name, period, realtime, log)
            try:
                if _is_up(process):
                    yield Server(name, period, realtime, log)
                    return
            finally:
                process.terminate()
                process.wait()
        raise AssertionError(f"jackd did not start: {log.read_text(errors='replace')}")
    finally:
        os.environ.pop("JACK_DEFAULT_SERVER")
        if before is not None:
            os.environ["JACK_DEFAULT_SERVER"] = before


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
    waited = subprocess.run(["jack_wait", "-w", "-t", str(_UP_SECONDS)], capture_output=True, check=False)
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
        deadline = time.monotonic() + _UP_SECONDS
        while "jackrec:input1" not in running.connections().split(ENGINE_PORT, 1)[-1]:
            assert time.monotonic() < deadline, "the recorder did not connect"
            time.sleep(0.02)
        play()
        deadline = time.monotonic() + seconds + _UP_SECONDS
        while recorder.poll() is None and time.monotonic() < deadline:
            while_recording()
            time.sleep(0.02)
    finally:
        recorder.terminate()
        recorder.wait()
    return soundfile.read(sound, dtype="float32", always_2d=True)[0]
