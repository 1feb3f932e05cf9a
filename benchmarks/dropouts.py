"""Breaks in the sound of the running engine, on a real JACK server without hardware.

    python benchmarks/dropouts.py [--seconds 60] [--load 0] [--json FILE]

Needs jackd2. Holds a chord for the whole time, captures what the engine puts out, and counts the breaks in it
(silence, or a period played twice: a block that came too late). Beside them: what PortAudio and the server counted
themselves. `--load N` keeps N pure-Python processes busy meanwhile. Also finds every onset of a row of wood block
strokes before, as the test does.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ["PYTHONPATH"] = str(ROOT)

from figures import write_figures  # noqa: E402

from musegen_app.engine import messages as m  # noqa: E402
from musegen_app.engine.build import playlist_of  # noqa: E402
from musegen_app.score.model import Note, Score, Track  # noqa: E402
from tests.engine.onsets import WOODBLOCK, attack_frames, onsets  # noqa: E402
from tests.jack.dummy import RATE, Server, captured, server  # noqa: E402
from tests.jack.playing import Player, player  # noqa: E402

_ORGAN = 19
_BREAK_FRAMES = 32
_SKIPPED_SECONDS = 1.0


def breaks(sound: npt.NDArray[np.float32], period: int) -> int:
    """Runs of at least 32 frames of digital silence in what should sound throughout, and periods played twice."""
    silent = np.concatenate([[0], (np.abs(sound[:, 0]) < 1e-7).view(np.int8), [0]])
    edges = np.flatnonzero(np.diff(silent))
    periods = sound[: len(sound) // period * period, 0].reshape(-1, period)
    twice = np.all(periods[1:] == periods[:-1], axis=1) & np.any(periods[1:], axis=1)
    return int(np.sum(edges[1::2] - edges[::2] >= _BREAK_FRAMES) + np.sum(twice))


def held_chord(seconds: int) -> Score:
    length = (seconds + 20) * 1_920
    return Score(tracks=(Track(program=_ORGAN, notes=tuple(Note(0, length, p) for p in (48, 55, 60, 64))),))


def strokes(count: int) -> Score:
    return Score(tracks=(Track(program=WOODBLOCK, notes=tuple(Note(i * 333, 100, 76) for i in range(count))),))


def take(running: Server, engine: Player, score: Score, seconds: int, folder: Path) -> npt.NDArray[np.float32]:
    def play() -> None:
        engine.link.send(m.LoadPlaylist(1, playlist_of(score)))
        engine.link.send(m.Play(0))

    sound = captured(running, seconds, folder, play, engine.poll)
    engine.link.send(m.Stop())
    return sound


def measure(seconds: int, load: int, folder: Path) -> dict[str, float | bool | str]:
    busy = [subprocess.Popen([sys.executable, "-c", "while True: sum(range(1000))"]) for _ in range(load)]
    try:
        with server(folder) as running, player() as engine:
            assert engine.state is not None
            found = onsets(take(running, engine, strokes(60), 13, folder))
            late = found - attack_frames(WOODBLOCK, 76) - np.arange(60)[: len(found)] * 333 * RATE / 1_920
            time.sleep(0.5)
            sound = take(running, engine, held_chord(seconds), seconds, folder)
            start = int(np.flatnonzero(np.abs(sound[:, 0]) > 0.01)[0]) + round(_SKIPPED_SECONDS * RATE)
            start -= start % running.period  # captured period by period
            return {
                "realtime_server": running.realtime,
                "realtime_callback": engine.state.realtime,
                "block_frames": engine.state.block_frames,
                "latency_ms": engine.state.latency_ms,
                "strokes_found": len(found),
                "strokes_played": 60,
                "onset_spread_frames": float(late.max() - late.min()),
                "seconds": (len(sound) - start) / RATE,
                "breaks": breaks(sound[start:], running.period),
                "portaudio_dropouts": engine.dropouts,
                "server_xruns": running.xruns,
                "load": load,
                "load_average": os.getloadavg()[0],
            }
    finally:
        for process in busy:
            process.kill()
            process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60, help="of held chord")
    parser.add_argument("--load", type=int, default=0, help="busy processes meanwhile")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(chosen.seconds, chosen.load, Path(folder))
    for name, value in found.items():
        print(f"{name:22}{value:.1f}" if isinstance(value, float) else f"{name:22}{value}")
    write_figures(chosen.json, found)


if __name__ == "__main__":
    main()
