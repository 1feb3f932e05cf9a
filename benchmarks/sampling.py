"""How fast every bundle writes: notes a second, how many times real time, alone and sixteen takes at once, and memory.

    python benchmarks/sampling.py [BUNDLE …] [--bars 8] [--rounds 3] [--notochord PYTHON] [--json FILE]

Each bundle in `models/` (or those named) writes from nothing in a process of its own: one take after the other, then
sixteen together, and again with six controls on (`steered`). `CPU s` is processor time, which others who use the
machine hardly change. `step` is one call of its writer (an event, a frame, a bar): median and 99th percentile in ms.
`memory` is what the process has more than one that only imported the program. PYTHON is an interpreter that has
Notochord (Shepardson et al. 2022; `pip install notochord` in an environment of its own): its untrained net of the
published size feeds and queries events in the same run, one thread like ours.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from figures import write_figures

from musegen_app.base.paths import model_dirs
from musegen_app.bundles.catalog import find_bundle, find_bundles

TOGETHER = 16
SIX = {"density": 0.4, "leaps": 0.3, "height": 0.2, "repetition": 0.5, "tension": -0.3, "scale_lock": 1.0}
NOTOCHORD = """
import json, time, torch
torch.set_num_threads(1)
from notochord import Notochord
net = Notochord(); net.eval(); net.reset()
feed, query = [], []
for i in range(220):
    a = time.perf_counter(); net.feed(1, 60 + i % 12, 0.1, 80)
    b = time.perf_counter(); net.query(); c = time.perf_counter()
    feed.append(b - a); query.append(c - b)
size = sum(p.numel() for p in net.parameters())
print(json.dumps({"feed": sorted(feed[20:])[100] * 1e3, "query": sorted(query[20:])[100] * 1e3, "weights": size}))
"""


def one_bundle(folder: str, bars: int, rounds: int) -> dict[str, float]:
    """Run in a process of its own."""
    before = _megabytes()
    from musegen_app.sampling.loading import open_bundle
    from musegen_app.sampling.messages import Hearing, Steering
    from musegen_app.sampling.offline import begin_of, generate_batch
    from musegen_app.score.model import Score, Track

    begun = time.perf_counter()
    bundle = open_bundle(folder)
    opened = time.perf_counter() - begun
    track = Track("Drums", channel=9) if bundle.family.on_drums else Track("Melody")
    song = Score(tracks=(track,))

    steered = Steering(**SIX)

    def takes(seed: int, count: int, steering: Steering | None = None) -> tuple[float, int]:
        begin = begin_of(song, track.id, bars, steering or Steering(), Hearing(), seed)
        start = time.perf_counter()
        made = generate_batch(bundle, begin, count)
        return time.perf_counter() - start, sum(len(t.notes) for t in made)

    takes(1_000, 1)
    single = [takes(seed, 1) for seed in range(max(4, 2 * rounds))]
    many, busy = zip(*(_timed(lambda s=seed: takes(s, TOGETHER)) for seed in range(rounds)), strict=True)
    _, busy_steered = zip(*(_timed(lambda s=seed: takes(s, TOGETHER, steered)) for seed in range(rounds)), strict=True)
    seconds, notes = float(np.median([s for s, _ in single])), sum(n for _, n in single)
    together = float(np.median([s for s, _ in many]))
    music = song.tempo.seconds(bars * song.meter.changes[0].bar_ticks)
    steps = _steps(bundle, begin_of(song, track.id, bars, Steering(), Hearing(), 7))
    return {
        "opened_s": opened,
        "step_ms": float(np.median(steps)) * 1e3,
        "step_p99_ms": float(np.quantile(steps, 0.99)) * 1e3,
        "take_s": seconds,
        "notes_per_s": notes / sum(s for s, _ in single),
        "times_real_time": music / seconds,
        "takes16_s": together,
        "takes16_notes_per_s": sum(n for _, n in many) / sum(s for s, _ in many),
        "takes16_over_one": together / seconds,
        "takes16_cpu_s": float(np.median(busy)),
        "takes16_steered_cpu_s": float(np.median(busy_steered)),
        "memory_MB": _megabytes() - before,
    }


def _timed(draw: Callable[[], tuple[float, int]]) -> tuple[tuple[float, int], float]:
    """What it returns, and the seconds of processor time it took."""
    begun = time.process_time()
    return draw(), time.process_time() - begun


def _steps(bundle: object, begin: object) -> list[float]:
    """Seconds of each step of one take."""
    from musegen_app.sampling.job import Job

    job, found = Job(begin, bundle), []  # type: ignore[arg-type]
    while not job.writer.complete:
        start = time.perf_counter()
        job.writer.advance()
        found.append(time.perf_counter() - start)
    return found


def _megabytes() -> float:
    """The most that was resident."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024


def in_own_process(folder: Path, bars: int, rounds: int) -> dict[str, float]:
    """The figures of one bundle; exits with the other process's words if it fails."""
    command = [sys.executable, __file__, "--alone", str(folder), "--bars", str(bars), "--rounds", str(rounds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1_800)
    if done.returncode:
        sys.exit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def show(found: dict[str, dict[str, float]]) -> None:
    heads = (
        "step ms",
        "p99",
        "one take s",
        "notes/s",
        "x real time",
        "16 takes s",
        "notes/s",
        "16 / 1",
        "CPU s",
        "steered",
        "MB",
    )
    names = ("step_ms", "step_p99_ms", "take_s", "notes_per_s", "times_real_time")
    more = (
        "takes16_s",
        "takes16_notes_per_s",
        "takes16_over_one",
        "takes16_cpu_s",
        "takes16_steered_cpu_s",
        "memory_MB",
    )
    print(f"{'':20}" + "".join(f"{h:>12}" for h in heads))
    for bundle, row in found.items():
        print(f"{bundle:20}" + "".join(f"{row[n]:12.2f}" for n in (*names, *more)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundles", nargs="*", metavar="BUNDLE")
    parser.add_argument("--bars", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--notochord", metavar="PYTHON", help="an interpreter that has Notochord")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--alone", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.alone:
        print(json.dumps(one_bundle(given.alone, given.bars, given.rounds)))
        return
    infos = [find_bundle(n, model_dirs()) for n in given.bundles] or find_bundles(model_dirs())
    found = {info.name: in_own_process(info.path, given.bars, given.rounds) for info in infos}
    show(found)
    if given.notochord:
        peer = subprocess.run([given.notochord, "-c", NOTOCHORD], capture_output=True, text=True, check=True)
        found["notochord"] = json.loads(peer.stdout.splitlines()[-1])
        print(
            "\nNotochord, {weights:.0f} weights: {feed:.2f} ms to feed, {query:.2f} ms to query".format(
                **found["notochord"]
            )
        )
    write_figures(given.json, found)


if __name__ == "__main__":
    main()
