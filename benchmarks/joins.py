"""How well an infill joins the note after it: bars of the example songs filled in, with and without the bridge.

`python benchmarks/joins.py models/folk-lstm [--json FILE]`. Every bar from the second to the fifteenth, eight takes
each; the width in semitones of the step from the last new note to the next one, against the songs' own steps.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from figures import asked, write_figures

from musegen_app import formats
from musegen_app.base.paths import songs_dir
from musegen_app.sampling import bridge
from musegen_app.sampling.job import LoadedBundle
from musegen_app.sampling.loading import open_bundle
from musegen_app.sampling.messages import Hearing, Operation, OperationKind, Steering
from musegen_app.sampling.offline import begin_of, generate_batch
from musegen_app.score.model import Score

BARS = range(1, 15)
TAKES = 8
WIDE = 7  # semitones: a fifth
NO_BRIDGE = 1000.0  # semitones that a walk may go at a step


def own_steps(score: Score) -> list[int]:
    """The widths of all steps of the melody."""
    return [abs(b.pitch - a.pitch) for a, b in pairwise(score.tracks[0].notes)]


def joins(bundle: LoadedBundle, score: Score, bar: int) -> list[int]:
    """The widths of the steps into the note after `bar`, for each take that fills it in."""
    track = score.tracks[0]
    start, end = score.meter.bar_start(bar), score.meter.bar_start(bar + 1)
    after = next((n.pitch for n in track.notes if n.start_tick >= end), None)
    if after is None:
        return []
    plain = begin_of(score, track.id, 1, Steering(), Hearing(), 3, start)
    takes = generate_batch(bundle, replace(plain, operation=Operation(OperationKind.INFILL, end)), TAKES)
    return [abs(take.notes[-1].pitch - after) for take in takes if take.notes]


def told(name: str, widths: list[int]) -> dict[str, float]:
    """Mean width and the share of wide ones, also printed."""
    mean, wide = float(np.mean(widths)), float(np.mean([w > WIDE for w in widths]))
    print(f"{name:<16} {len(widths):>5} steps, {mean:.2f} semitones on average, {wide:.1%} wider than a fifth")
    return {"count": len(widths), "mean": round(mean, 3), "wide": round(wide, 4)}


def main(arguments: Sequence[str]) -> None:
    """Print three lines."""
    (folder,), json_file = asked(__doc__, arguments, "BUNDLE")
    bundle, spread = open_bundle(str(folder)), bridge.SPREAD
    songs = [formats.read_any(path) for path in sorted(songs_dir().glob("*.abc"))]
    figures = {"songs": told("the songs", [w for song in songs for w in own_steps(song)])}
    for name, width in (("without bridge", NO_BRIDGE), ("with bridge", spread)):
        bridge.SPREAD = width
        figures[name] = told(name, [w for song in songs for bar in BARS for w in joins(bundle, song, bar)])
    write_figures(json_file, figures)


if __name__ == "__main__":
    main(sys.argv[1:])
