"""Does generated music look like real music?

`python benchmarks/style.py BUNDLE REFERENCE_FOLDER [--takes 100] [--bars 32] [--pieces 400] [--json OUT]` works for a
bundle of any codec and any folder of MIDI, ABC or projects. It prints one table: every feature of the bundle's takes
(from nothing, default settings, no ranking, rng seeds 0, 1, …) and of two Markov baselines, against the opening bars of
the reference pieces and against the spread of real against real. One half of the reference pieces teaches the
baselines; nats per note are those of the other half, and so are lengths and metres of the takes.

A bundle looks better on its own training pieces: give it a folder it has not learned from. The line "known" says how
many of the reference pieces its originality index recognises.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from figures import write_figures
from style_features import ENDING, FORM, HISTOGRAMS, SCALARS, Features, bars, collapses, features, repeats, vector
from style_markov import Markov, aabb
from style_pieces import Piece, reference, takes, with_repeats_joined

from musegen_app.bundles.fingerprints import drum_bars
from musegen_app.bundles.manifest import read_manifest
from musegen_app.bundles.originality import OriginalityIndex
from musegen_app.sampling.loading import open_bundle
from musegen_app.session.measuring import measure

Floats = npt.NDArray[np.float64]
BOOTSTRAPS = 200
RUN = 24  # notes in one passage by which a reference piece counts as known
FOLDS = 5


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


def kl(counts: Floats, other: Floats) -> float:
    """Kullback-Leibler divergence of two histograms in nats, half a count added to each cell."""
    p, q = counts + 0.5, other + 0.5
    p, q = p / p.sum(), q / q.sum()
    return float((p * np.log(p / q)).sum())


def histogram_row(
    name: str, real: Sequence[Features], groups: dict[str, list[Features]], rng: np.random.Generator
) -> Row:
    table = np.stack([f.histograms[name] for f in real])
    total = table.sum(axis=0)
    size = min(len(next(iter(groups.values()))), len(real) // 2)
    draws = [rng.choice(len(real), size, replace=False) for _ in range(BOOTSTRAPS)]
    floors = [kl(part := table[d].sum(axis=0), total - part) for d in draws]
    distances = {g: kl(np.sum([f.histograms[name] for f in some], axis=0), total) for g, some in groups.items()}
    floor = float(np.median(floors))
    return Row(f"KL {name}", 0.0, floor, max(2 * floor, float(np.quantile(floors, 0.99))), distances, distances)


def scalar_row(
    name: str, real: Sequence[Features], groups: dict[str, list[Features]], rng: np.random.Generator
) -> Row | None:
    """Means; the floor is how far the mean of as many real pieces is from the mean of all. Form may be off by .15."""
    values = np.array([f.scalars[name] for f in real])
    values = values[~np.isnan(values)]
    if not len(values):
        return None
    size = len(next(iter(groups.values())))
    mean = float(values.mean())
    floors = [abs(float(rng.choice(values, size).mean()) - mean) for _ in range(BOOTSTRAPS)]
    floor = float(np.median(floors))
    means = {g: _mean([f.scalars[name] for f in some]) for g, some in groups.items()}
    limit = 0.15 if name in FORM else max(2 * floor, float(np.quantile(floors, 0.99)))
    distances = {g: abs(m - mean) for g, m in means.items()}
    if name == ENDING:  # more is no fault
        limit, distances = 0.10, {g: max(0.0, mean - m) for g, m in means.items()}
    return Row(name, mean, floor, limit, means, distances)


def _mean(values: Sequence[float]) -> float:
    there = [v for v in values if not np.isnan(v)]
    return float(np.mean(there)) if there else float("nan")


def auc(scores: Floats, labels: npt.NDArray[np.bool_]) -> float:
    """Area under the curve by ranks."""
    order = np.argsort(np.argsort(scores)) + 1.0
    positives = int(labels.sum())
    return float((order[labels].sum() - positives * (positives + 1) / 2) / (positives * (len(labels) - positives)))


def discriminator(real: Sequence[Features], made: Sequence[Features]) -> float:
    """AUC of a logistic regression that tells takes from the pieces they took metre and length from; five folds, a
    piece and its take in the same one."""
    rows = np.stack([vector(f) for f in (*real, *made)])
    labels = np.array([False] * len(real) + [True] * len(made))
    fold = np.array([i % FOLDS for i in range(len(real))] + [i % FOLDS for i in range(len(made))])
    scores = np.zeros(len(rows))
    for k in range(FOLDS):
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


def originality(index: OriginalityIndex | None, pieces: Sequence[Piece], drums: bool) -> dict[str, float]:
    """Share of pieces with a passage of the training set in their highest or lowest line, and how long the longest one
    of each is (90th percentile, notes; bars for drums)."""
    if index is None:
        return {}
    longest = [shared(index, piece, drums) for piece in pieces]
    return {
        "share with a passage": float(np.mean([n > 0 for n in longest])),
        "longest p90": float(np.quantile(longest, 0.9)),
    }


def shared(index: OriginalityIndex, piece: Piece, drums: bool) -> int:
    """Length of the longest passage, 0 for none."""
    if drums:
        found = index.drum_passages(drum_bars([(a - piece.pickup, p) for a, _, p in piece.notes], piece.bar))
    else:
        found = (*index.passages(piece.line()), *index.passages(piece.line(highest=False)))
    return max((p.end - p.start for p in found), default=0)


def tables(bundle: Path, folder: Path, count: int, length: int, most: int, joined: bool) -> dict[str, object]:
    """Everything that is printed."""
    rng = np.random.default_rng(1)
    manifest = read_manifest(bundle)
    drums = manifest.codec == "drums"
    pieces = reference(folder, most, length, drums, joined)
    if len(pieces) < 2 * FOLDS:
        sys.exit(f"{folder.name} holds {len(pieces)} pieces that can be compared; at least {2 * FOLDS} are needed.")
    taught, held = pieces[::2], pieces[1::2]
    like = [held[i % len(held)] for i in range(count)]
    model = Markov(taught)
    markov = [model.take(p, i) for i, p in enumerate(like)]
    made, mended = takes(open_bundle(str(bundle)), like, drums, _say)
    made = [with_repeats_joined(t) for t in made] if joined else made
    all_takes = {"net": made, "Markov 3": markov, "Markov 3 AABB": [aabb(t) for t in markov]}
    real = [features(p) for p in pieces]
    groups = {name: [features(t) for t in some] for name, some in all_takes.items()}
    rows = [histogram_row(n, real, groups, rng) for n in HISTOGRAMS]
    rows += [r for n in (*SCALARS, *FORM, ENDING) if (r := scalar_row(n, real, groups, rng)) is not None]
    index = OriginalityIndex.load(bundle, manifest)
    most_repeats = int(np.quantile([repeats(bars(p)) for p in pieces], 0.995)) + 3
    conditions = [features(p) for p in like]
    figures = measure(bundle, [p.file for p in held if p.file is not None], told=False).figures
    return {
        "takes": count,
        "pieces": len(pieces),
        "rows": rows,
        "auc": {name: discriminator(conditions, some) for name, some in groups.items()},
        "originality": {"real": originality(index, pieces, drums)}
        | {n: originality(index, some, drums) for n, some in all_takes.items()},
        "known": sum(shared(index, p, drums) >= RUN for p in pieces) if index is not None and not drums else None,
        "collapsed": {
            n: float(np.mean([collapses(p, most_repeats) for p in some]))
            for n, some in {"real": pieces, **all_takes}.items()
        },
        "mended": mended,
        "nats per note": {
            "net": figures["nats_per_note"],
            "Markov 3": sum(map(model.nats, held)) / sum(len(p.notes) for p in held),
        },
    }


def _say(done: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} takes", end="", file=sys.stderr, flush=True)


def show(result: dict[str, object]) -> None:
    """The tables, as text."""
    rows: list[Row] = result["rows"]  # type: ignore[assignment]
    names = list(rows[0].values)
    print(f"\n{result['takes']} takes beside {result['pieces']} pieces; floor: median of real against real,")
    print("limit: the goal (99 % band or 2 x floor)\n")
    print(f"{'':30}{'real':>8}{'floor':>8}{'limit':>8}" + "".join(f"{n:>18}" for n in names))
    for row in rows:
        cells = "".join(f"{row.values[n]:>14.3f} {row.verdict(n):<3}" for n in names)
        print(f"{row.name:30}{row.real:8.3f}{row.floor:8.3f}{row.limit:8.3f}{cells}")
    for name in ("auc", "originality", "known", "collapsed", "mended", "nats per note"):
        print(f"\n{name}: {json.dumps(result[name], default=float)}")


def main() -> None:
    """Parse the command line and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", type=Path, metavar="BUNDLE")
    parser.add_argument("reference", type=Path, metavar="REFERENCE_FOLDER")
    parser.add_argument("--takes", type=int, default=100)
    parser.add_argument("--bars", type=int, default=32, help="of each piece and take, at most")
    parser.add_argument("--pieces", type=int, default=400, help="of the reference, at most")
    parser.add_argument("--join-repeats", action="store_true", help="repeated notes as one: some sets do not tell")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    result = tables(
        options.bundle, options.reference, options.takes, options.bars, options.pieces, options.join_repeats
    )
    show(result)
    rows: list[Row] = result.pop("rows")  # type: ignore[assignment]
    table = {r.name: {"real": r.real, "floor": r.floor, "limit": r.limit, **r.values} for r in rows}
    write_figures(options.json, {**table, **result})


if __name__ == "__main__":
    main()
