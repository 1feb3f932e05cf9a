"""`chorale-rnn-rbm`: four voices on sixteenths; a GRU with a NADE, and with a softmax RBM over the same past."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from musegen_app.base.errors import SettingsError
from musegen_app.training.config import RunConfig
from musegen_app.training.corpus.chorale_corpus import ChoraleCorpus, chorale_corpus
from musegen_app.training.export.chorale_rnn_rbm import export
from musegen_app.training.recipes.catalog import Recipe
from musegen_app.training.recipes.chorale_batches import Example
from musegen_app.training.recipes.chorale_rbm_task import ChoraleRbmTask
from musegen_app.training.recipes.chorale_task import ChoraleTask, trained
from musegen_app.training.run_folder import RunFolder
from musegen_app.training.task import Task

MACHINE = "rbm"
SETTINGS: dict[str, Any] = {
    "embedding": 192,
    "hidden": 288,
    "lane": 64,
    "head": 160,
    "dropout": 0.25,
    "begin_with": "",  # weights to start from
    "js_fake": True,  # else only the chorales of Bach, as for the benchmark without
    "jsb_weight": 2.0,
    "batches": 65,  # in an epoch
    "windows": 12,  # in a batch
    "steps": 128,  # in a window
    "lanes": 0.3,  # share of the windows with a constraint lane
}


def prepare(folders: Sequence[Path], cache: Path, workers: int) -> ChoraleCorpus:
    """Reading takes seconds: nothing is kept."""
    return chorale_corpus(folders)


def task(corpus: ChoraleCorpus, settings: dict[str, Any]) -> Task:
    """The twin: everything but the machine."""
    return ChoraleTask([Example.of(p) for p in corpus.pieces], settings)


def machine_task(corpus: ChoraleCorpus, settings: dict[str, Any]) -> Task:
    """The machine, over the past of the trained twin."""
    if corpus.run is None:
        raise SettingsError("The machine learns on top of a trained net: train the whole recipe.")
    twin, sizes = trained(RunFolder(corpus.run))
    batches = ChoraleTask([Example.of(p) for p in corpus.pieces], {**sizes, **settings})
    return ChoraleRbmTask(batches, twin, settings)


def bundle(run: RunFolder, corpus: ChoraleCorpus, out: Path) -> None:
    """With the machine where it was trained."""
    run.keep_data(corpus.data_sets())
    machine = RunFolder(run.path / MACHINE)
    export(out, run, machine if (machine.path / "best.safetensors").exists() else None, corpus)


RECIPE = Recipe(
    "chorale-rnn-rbm",
    prepare,
    task,
    bundle,
    RunConfig(epochs=40, learning_rate=2e-3, weight_decay=0.03, average=0.998, patience=20),
    SETTINGS,
    "Four voices on sixteenths (satb16 codec, GRU with NADE and RBM).",
    parts=(
        Recipe(
            MACHINE,
            prepare,
            machine_task,
            bundle,
            RunConfig(epochs=8, learning_rate=1e-3, weight_decay=1e-4, average=0.99, patience=8),
            {"batches": 40, "windows": 12, "steps": 128, "lanes": 0.4, "jsb_weight": 2.0, "sweeps": (0, 5, 25)},
            "The softmax RBM of the chorale net.",
        ),
    ),
)
