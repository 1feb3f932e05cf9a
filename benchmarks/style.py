"""Does generated music look like the music it was learned from? (MODELS.md, benchmark 3)

`python benchmarks/style.py DATA CACHE models/folk-lstm [--takes 100] [--json OUT]` prints one table: every feature of
the bundle's takes and of two Markov baselines, against the real tunes and the spread of real against real.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from figures import write_figures
from style_features import ENDING, FORM, HISTOGRAMS, SCALARS, Features, features, vector
from style_takes import aabb, bundle_takes, markov_takes

from musegen_app.bundles.graphs import StepGraphs
from musegen_app.bundles.scoring import score
from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.sampling.collapse import ever_collapses
from musegen_app.training.corpus import load_corpus
from musegen_app.training.ngram import NGram, Shape, note_count, steps_of_sheet
from musegen_app.training.originality import RunIndex

Floats = npt.NDArray[np.float64]
BOOTSTRAPS = 200
RUN = 16


@dataclass(frozen=True)
class Row:
    """One feature: the real value, the floor of real against real, and each candidate's value and distance."""

    name: str
    real: float
    floor: float
    limit: float
    values: dict[str, float]
    distances: dict[str, float]

    def verdict(self, name: str) -> str:
        return "ok" if self.distances[name] <= self.limit else "-"


def kl(counts: Floats, reference: Floats) -> float:
    """Kullback-Leibler divergence of two histograms in nats, half a count added to each cell."""
    p, q = counts + 0.5, reference + 0.5
    p, q = p / p.sum(), q / q.sum()
    return float((p * np.log(p / q)).sum())


def histogram_row(
    name: str, real: Sequence[Features], groups: dict[str, list[Features]], rng: np.random.Generator
) -> Row:
    table = np.stack([f.histograms[name] for f in real])
    total = table.sum(axis=0)
    size = len(next(iter(groups.values())))
    draws = [rng.choice(len(real), size, replace=False) for _ in range(BOOTSTRAPS)]
    floors = [kl(part := table[d].sum(axis=0), total - part) for d in draws]
    distances = {g: kl(np.sum([f.histograms[name] for f in some], axis=0), total) for g, some in groups.items()}
    floor = float(np.median(floors))
    return Row(f"KL {name}", 0.0, floor, max(2 * floor, float(np.quantile(floors, 0.99))), distances, distances)


def scalar_row(name: str, real: Sequence[Features], groups: dict[str, list[Features]], rng: np.random.Generator) -> Row:
    """Means; the floor is how far the mean of as many real tunes is from the mean of all. Form may be off by .15."""
    values = np.array([f.scalars[name] for f in real])
    values = values[~np.isnan(values)]
    size = len(next(iter(groups.values())))
    mean = float(values.mean())
    floors = [abs(float(rng.choice(values, size).mean()) - mean) for _ in range(BOOTSTRAPS)]
    floor = float(np.median(floors))
    means = {g: float(np.nanmean([f.scalars[name] for f in some])) for g, some in groups.items()}
    limit = 0.15 if name in FORM else max(2 * floor, float(np.quantile(floors, 0.99)))
    distances = {g: abs(m - mean) for g, m in means.items()}
    if name == ENDING:  # more is no fault
        limit, distances = 0.10, {g: max(0.0, mean - m) for g, m in means.items()}
    return Row(name, mean, floor, limit, means, distances)


def auc(scores: Floats, labels: npt.NDArray[np.bool_]) -> float:
    """Area under the curve by ranks."""
    order = np.argsort(np.argsort(scores)) + 1.0
    positives = int(labels.sum())
    return float((order[labels].sum() - positives * (positives + 1) / 2) / (positives * (len(labels) - positives)))


def discriminator(real: Sequence[Features], made: Sequence[Features], families: Sequence[str]) -> float:
    """AUC of a logistic regression that tells takes from real tunes, five folds by family of the real tune."""
    rows = np.stack([vector(f) for f in (*real, *made)])
    labels = np.array([False] * len(real) + [True] * len(made))
    names = sorted(set(families))
    fold = np.array([names.index(f) % 5 for f in (*families, *families)])
    scores = np.zeros(len(rows))
    for k in range(5):
        train = fold != k
        mean, spread = rows[train].mean(axis=0), rows[train].std(axis=0) + 1e-6
        scaled = (rows - mean) / spread
        weights = _logistic(scaled[train], labels[train])
        scores[~train] = np.c_[scaled, np.ones(len(rows))][~train] @ weights
    return auc(scores, labels)


