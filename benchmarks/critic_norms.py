"""What the critic takes for usual (`sampling/critic_norms.py`): measured on held-out pieces and on takes.

    python benchmarks/critic_norms.py BUNDLE FOLDER [--takes 40] [--pieces 80] [--json FILE]

FOLDER holds held-out pieces (benchmarks/held_out.py; the valid split, for norms are choices). Bars 9 to 16 of each
are judged as if they were a take after the first eight. Takes: 8 bars from nothing, default settings. Printed: nats
per note between which nine in ten takes lie; how much of a bar comes again and how many rhythms do in all but the
loosest tenth of pieces; faults per note of all pieces together; and what the critic says of both as it stands.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from figures import write_figures

from musegen_app.base.errors import MuseGenError
from musegen_app.formats.catalog import read_any
from musegen_app.sampling.critic_form import form, returning, rhymes
from musegen_app.sampling.critic_music import Music, music_of
from musegen_app.sampling.critic_norms import norms_of
from musegen_app.sampling.critic_rules import faults, rules
from musegen_app.sampling.critic_surprise import probability
from musegen_app.sampling.job import LoadedBundle
from musegen_app.sampling.loading import open_bundle
from musegen_app.sampling.messages import Hearing, Part, Steering
from musegen_app.sampling.offline import begin_of, generate_batch
from musegen_app.sampling.take import Take
from musegen_app.score.model import Score, Track
from musegen_app.session.measuring import music_files

BARS = 8
BATCH = 8


def opening(score: Score) -> Music | None:
    """Bars 9 to 16 of a piece; None where they hold hardly anything."""
    start, end = score.meter.bar_start(BARS), score.meter.bar_start(2 * BARS)
    rows = [(n, place) for place, t in enumerate(score.tracks) for n in t.notes if start <= n.start_tick < end]
    if len(rows) < BARS or score.end_tick < end:
        return None
    rows.sort(key=lambda row: row[0].start_tick)
    parts = tuple(Part(t.name, t.id, t.program, t.is_drums) for t in score.tracks)
    take = Take("", 0, parts[0].track_id, start, end, end, tuple(n for n, _ in rows), parts=parts,
                part_of=tuple(p for _, p in rows), track_ids=tuple(p.track_id for p in parts), done=True)  # fmt: skip
    return music_of(take, score)


def pieces(folder: Path, most: int) -> list[Music]:
    found: list[Music] = []
    for file in music_files([folder]):
        try:
            music = opening(read_any(file))
        except MuseGenError as problem:
            print(f"left out: {problem}")
            continue
        found += [music] if music is not None else []
        if len(found) == most:
            break
    return found


def takes(bundle: LoadedBundle, count: int) -> list[Music]:
    drums = bundle.family.on_drums
    blank = Score(tracks=(Track("Drums", channel=9) if drums else Track("Melody"),))
    made: list[Music] = []
    for seed in range(-(-count // BATCH)):
        begin = begin_of(blank, blank.tracks[0].id, BARS, Steering(), Hearing(), seed)
        made += [music_of(take, blank) for take in generate_batch(bundle, replace(begin, with_chords=False), BATCH)]
    return made[:count]


def measured(real: Sequence[Music], made: Sequence[Music]) -> dict[str, float]:
    nats = [float(np.mean(m.nats)) for m in made if m.nats]
    low, high = np.quantile(nats, [0.05, 0.95])
    return {
        "surprise_low": float(low),
        "surprise_high": float(high),
        "returns": quantile(returning, real),
        "returns_of_takes": quantile(returning, made),
        "rhymes": quantile(rhymes, real),
        "rhymes_of_takes": quantile(rhymes, made),
        "faults": fault_rate(real),
        "faults_of_takes": fault_rate(made),
    }


def quantile(measure: object, some: Sequence[Music]) -> float:
    assert callable(measure)
    return float(np.quantile([measure(m) for m in some], 0.1)) if some else float("nan")


def fault_rate(some: Sequence[Music]) -> float:
    return sum(sum(faults(m).values()) for m in some) / max(1, sum(m.notes for m in some))


def marks(some: Sequence[Music], codec: str) -> dict[str, float]:
    norms = norms_of(codec)
    rows = [(probability(m, norms).value, form(m, norms).value, rules(m, norms).value) for m in some]
    columns = zip(("probability", "form", "rules"), zip(*rows, strict=True), strict=True)
    return {name: float(np.mean([v for v in some if v is not None] or [np.nan])) for name, some in columns}


def arguments() -> Namespace:
    parser = ArgumentParser(description="What is usual for the critic?")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--takes", type=int, default=40)
    parser.add_argument("--pieces", type=int, default=80)
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def main() -> None:
    options = arguments()
    bundle = open_bundle(str(options.bundle))
    made, real = takes(bundle, options.takes), pieces(options.folder, options.pieces)
    figures = measured(real, made)
    print(f"{len(real)} pieces, {len(made)} takes")
    for name, value in figures.items():
        print(f"{name:20}{value:8.3f}")
    for name, some in (("real", real), ("takes", made)):
        told = marks(some, bundle.family.codec)
        print(f"{name:8}" + "  ".join(f"{part} {value:.1f}" for part, value in told.items()))
        figures |= {f"{name}_{part}": value for part, value in told.items()}
    write_figures(options.json, figures)


if __name__ == "__main__":
    sys.exit(main())
