"""`folk-lstm`: one melody line with chord symbols, from the folk sets or from files of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from musegen_app.training.attribution import data_sets
from musegen_app.training.chords import ChordSettings, ChordTask
from musegen_app.training.config import RunConfig
from musegen_app.training.corpus.lead_corpus import LeadCorpus, lead_corpus
from musegen_app.training.export.folk_lstm import export
from musegen_app.training.lead_settings import LeadSettings
from musegen_app.training.lead_task import LeadTask
from musegen_app.training.recipes.catalog import Recipe
from musegen_app.training.run_folder import RunFolder
from musegen_app.training.task import Task

CHORDS = "chords"


def task(corpus: LeadCorpus, settings: dict[str, Any]) -> Task:
    """The melody net."""
    return LeadTask(corpus.sheets, LeadSettings.of(settings))


def chord_task(corpus: LeadCorpus, settings: dict[str, Any]) -> Task | None:
    """The chords net; None where too few tunes have chords."""
    found = ChordTask(corpus.sheets, ChordSettings(**settings))
    return found if len(found.train) >= _FEWEST_WITH_CHORDS and found.valid else None


_FEWEST_WITH_CHORDS = 50


def bundle(run: RunFolder, corpus: LeadCorpus, out: Path) -> None:
    """The chords go in when they were trained."""
    run.keep_data(data_sets(corpus.sheets))
    chords = run.path / CHORDS
    export(out, run.path, chords if (chords / "best.safetensors").exists() else None, corpus.sheets)


def prepare(folders: Sequence[Path], cache: Path, workers: int) -> LeadCorpus:
    return lead_corpus(folders, cache, workers)


RECIPE = Recipe(
    "folk-lstm",
    prepare,
    task,
    bundle,
    RunConfig(epochs=34, learning_rate=2e-3, weight_decay=0.02, bf16=True),
    asdict(LeadSettings()),
    "One melody line with chord symbols (lead codec, LSTM).",
    parts=(
        Recipe(
            CHORDS,
            prepare,
            chord_task,
            bundle,
            RunConfig(epochs=16, learning_rate=3e-3, weight_decay=0.05, patience=16),
            asdict(ChordSettings()),
        ),
    ),
)