def _logistic(rows: Floats, labels: npt.NDArray[np.bool_], ridge: float = 3.0) -> Floats:
    """Weights (bias last) by Newton's method."""
    x = np.c_[rows, np.ones(len(rows))]
    weights = np.zeros(x.shape[1])
    penalty = ridge * np.eye(x.shape[1])
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (p - labels) + penalty @ weights
        curve = (x * (p * (1 - p))[:, None]).T @ x + penalty
        weights -= np.linalg.solve(curve, slope)
    return weights


def originality(index: RunIndex, tunes: Sequence[LeadSheet]) -> dict[str, float]:
    """Share of runs of 16 notes found in train, and the 90th percentile of the longest common run."""
    found = np.array([index.share_found(t.notes, RUN) for t in tunes]).sum(axis=0)
    longest = [index.longest_common(t.notes) for t in tunes]
    return {"share found": float(found[0] / max(1, found[1])), "longest p90": float(np.quantile(longest, 0.9))}


def collapses(tunes: Sequence[LeadSheet]) -> float:
    return float(np.mean([ever_collapses(t.notes, 0, t.length, t.bar) is not None for t in tunes]))


def tables(corpus: Sequence[LeadSheet], bundle: Path, count: int) -> dict[str, object]:
    """Everything that is printed."""
    rng = np.random.default_rng(1)
    train = [s for s in corpus if s.split == "train"]
    held_out = [s for s in corpus if s.split != "train" and s.key]
    picked = [held_out[i] for i in rng.choice(len(held_out), count, replace=False)]
    model = NGram([Shape(4)] * 3)
    model.fit([steps_of_sheet(s) for s in train])
    markov = markov_takes(model, picked)
    made, mended = bundle_takes(bundle, picked)
    plain, plain_mended = bundle_takes(bundle, picked, with_form=False)
    takes = {"net": made, "net, no form": plain, "Markov 3": markov, "Markov 3 AABB": [aabb(t) for t in markov]}
    real = [features(s) for s in corpus if s.key]
    groups = {name: [features(t) for t in some] for name, some in takes.items()}
    rows = [histogram_row(n, real, groups, rng) for n in HISTOGRAMS]
    rows += [scalar_row(n, real, groups, rng) for n in (*SCALARS, *FORM, ENDING)]
    index = RunIndex([s.notes for s in train])
    conditions = [features(s) for s in picked]
    families = [s.family for s in picked]
    valid = [s for s in corpus if s.split == "valid"]
    steps = [steps_of_sheet(s) for s in valid]
    nats = {"Markov 3": sum(map(model.nats, steps)) / note_count(steps)}
    graphs = StepGraphs(bundle)
    nats["net"] = score(valid, graphs).figures()["nats_per_note"]
    nats["net, no form"] = score(valid, graphs, told=False).figures()["nats_per_note"]
    return {
        "takes": count,
        "rows": rows,
        "auc": {name: discriminator(conditions, some, families) for name, some in groups.items()},
        "originality": {"real": originality(index, picked)}
        | {n: originality(index, some) for n, some in takes.items()},
        "collapsed": {"real": collapses(corpus)} | {name: collapses(some) for name, some in takes.items()},
        "mended": {"net": mended, "net, no form": plain_mended},
        "nats": nats,
    }


def show(result: dict[str, object]) -> None:
    """The tables, as text."""
    rows: list[Row] = result["rows"]  # type: ignore[assignment]
    names = list(rows[0].values)
    print(f"\n{result['takes']} takes; floor: median of real against real, limit: the goal (99 % band or 2 x floor)\n")
    print(f"{'':30}{'real':>8}{'floor':>8}{'limit':>8}" + "".join(f"{n:>18}" for n in names))
    for row in rows:
        cells = "".join(f"{row.values[n]:>14.3f} {row.verdict(n):<3}" for n in names)
        print(f"{row.name:30}{row.real:8.3f}{row.floor:8.3f}{row.limit:8.3f}{cells}")
    for name in ("auc", "originality", "collapsed", "mended", "nats"):
        print(f"\n{name}: {json.dumps(result[name], default=float)}")


def main() -> None:
    """Parse the command line and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--takes", type=int, default=100)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    result = tables(load_corpus(options.data, options.cache), options.bundle, options.takes)
    show(result)
    rows: list[Row] = result.pop("rows")  # type: ignore[assignment]
    table = {r.name: {"real": r.real, "floor": r.floor, "limit": r.limit, **r.values} for r in rows}
    write_figures(options.json, {**table, **result})


if __name__ == "__main__":
    main()
