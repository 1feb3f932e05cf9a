"""Piano rolls of Boulanger-Lewandowski et al. 2012: what every family of nets says of the test pieces, in nats a frame.

    python benchmarks/bl2012.py train --data FOLDER --set jsb --family gru-nade --seed 1
    python benchmarks/bl2012.py table --data FOLDER [--json FILE]

`--data` holds JSB_Chorales.mat, Nottingham.mat, MuseData.mat and Piano_midi.mat. A run keeps its weights, its log and
its scores in `--runs` (build/bl2012), can be stopped and goes on where it was. A: frames 2…T of every piece, divided by
their number; B: all frames, the first from a learned start. Settings were chosen on the validation parts only. The
table shows the mean of the seeds that were run, beside the published rows.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import torch
from figures import write_figures

from musegen_app.training.rolls.data import SETS, Rolls, load_rolls
from musegen_app.training.rolls.families import FAMILIES, begins_with, recipe
from musegen_app.training.rolls.log_z import Ais, check, key_logits
from musegen_app.training.rolls.loop import RollRun, some
from musegen_app.training.rolls.scoring import accuracy, score

# Test nats a frame for jsb, nottingham, muse, piano; the convention they follow. The rows of the recurrent nets are the
# lowest of the TCN paper (Bai et al. 2018) and Chung et al. 2014, all others of Boulanger-Lewandowski et al. 2012.
RNN_RBM = ("B", (6.27, 2.39, 6.01, 7.09))
RNN_NADE = ("B", (5.56, 2.31, 5.60, 7.05))
PUBLISHED: dict[str, tuple[str, tuple[float, ...]]] = {
    "rbm": ("B", (7.43, 5.25, 9.56, 10.17)),
    "elman": ("A", (8.91, 3.13, 6.23, 9.03)),
    "gru": ("A", (8.43, 3.23, 5.99, 8.82)),
    "lstm": ("A", (8.45, 3.20, 6.23, 9.03)),
    "gru-rbm": RNN_RBM,
    "lstm-rbm": RNN_RBM,
    "gru-nade": RNN_NADE,
    "lstm-nade": RNN_NADE,
    "tied": RNN_NADE,
}
SEEDS = (1, 2, 3)
DRAWN = 4_000  # frames that are drawn for the accuracy, each twenty times: the beginnings of all pieces
CAREFUL = (64, 1_000, 64)  # chains, temperatures and frames of the careful estimate of log Z


def train(data: Path, runs: Path, name: str, family: str, seed: int) -> None:
    """One run from wherever it stands to its scores, and first the run that it continues."""
    folder = runs / name / family / str(seed)
    if (folder / "scores.json").exists():
        return
    rolls = load_rolls(data, name)
    run = RollRun(recipe(family, name, seed), rolls, folder)
    earlier = begins_with(family)
    if earlier:
        train(data, runs, name, earlier, seed)
        run.begin_with(runs / name / earlier / str(seed) / "best.safetensors")
    run.train(lambda words: print(f"{name} {family} {seed}: {words}", flush=True))
    found = scores(run, rolls)
    (folder / "scores.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(f"{name} {family} {seed}: {found}", flush=True)


def scores(run: RollRun, rolls: Rolls) -> dict[str, float]:
    """Of the best net of a run. What a careful estimate of log Z adds to the cheap one is added to the nats."""
    torch.manual_seed(1)
    base = key_logits(rolls.train)
    joint = run.asked.net.head == "rbm"
    test = score(run.net, rolls.test, Ais(base))
    found = {"valid_b": run.progress.best, "test_a": test.a, "test_b": test.b}
    if joint:
        careful = check(run.net, rolls.test, Ais(base), Ais(base, *CAREFUL[:2]), CAREFUL[2])
        found |= {"correction": careful.correction, "gap": careful.gap}
        found |= {key: found[key] + careful.correction for key in ("test_a", "test_b")}
    right = accuracy(run.net, some(rolls.test, DRAWN), base)
    found |= {"accuracy": right.drawn, "accuracy_likely": right.likely}
    return found | {"seconds": run.seconds, "epochs": run.progress.best_epoch}


def table(runs: Path) -> dict[str, float]:
    """Print what was run, and what was not; the figures by name."""
    figures: dict[str, float] = {}
    missing = []
    print(HEAD)
    for place, name in enumerate(SETS):
        for family in FAMILIES:
            found = [json.loads(p.read_text("utf-8")) for p in sorted((runs / name / family).glob("*/scores.json"))]
            if len(found) < len(SEEDS):
                missing.append(f"{name} {family}: {len(found)}")
            if found:
                mean = {key: statistics.fmean(f[key] for f in found) for key in found[0]}
                print(_row(name, family, place, len(found), mean))
                figures |= {f"{name}_{family}_{key}": value for key, value in mean.items()}
                figures[f"{name}_{family}_seeds"] = float(len(found))
    if missing:
        print(f"\nNot the mean of {len(SEEDS)} seeds (seeds run): " + ", ".join(missing))
    return figures


HEAD = (
    f"{'set':11} {'family':10}{'seeds':>6}{'test A':>8}{'test B':>8}{'published':>12}{'better by':>11}"
    f"{'accuracy':>10}{'at 0.5':>8}{'AIS gap':>9}{'s / run':>9}"
)


def _row(name: str, family: str, place: int, seeds: int, mean: dict[str, float]) -> str:
    convention, rows = PUBLISHED[family]
    better = rows[place] - mean[f"test_{convention.lower()}"]
    gap = f"{mean['gap']:.3f}" if "gap" in mean else ""
    return (
        f"{name:11} {family:10}{seeds:6}{mean['test_a']:8.3f}{mean['test_b']:8.3f}{rows[place]:8.2f} ({convention})"
        f"{better:+11.2f}{mean['accuracy']:10.1%}{mean['accuracy_likely']:8.1%}{gap:>9}{mean['seconds']:9.0f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("train", "table"))
    parser.add_argument("--data", type=Path, help="the folder with the four .mat files")
    parser.add_argument("--runs", type=Path, default=Path("build/bl2012"))
    parser.add_argument("--set", choices=list(SETS), action="append", dest="sets")
    parser.add_argument("--family", choices=list(FAMILIES), action="append", dest="families")
    parser.add_argument("--seed", type=int, action="append", dest="seeds")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    if given.what == "train":
        if given.data is None:
            parser.error("say where the .mat files lie: --data FOLDER")
        for name in given.sets or SETS:
            for family in given.families or FAMILIES:
                for seed in given.seeds or SEEDS:
                    train(given.data, given.runs, name, family, seed)
    write_figures(given.json, table(given.runs))


if __name__ == "__main__":
    main()
