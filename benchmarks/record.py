"""A player who strikes exactly when the metronome is heard: where do the recorded notes stand?

    python benchmarks/record.py [--beats 200] [--period 256] [--json FILE]

Needs jackd2. The real session records from the real engine process on a dummy server; the player is a JACK client
that listens to what the engine puts out and strikes a key for every click. Two players: one strikes when the click is
*captured* (leaves the engine), one when it comes out of the speakers, two periods later by JACK's own account, and
that is what the engine makes up for. As with every device on JACK, the key arrives one period after the stroke, at
best: the port's quantum. Goal: on the beat ± 1 ms plus the quantum, for the player at the speakers.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ["PYTHONPATH"] = str(ROOT)

from figures import write_figures  # noqa: E402

from musegen_app.session.session import Session  # noqa: E402
from tests.jack.desk import desk  # noqa: E402
from tests.jack.dummy import RATE, Server, server  # noqa: E402
from tests.jack.studio import recorded, studio  # noqa: E402


def measure(period: int, beats: int) -> dict[str, dict[str, float]]:
    with (
        tempfile.TemporaryDirectory() as folder,
        server(Path(folder), period) as running,
        desk() as ears,
        studio(ears) as session,
    ):
        return {
            "captured": row(recorded(session, ears, beats, 0), running, session),
            "speakers": row(recorded(session, ears, beats, 2 * period), running, session),
        }


def row(late: list[float], running: Server, session: Session) -> dict[str, float]:
    p1, p50, p99 = np.percentile(late, [1, 50, 99])
    return {
        "notes": len(late),
        "p1_ms": p1,
        "p50_ms": p50,
        "p99_ms": p99,
        "furthest_ms": max(late, key=abs),
        "quantum_ms": running.period / RATE * 1_000,
        "engine_latency_ms": session.sound.state.latency_ms,
        "server_xruns": running.xruns,
        "realtime_server": running.realtime,
        "load_average": os.getloadavg()[0],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--beats", type=int, default=200, help="for each player")
    parser.add_argument("--period", type=int, default=256, help="frames")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    chosen = parser.parse_args()
    found = measure(chosen.period, chosen.beats)
    for player, figures in found.items():
        print(f"the player at the {player}, strokes after the beat in ms")
        for name, value in figures.items():
            print(f"  {name:20}{value:10.2f}")
    write_figures(chosen.json, found)


if __name__ == "__main__":
    main()
