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
from musegen_app.training.rolls.families import FAMILIES, recipe
from musegen_app.training.rolls.loop import RollRun
from musegen_app.training.rolls.scoring import Ais, accuracy, key_logits, score

# Test nats a frame for jsb, nottingham, muse, piano; the convention they follow.
PUBLISHED: dict[str, tuple[str, tuple[float | None, ...]]] = {
    "rbm": ("B", (7.43, 5.25, 9.56, 10.17)),
    "elman": ("A", (8.91, 3.13, 6.23, 9.03)),
    "gru": ("A", (8.43, 3.23, 5.99, 8.82)),
    "lstm": ("A", (8.45, 3.20, 6.23, 9.03)),
    "elman-rbm": ("B", (6.27, 2.39, 6.01, 7.09)),
    "gru-nade": ("B", (5.56, 2.31, 5.60, 7.05)),
    "lstm-nade": ("B", (5.56, 2.31, 5.60, 7.05)),
    "tied": ("B", (5.56, 2.31, 5.60, 7.05)),
}


def train(data: Path, runs: Path, name: str, family: str, seed: int) -> dict[str, float]:
    """One run from wherever it stands to its scores."""
    rolls = load_rolls(data, name)
    run = RollRun(recipe(family, name, seed), rolls, runs / name / family / str(seed))
    run.train(lambda words: print(f"{name} {family} {seed}: {words}", flush=True))
    found = scores(run, rolls)
    (runs / name / family / str(seed) / "scores.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    return found


def scores(run: RollRun, rolls: Rolls) -> dict[str, float]:
    torch.manual_seed(1)
    ais = Ais(key_logits(rolls.train)) if run.asked.net.head == "rbm" else None
    valid, test = score(run.net, rolls.valid, ais), score(run.net, rolls.test, ais)
    return {
        "valid_a": valid.a,
        "valid_b": valid.b,
        "test_a": test.a,
        "test_b": test.b,
        "accuracy": accuracy(run.net, rolls.test),
        "seconds": run.seconds,
        "epochs": run.progress.best_epoch,
    }


def table(runs: Path) -> dict[str, float]:
    """Print what was run; the figures by name."""
    figures: dict[str, float] = {}
    print(
        f"{'set':12}{'family':12}{'seeds':>6}{'test A':>9}{'test B':>9}{'published':>14}{'accuracy':>10}{'s / run':>9}"
    )
    for place, name in enumerate(SETS):
        for family in FAMILIES:
            found = [json.loads(p.read_text("utf-8")) for p in sorted((runs / name / family).glob("*/scores.json"))]
            if not found:
                continue
            mean = {key: statistics.fmean(f[key] for f in found) for key in found[0]}
            convention, rows = PUBLISHED.get(family, ("", (None,) * len(SETS)))
            known = f"{rows[place]:.2f} ({convention})" if rows[place] is not None else ""
            print(
                f"{name:12}{family:12}{len(found):6}{mean['test_a']:9.3f}{mean['test_b']:9.3f}{known:>14}"
                f"{mean['accuracy']:10.1%}{mean['seconds']:9.0f}"
            )
            figures |= {f"{name}_{family}_{key}": value for key, value in mean.items()}
            figures[f"{name}_{family}_seeds"] = float(len(found))
    return figures


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
                for seed in given.seeds or (1, 2, 3):
                    train(given.data, given.runs, name, family, seed)
    write_figures(given.json, table(given.runs))


if __name__ == "__main__":
    main()
