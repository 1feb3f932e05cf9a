"""Keyboards that are plugged in while the engine plays: for how long it says nothing, and what breaks in the sound.

    python benchmarks/plugging.py [--times 5] [--json FILE]

Needs jackd2. A fresh engine plays on a JACK dummy server of 256 frames without real-time priority, where everybody
waits for everybody for longest; another program makes one keyboard, or three, one after the other. Beside it an engine
without MIDI ports, which takes no notice of them: what it shows is owed to the machine and to the other program.
`gap`: the longest time between two reports of the place, which come every 33 ms; after 500 ms an engine counts as
dead. `dropouts`, `xruns`: what PortAudio flagged and the server noted, over all times. `opened`: the last keyboard,
from when the first was asked for. `died`: engines that were given up.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ["PYTHONPATH"] = str(ROOT)

from figures import write_figures  # noqa: E402

from musegen_app.engine import messages as m  # noqa: E402
from musegen_app.engine.build import playlist_of  # noqa: E402
from musegen_app.engine.process import EngineLink  # noqa: E402
from musegen_app.score.model import Note, Score, Track  # noqa: E402
from tests.jack.dummy import Server, server  # noqa: E402
from tests.jack.keyboards import keyboards  # noqa: E402

_COUNTS = (0, 1, 3)
_WAIT_SECONDS = 20.0
_BEFORE_SECONDS = 1.0  # the song plays, nothing happens
_WATCHED_SECONDS = 4.0
_POLL_SECONDS = 0.002
_SONG = Score(tracks=(Track("Song", notes=(Note(0, 3_840_000, 60),)),))


@dataclass
class Run:
    """What one engine did while keyboards were plugged in."""

    gap_ms: float = 0.0
    dropouts: int = 0
    xruns: int = 0
    opened_seconds: float = float("nan")
    died: bool = False


class Watched:
    """An engine whose reports are read all the time."""

    def __init__(self, midi: str) -> None:
        self.link = EngineLink(midi=midi)
        self.gap = 0.0
        self.dropouts = 0
        self.opened = 0
        self._last = time.perf_counter()
        self._up = self._playing = False

    def start(self) -> None:
        self.link.remember(m.OpenDevice("", 48_000, 0))
        self.link.spawn()
        self._until(lambda: self._up)
        self.link.send(m.LoadPlaylist(1, playlist_of(_SONG)))
        self.link.send(m.Play(0))
        self._until(lambda: self._playing)

    def look(self, seconds: float) -> None:
        """Read for so long, or until it is given up."""
        until = time.perf_counter() + seconds
        while time.perf_counter() < until and self.link.alive:
            self._read()
            time.sleep(_POLL_SECONDS)

    def _until(self, condition: Callable[[], object]) -> None:
        deadline = time.perf_counter() + _WAIT_SECONDS
        while not condition():
            assert time.perf_counter() < deadline, "the engine did not start"
            self._read()
            time.sleep(_POLL_SECONDS)

    def _read(self) -> None:
        for report in self.link.poll():
            match report:
                case m.Position():
                    now = time.perf_counter()
                    self.gap, self._last = max(self.gap, now - self._last), now
                    self.dropouts, self._playing = report.dropouts, report.playing
                case m.AudioState():
                    self._up = bool(report.block_frames and report.synth)
                case m.PortList():
                    self.opened = sum(p.opened and p.name.startswith("Keyboard") for p in report.inputs)
                case _:
                    pass


def plugged_in(running: Server, count: int, midi: str) -> Run:
    """With `count` keyboards."""
    engine = Watched(midi)
    try:
        engine.start()
        engine.look(_BEFORE_SECONDS)
        engine.gap, dropouts, xruns, began = 0.0, engine.dropouts, running.xruns, time.perf_counter()
        with keyboards(count):
            opened = float("nan")
            while time.perf_counter() - began < _WATCHED_SECONDS and engine.link.alive:
                engine.look(_POLL_SECONDS)
                if engine.opened == count and not opened < _WATCHED_SECONDS:
                    opened = time.perf_counter() - began
            died = not engine.link.alive
            gap = max(engine.gap, 0.5 if died else 0.0)
            return Run(gap * 1_000, engine.dropouts - dropouts, running.xruns - xruns, opened, died)
    finally:
        engine.link.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found: dict[str, float] = {}
    print(
        f"{'keyboards, ports':24}{'gap, ms':>9}{'longest':>9}{'dropouts':>10}{'xruns':>7}{'opened, s':>11}{'died':>6}"
    )
    with tempfile.TemporaryDirectory() as folder, server(Path(folder), plain=True) as running:
        for midi in ("none", ""):
            for count in _COUNTS:
                runs = [plugged_in(running, count, midi) for _ in range(given.times)]
                _tell(f"{count}, {'without MIDI' if midi else 'with MIDI'}", runs, found)
    write_figures(given.json, found)


def _tell(name: str, runs: list[Run], found: dict[str, float]) -> None:
    gaps = [run.gap_ms for run in runs]
    row = {
        "gap median, ms": float(np.median(gaps)),
        "gap longest, ms": max(gaps),
        "dropouts": float(sum(run.dropouts for run in runs)),
        "xruns": float(sum(run.xruns for run in runs)),
        "opened, s": float(np.median([run.opened_seconds for run in runs])),
        "died": float(sum(run.died for run in runs)),
    }
    found.update({f"{name}: {key}": value for key, value in row.items() if value == value})
    gap, longest, dropouts, xruns, opened, died = row.values()
    print(f"{name:24}{gap:9.1f}{longest:9.1f}{dropouts:10.0f}{xruns:7.0f}{opened:11.2f}{died:6.0f}", flush=True)


if __name__ == "__main__":
    main()
