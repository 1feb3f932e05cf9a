"""`piano-lstm`: expressive piano music from the two piano sets, or from a folder of one's own MIDI files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from musegen_app.base.errors import SettingsError
from musegen_app.training.config import RunConfig
from musegen_app.training.corpus.piano import PianoPiece, piano_pieces
from musegen_app.training.corpus.prepare import FileReport
from musegen_app.training.export.piano_lstm import export
from musegen_app.training.piano_examples import examples_of
from musegen_app.training.piano_task import PianoSettings, PianoTask, settings_of
from musegen_app.training.recipes.catalog import Recipe
from musegen_app.training.run_folder import RunFolder
from musegen_app.training.task import Task


@dataclass(frozen=True)
class PianoCorpus:
    """The pieces, what became of each file, and where finished arrays are kept."""

    pieces: list[PianoPiece]
    reports: list[FileReport]
    cache: Path


def prepare(folders: Sequence[Path], cache: Path, workers: int) -> PianoCorpus:
    cache.mkdir(parents=True, exist_ok=True)
    return PianoCorpus(*piano_pieces(folders, cache, workers), cache)


def task(corpus: PianoCorpus, settings: dict[str, Any]) -> Task:
    examples = list(zip(examples_of(corpus.pieces, corpus.cache), corpus.pieces, strict=True))
    train, valid = ([e for e, p in examples if p.split == split] for split in ("train", "valid"))
    if not train or not valid:
        raise SettingsError("These are too few pieces to hold any of them back: a few dozen are needed.")
    return PianoTask(train, valid, settings_of(settings))


def bundle(run: RunFolder, corpus: PianoCorpus, out: Path) -> None:
    export(out, run, corpus.pieces)


RECIPE = Recipe(
    "piano-lstm",
    prepare,
    task,
    bundle,
    RunConfig(epochs=10, learning_rate=3e-3, weight_decay=0.01, warmup=0.01, average=0.998, bf16=True),
    asdict(PianoSettings()),
    "Expressive piano music with styles that can be mixed (perf codec, LSTM).",
)
