"""What each control does: the mean of what it steers over its range, what that costs, and how often a take breaks down.

    python benchmarks/steering_effects.py [--bundle folk-lstm] [--takes 200] [--bars 8] [--control NAME …]
                                          [--json FILE] [--sheet PNG]

Each point: `--takes` takes from nothing (rng seeds 0 …, the same for all points) in D major, 4/4, with all other
controls as a new song has them. `rho` is Spearman's rank correlation of value and mean; `range` is the distance of the
means at both ends in standard deviations of the takes at rest; `nats` what a note costs under the net as it is;
`mended` the share of takes in which a collapse was mended, `broken` of those that are one in the end (more than two
silent bars, or more than twelve times the same note). The sheet of plots needs matplotlib.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from figures import write_figures
from steering_measures import EFFECTS, Effect, Music

from musegen_app.base.paths import model_dirs
from musegen_app.bundles.catalog import find_bundle
from musegen_app.sampling.job import LoadedBundle
from musegen_app.sampling.loading import open_bundle
from musegen_app.sampling.messages import Hearing, Steering
from musegen_app.sampling.offline import begin_of, generate_batch
from musegen_app.sampling.steering.catalog import control, with_values
from musegen_app.sampling.take import Take
from musegen_app.score.keys import Key
from musegen_app.score.model import Score, Track
from musegen_app.score.time import TICKS_PER_QUARTER

TOGETHER = 50
COLUMNS = 4
KEY, BAR, BEAT = Key(2), 4.0, 1.0
MOST_EQUAL, MOST_SILENT = 12, 2


@dataclass(frozen=True)
class Point:
    """Takes with one value of a control: mean and standard deviation of what it steers, and what it costs."""

    value: float
    mean: float
    deviation: float
    nats: float
    mended: float
    broken: float


def takes(bundle: LoadedBundle, steering: Steering, count: int, bars: int) -> list[Take]:
    """From nothing; take k is the same for every point but for the steering."""
    track = Track("Drums", channel=9) if bundle.family.on_drums else Track("Melody")
    begin = begin_of(Score(tracks=(track,)), track.id, bars, steering, Hearing(key=KEY), 0)
    made: list[Take] = []
    for first in range(0, count, TOGETHER):
        made += generate_batch(bundle, replace(begin, rng_seed=first), min(TOGETHER, count - first))
    return made


def point(effect: Effect, value: float, made: Sequence[Take]) -> Point:
    music = [Music(take, BAR, BEAT, KEY) for take in made]
    found = np.array([effect.of(m) for m in music])
    nats = [-float(np.mean(t.logp)) for t in made if t.logp]
    return Point(
        value,
        float(np.nanmean(found)),
        float(np.nanstd(found)),
        float(np.mean(nats)) if nats else float("nan"),
        float(np.mean([bool(t.recovered) for t in made])),
        float(np.mean([broken(m) for m in music])),
    )


def broken(m: Music) -> bool:
    """Silent for more than two bars, or one pitch struck more than twelve times in a row (no fault of drums)."""
    end = m.take.end_tick / TICKS_PER_QUARTER
    heard = [m.take.start_tick / TICKS_PER_QUARTER, *(onset + length for onset, length, _ in m.line)]
    silent = max(b - a for a, b in zip(heard, [*(n[0] for n in m.line), end], strict=True))
    run = longest = 1
    for interval in m.intervals:
        run = run + 1 if interval == 0 else 1
        longest = max(longest, run)
    return silent > MOST_SILENT * m.bar or (longest > MOST_EQUAL and not m.is_drums)


def rank_correlation(points: Sequence[Point]) -> float:
    """Spearman's, of value and mean."""
    ranks = [np.argsort(np.argsort([getattr(p, what) for p in points])) for what in ("value", "mean")]
    return float(np.corrcoef(*ranks)[0, 1])


def spread(points: Sequence[Point], neutral: float) -> float:
    """From end to end, in standard deviations of the takes nearest to rest."""
    rest = min(points, key=lambda p: abs(p.value - neutral))
    distance = abs(points[-1].mean - points[0].mean)
    return distance / rest.deviation if rest.deviation else float("nan")


def measured(bundle: LoadedBundle, name: str, count: int, bars: int) -> list[Point]:
    effect = EFFECTS[name]
    steered = (with_values(Steering(), {**dict(effect.beside), name: value}) for value in effect.values)
    bars = max(bars, effect.bars)
    return [point(effect, v, takes(bundle, s, count, bars)) for v, s in zip(effect.values, steered, strict=True)]


def sheet(file: Path, found: dict[str, list[Point]]) -> None:
    """One picture with a plot for each control: what it steers with its standard deviation, and nats a note (grey)."""
    from matplotlib.figure import Figure

    rows = -(-len(found) // COLUMNS)
    figure = Figure(figsize=(3.1 * COLUMNS, 2.3 * rows), layout="constrained", dpi=70)
    plots = figure.subplots(rows, COLUMNS, squeeze=False).flatten()
    for axes, (name, points) in zip(plots, found.items(), strict=False):
        places = range(len(points))
        axes.errorbar(places, [p.mean for p in points], [p.deviation for p in points], marker="o", ms=3, capsize=2)
        axes.set_title(control(name).spec.label, fontsize=9)
        axes.set_ylabel(EFFECTS[name].what, fontsize=7)
        axes.set_xticks(list(places), [f"{p.value:.2g}" for p in points], fontsize=7)
        axes.tick_params(axis="y", labelsize=7)
        cost = axes.twinx()
        cost.plot(places, [p.nats for p in points], color="0.6", lw=1)
        cost.set_ylim(0, 4)
        cost.tick_params(axis="y", labelsize=6, colors="0.5")
    for axes in plots[len(found) :]:
        axes.set_visible(False)
    figure.savefig(str(file))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", default="folk-lstm")
    parser.add_argument("--takes", type=int, default=200)
    parser.add_argument("--bars", type=int, default=8)
    parser.add_argument("--control", nargs="*", default=[], choices=list(EFFECTS))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--sheet", type=Path)
    given = parser.parse_args()
    bundle = open_bundle(str(find_bundle(given.bundle, model_dirs()).path))
    names = given.control or [name for name in EFFECTS if name in bundle.family.controls]
    found: dict[str, dict[str, float]] = {}
    drawn: dict[str, list[Point]] = {}
    for name in names:
        points = measured(bundle, name, given.takes, given.bars)
        rho, range_ = rank_correlation(points), spread(points, control(name).spec.neutral)
        print(f"{name}: {EFFECTS[name].what}; rho {rho:.2f}, range {range_:.2f} sd")
        for p in points:
            print(
                f"  {p.value:6.2f}  mean {p.mean:7.3f}  sd {p.deviation:6.3f}  nats {p.nats:5.2f}"
                f"  mended {p.mended:.3f}  broken {p.broken:.3f}",
                flush=True,
            )
        found[name] = {"rho": rho, "range_sd": range_}
        for p in points:
            found[name] |= {
                f"{what} at {p.value:.3g}": getattr(p, what)
                for what in ("mean", "deviation", "nats", "mended", "broken")
            }
        drawn[name] = points
    if given.sheet:
        sheet(given.sheet, drawn)
    write_figures(given.json, found)


if __name__ == "__main__":
    main()
