"""How fast a pop bundle writes: notes per second of processor time, times real time, one take and sixteen.

    python benchmarks/pop.py BUNDLE [--bars 16] [--rounds 3]

From nothing, and to a melody of crotchets. Times are those of the process (a busy machine does not count), the best
of some rounds; the first round also opens the graphs and is left out.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from musegen_app.sampling.loading import open_bundle
from musegen_app.sampling.messages import Begin, Hearing, Operation, OperationKind, Steering
from musegen_app.sampling.offline import FAR, generate_batch
from musegen_app.score.model import Note, Score, Track

QUARTER = 960
SCALE = (72, 74, 76, 79, 77, 76, 74, 71)


def request(bars: int, melody: bool, rng_seed: int) -> Begin:
    notes = [Note(i * QUARTER, QUARTER, SCALE[i * 3 % 8]) for i in range(4 * bars)] if melody else []
    score = Score(tracks=(Track("Melody", id=1).with_notes(notes),))
    operation = Operation(OperationKind.ACCOMPANY, end_tick=4 * bars * QUARTER) if melody else Operation()
    return Begin(0, score, 1, 0, 0, bars, Steering(), Hearing(), rng_seed, FAR, operation=operation)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--bars", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    bundle = open_bundle(str(asked.bundle))
    generate_batch(bundle, request(2, False, 0), 1)
    for melody in (False, True):
        for count in (1, 16):
            best, notes = float("inf"), 0
            for _ in range(asked.rounds):
                begun = time.process_time()
                takes = generate_batch(bundle, request(asked.bars, melody, 1), count)
                best, notes = min(best, time.process_time() - begun), sum(len(t.notes) for t in takes)
            music = asked.bars * 4 * 0.5 * count  # seconds at 120
            what = "to a melody" if melody else "from nothing"
            print(
                f"{what}, {count:2} takes: {notes} notes in {best:.2f} s: {notes / best:.0f} a second, "
                f"{1000 * best / notes:.2f} ms a note, {music / best:.0f} times real time"
            )


if __name__ == "__main__":
    main()
