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
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ["PYTHONPATH"] = str(ROOT)

from figures import write_figures  # noqa: E402

from musegen_app.score.model import Score, Track  # noqa: E402
from musegen_app.score.time import TICKS_PER_QUARTER, TempoMap  # noqa: E402
from musegen_app.session.session import Session  # noqa: E402
from musegen_app.session.settings import Settings  # noqa: E402
from tests.jack.desk import SOUND, STICKS, Desk, desk  # noqa: E402
from tests.jack.dummy import ENGINE_PORT, RATE, Server, server  # noqa: E402

BPM = 240  # a quarter of a second between the clicks, a quarter of a millisecond to the tick
_MS_PER_TICK = 60_000 / BPM / TICKS_PER_QUARTER
_UP_SECONDS = 30.0


def recorded(session: Session, ears: Desk, beats: int, latency_frames: int) -> list[float]:
    """Milliseconds by which each recorded note comes after its beat."""
    session.document.replace(Score(tracks=(Track("Played"),), tempo=TempoMap.of_bpm(BPM)), None)
    session.record.set_thru(False)
    session.record.set_count_in(0)
    session.transport.set_metronome(True)
    ears.drum(latency_frames)
    ears.take()
    session.transport.seek(0)
    session.record.toggle()
    wait(session, lambda: session.transport.state.tick > beats * TICKS_PER_QUARTER, beats * 60 / BPM)
    session.record.toggle()
    session.transport.stop()
    wait(session, lambda: not session.transport.state.playing)
    struck = len(ears.take().strokes)
    notes = session.document.score.tracks[0].notes
    assert len(notes) >= min(beats, struck - 2), f"{struck} strokes, {len(notes)} recorded notes"
    late = [(n.start_tick + TICKS_PER_QUARTER / 2) % TICKS_PER_QUARTER - TICKS_PER_QUARTER / 2 for n in notes]
    return [ticks * _MS_PER_TICK for ticks in late]


def wait(session: Session, until: Callable[[], object], more_seconds: float = 0.0) -> None:
    deadline = time.monotonic() + _UP_SECONDS + more_seconds
    while not until():
        assert time.monotonic() < deadline, session.status.standing
        session.poll()
        time.sleep(0.01)


def until_ready(session: Session, ears: Desk) -> None:
    """The device is open, the player hears it, and the engine has found the player's sticks."""
    wait(session, lambda: session.sound.state is not None and session.sound.state.block_frames)
    ears.connect(ENGINE_PORT, SOUND)
    session.ports.refresh()
    wait(session, lambda: any(STICKS in r.info.name and r.info.opened for r in session.ports.state.inputs))


def measure(period: int, beats: int) -> dict[str, dict[str, float]]:
    with tempfile.TemporaryDirectory() as folder, server(Path(folder), period) as running, desk() as ears:
        session = Session(Settings(), keep_settings=False)
        try:
            session.start(inference=False)
            until_ready(session, ears)
            return {
                "captured": row(recorded(session, ears, beats, 0), running, session),
                "speakers": row(recorded(session, ears, beats, 2 * period), running, session),
            }
        finally:
            session.close()


def row(late: list[float], running: Server, session: Session) -> dict[str, float]:
    p1, p50, p99 = np.percentile(late, [1, 50, 99])
    return {
        "notes": len(late),
        "p1_ms": p1,
        "p50_ms": p50,
        "p99_ms": p99,
        "furthest_ms": max(late, key=abs),
        "quantum_ms": running.period / RATE * 1_000,
        "engine_latency_ms": session.sound.state.latency_ms if session.sound.state else np.nan,
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
