"""How long the music is away when the engine process is killed while it plays.

    python benchmarks/recovery.py [--kills 3] [--period 256] [--json FILE]

Needs jackd2. The real session plays quick strokes on a dummy server, and what comes out is captured; `kill -9` hits the
engine, the session starts the next one. The figure is the silence from the kill to the first stroke after it, and how
far on from the last known place the music is then. The song must be untouched. Goal: within 1 s.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ["PYTHONPATH"] = str(ROOT)

from figures import write_figures  # noqa: E402

from musegen_app.score.model import Note, Score, Track  # noqa: E402
from musegen_app.session.session import Session  # noqa: E402
from tests.engine.onsets import WOODBLOCK  # noqa: E402
from tests.jack.desk import SOUND, Desk, Heard, desk  # noqa: E402
from tests.jack.dummy import ENGINE_PORT, RATE, server  # noqa: E402
from tests.jack.studio import studio, wait  # noqa: E402

_STEP_TICKS = 120  # a stroke every 62.5 ms
_LOUD = 0.01
_REST_SECONDS = 25.0  # the session gives up an engine that dies four times in a minute


def song() -> Score:
    return Score(tracks=(Track(program=WOODBLOCK, notes=tuple(Note(i * _STEP_TICKS, 60, 76) for i in range(4_000))),))


def wait_seconds(session: Session, seconds: float) -> None:
    until = time.monotonic() + seconds
    wait(session, lambda: time.monotonic() > until, seconds)


def kill(session: Session, ears: Desk) -> dict[str, float]:
    """Milliseconds of silence, and ticks from the last place reported before to the first one after."""
    score, tick = session.document.score, session.transport.state.tick
    (engine,) = (child for child in multiprocessing.active_children() if child.name == "musegen-engine")
    assert engine.pid is not None
    before = ears.take()
    os.kill(engine.pid, signal.SIGKILL)
    killed = before.first + len(before.sound)
    engine.join(5.0)
    back: list[int] = []

    def sounds_again() -> bool:
        ears.try_to_connect(ENGINE_PORT, SOUND)  # the next engine's port, as soon as it is there
        back.extend(loud_frames(ears.take(), killed + RATE // 10))
        return bool(back)

    wait(session, sounds_again)
    assert session.document.score is score
    return {"silence_ms": (back[0] - killed) / RATE * 1e3, "ticks_on": session.transport.state.tick - tick}


def loud_frames(heard: Heard, since: int) -> list[int]:
    """Where something sounds; what still rang at the kill is not meant."""
    frames = np.flatnonzero(np.abs(heard.sound) > _LOUD) + heard.first
    return [int(frame) for frame in frames[frames > since]]


def measure(kills: int, period: int) -> dict[str, dict[str, float]]:
    found = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        server(Path(folder), period) as running,
        desk() as ears,
        studio(ears) as session,
    ):
        session.document.replace(song(), None)
        session.transport.play(0)
        wait_seconds(session, 3.0)
        for number in range(1, kills + 1):
            found[f"kill {number}"] = kill(session, ears) | {
                "realtime_server": running.realtime,
                "load_average": os.getloadavg()[0],
            }
            if number < kills:
                wait_seconds(session, _REST_SECONDS)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--period", type=int, default=256, help="frames")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    chosen = parser.parse_args()
    found = measure(chosen.kills, chosen.period)
    for name, f in found.items():
        print(
            f"{name}: {f['silence_ms']:6.0f} ms of silence, {f['ticks_on']:5.0f} ticks on, load {f['load_average']:.1f}"
        )
    write_figures(chosen.json, found)


if __name__ == "__main__":
    main()
