"""`abc-char`: a small LSTM over the characters of Nottingham's ABC books."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from musegen_app.base.errors import SettingsError
from musegen_app.training.abc_task import AbcCorpus, AbcTask
from musegen_app.training.config import RunConfig
from musegen_app.training.corpus.abc_texts import AbcTune, books, tunes_of
from musegen_app.training.corpus.prepare import FileReport, prepare
from musegen_app.training.families import FamilyKey, run_hashes, split_of
from musegen_app.training.recipes.catalog import Recipe
from musegen_app.training.run_folder import RunFolder

SOURCE = "nottingham_folk"
VERSION = "2"  # of what `read_book` makes
Piece = tuple[str, str, str, list[list[int]], int]  # name, title, text, notes, bars


def read_book(path: Path) -> FileReport:
    """The tunes of one ABC book as JSON values."""
    found = list(tunes_of(path))
    tunes = [t for t in found if isinstance(t, AbcTune)]
    refused = tuple((t, 0) for t in found if isinstance(t, str))
    pieces = tuple((t.name, t.title, t.text, t.notes, t.bars) for t in tunes)
    return FileReport(SOURCE, path.stem, "", pieces, sum(t.bars for t in tunes), refused)


def read_corpus(folders: Sequence[Path], cache: Path, workers: int) -> AbcCorpus:
    """All ABC tunes below the folders, split by tune family. Raises SettingsError when there are none."""
    reports = prepare(books(folders), read_book, cache, workers, VERSION)
    pieces: list[Piece] = [piece for report in reports for piece in report.pieces]
    if not pieces:
        raise SettingsError("There are no ABC tunes in the folders that were given.")
    keys = [
        FamilyKey(SOURCE, title, "", run_hashes([(start, pitch) for start, pitch in notes]))
        for _, title, _, notes, _ in pieces
    ]
    splits = [split for _, split in split_of(keys)]
    texts = {
        split: tuple(piece[2] for piece, where in zip(pieces, splits, strict=True) if where == split)
        for split in ("train", "valid", "test")
    }
    digest = hashlib.sha256(json.dumps([piece[2] for piece in pieces]).encode()).hexdigest()
    titles = tuple(piece[1] for piece, where in zip(pieces, splits, strict=True) if where == "train")
    return AbcCorpus(texts, titles, source_of(folders), tuple(reports), digest)


def source_of(folders: Sequence[Path]) -> str:
    """The name of the set, or of the first folder where that is another one."""
    known = any((path / SOURCE).is_dir() or SOURCE in path.resolve().parts for path in folders)
    return SOURCE if known else folders[0].resolve().name


def make_task(corpus: AbcCorpus, settings: dict[str, Any]) -> AbcTask:
    return AbcTask(corpus, settings)


def export(run: RunFolder, corpus: AbcCorpus, out: Path) -> None:
    """Write the bundle of a run's best net into `out`."""
    from musegen_app.training.export.abc_char import write_bundle

    write_bundle(run, corpus, out)


RECIPE = Recipe(
    name="abc-char",
    prepare=read_corpus,
    task=make_task,
    export=export,
    run=RunConfig(
        epochs=18,
        learning_rate=3e-3,
        weight_decay=0.02,
        warmup=0.02,
        patience=10,
        average=0.99,
        bf16=True,
    ),
    settings={
        "embedding": 160,
        "hidden": 256,
        "layers": 2,
        "head": 128,
        "dropout": 0.3,
        "batch_chars": 4000,  # padded characters in a batch
        "transpose": 0.6,  # share of the tunes that are heard in a key drawn from those of their mode
        "eighths": 0.15,  # share of the tunes whose quarters are counted in eighths
        "plain": False,  # the net sees the last two characters only
    },
    about="a character LSTM over ABC text",
)
