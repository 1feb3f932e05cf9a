"""Two beats of somebody else's MIDI clock that jitters: how well are its tempo and its place known then?

`python benchmarks/follow_clock.py [--runs 2000] [--json FILE]` prints the errors of the follower and, on the same
clocks, those of what is often done instead: the mean of the last 24 gaps, and the last clock as the place.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
from figures import write_figures

from musegen_app.engine.ports.follower import ClockFollower

TEMPOS = (40, 60, 90, 120, 180, 240)
CLOCKS = 48
_MS = 1_000_000
_START_NS = 10**12
Jitter = Callable[[random.Random], float]
JITTERS: dict[str, Jitter] = {
    "1 ms wide": lambda chance: chance.uniform(-0.5, 0.5) * _MS,
    "± 1 ms": lambda chance: chance.uniform(-1.0, 1.0) * _MS,
    "1 ms rms": lambda chance: chance.gauss(0.0, 1.0) * _MS,
    "JACK, 256 frames": lambda chance: chance.uniform(0.0, 5.333) * _MS,
}
Errors = tuple[float, float, float, float]  # of the follower and of the plain way: bpm, ms


def errors(bpm: float, jitter: Jitter, seed: int) -> Errors:
    """After `CLOCKS` clocks, at the time of the last one."""
    chance, period = random.Random(seed), 60e9 / bpm / 24
    follower, arrived = ClockFollower(), [0]
    follower.heard(_START_NS - _MS, b"\xfa")
    for i in range(CLOCKS):
        arrived.append(max(int(_START_NS + i * period + jitter(chance)), arrived[-1] + 1))
        follower.heard(arrived[-1], b"\xf8")
    now_ns = int(_START_NS + (CLOCKS - 1) * period)
    point = follower.point_at(now_ns)
    assert point is not None
    late_ms = (point.quarters * 24 - (CLOCKS - 1)) * period / _MS
    plain_bpm = 60e9 / ((arrived[-1] - arrived[-25]) / 24) / 24
    return abs(point.bpm - bpm), abs(late_ms), abs(plain_bpm - bpm), abs(arrived[-1] - now_ns) / _MS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=2_000)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    print(f"{'jitter':18}{'bpm':>5}   tempo p50   p99 (plain)   place p50   p99 (plain)")
    found: dict[str, float] = {}
    for name, jitter in JITTERS.items():
        for bpm in TEMPOS:
            tempo, place, plain_tempo, plain_place = np.array([errors(bpm, jitter, s) for s in range(given.runs)]).T
            row = [*np.percentile(tempo, (50, 99)), np.percentile(plain_tempo, 99)]
            row += [*np.percentile(place, (50, 99)), np.percentile(plain_place, 99)]
            print(f"{name:18}{bpm:5d}   {row[0]:6.3f} {row[1]:8.3f} ({row[2]:5.2f})", end="")
            print(f"   {row[3]:6.2f} {row[4]:8.2f} ({row[5]:4.2f}) ms")
            found[f"{name}, {bpm} bpm, tempo p99"], found[f"{name}, {bpm} bpm, place p99 ms"] = row[1], row[4]
    write_figures(given.json, found)


if __name__ == "__main__":
    main()
