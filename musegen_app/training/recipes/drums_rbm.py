"""`drums-rbm`: a conditional RBM over bars of the Groove MIDI set."""

from __future__ import annotations

import functools
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from musegen_app.base.errors import SettingsError
from musegen_app.training.config import RunConfig
from musegen_app.training.corpus.groove import VERSION, read_performance
from musegen_app.training.corpus.prepare import prepare
from musegen_app.training.drums_task import DrumCorpus, DrumTask, taught_bars
from musegen_app.training.recipes.catalog import Recipe
from musegen_app.training.run_folder import RunFolder

TABLE = "info.csv"


def read_corpus(folders: Sequence[Path], cache: Path, workers: int) -> DrumCorpus:
    """All performances below the folders that their info.csv names. Raises SettingsError when there are none."""
    reports = []
    for table in sorted(p for folder in folders for p in folder.rglob(TABLE)):
        files = sorted(table.parent.rglob("*.mid"))
        reports += prepare(files, functools.partial(read_performance, table=table), cache, workers, VERSION)
    pieces: list[Any] = [piece for report in reports for piece in report.pieces]
    if not pieces:
        raise SettingsError("There are no drum performances with an info.csv in the folders that were given.")
    by_split = {split: [p for p in pieces if p[3] == split] for split in ("train", "valid", "test")}
    return DrumCorpus(
        {split: tuple(taught_bars(some)) for split, some in by_split.items()},
        tuple(reports),
        hashlib.sha256(json.dumps(pieces).encode()).hexdigest(),
        dict(Counter(p[3] for p in pieces)),
    )


def make_task(corpus: DrumCorpus, settings: dict[str, Any]) -> DrumTask:
    return DrumTask(corpus, settings)


def export(run: RunFolder, corpus: DrumCorpus, out: Path) -> None:
    """Write the bundle of a run's best net into `out`."""
    from musegen_app.training.export.drums_rbm import write_bundle

    write_bundle(run, corpus, out)


RECIPE = Recipe(
    name="drums-rbm",
    prepare=read_corpus,
    task=make_task,
    export=export,
    run=RunConfig(epochs=30, learning_rate=2e-3, weight_decay=0.05, clip=20.0, patience=20, average=0.99),
    settings={
        "units": 256,
        "touch": 96,
        "batch": 128,
        "cd_epochs": 4,  # epochs of CD-1 before the chains are kept
        "sweeps": 6,  # of the kept chains between two updates
        "judged": 120,  # validation bars, evenly taken
        "ais_steps": 60,
    },
    about="a conditional RBM over bars of a drum part",
)
