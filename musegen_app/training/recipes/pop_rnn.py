"""`pop-rnn`: chords, lead, bridge and accompaniment from songs with beats, chords and keys beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from musegen_app.base.errors import SettingsError
from musegen_app.codecs.pop import Part, PopPiece
from musegen_app.training.config import RunConfig
from musegen_app.training.corpus import pop909
from musegen_app.training.corpus.prepare import FileReport, prepare
from musegen_app.training.export.pop_rnn import export
from musegen_app.training.families import FamilyKey, run_hashes, split_of
from musegen_app.training.pop_task import PopSettings, PopTask, settings_of
from musegen_app.training.recipes.catalog import Recipe
from musegen_app.training.run_folder import RunFolder
from musegen_app.training.task import Task


@dataclass(frozen=True)
class PopCorpus:
    """The pieces of each split ("train", "valid", "test"), what became of each file, and where arrays are kept."""

    pieces: dict[str, list[PopPiece]]
    reports: list[FileReport]
    cache: Path


def pop_corpus(folders: Sequence[Path], cache: Path, workers: int) -> PopCorpus:
    """All songs in and below the folders: a MIDI file of the tracks MELODY, BRIDGE and PIANO with its tables beside."""
    files = sorted(f for folder in folders for f in folder.rglob("*.mid") if f.with_name("beat_midi.txt").exists())
    if not files:
        raise SettingsError("There are no songs here as this recipe needs them: POP909's MIDI files with their tables.")
    reports = prepare(files, pop909.read, cache, workers, pop909.VERSION)
    songs = [[pop909.piece_of(v, r.title) for v in r.pieces] for r in reports]
    splits = split_of([_family(r, song) for r, song in zip(reports, songs, strict=True)])
    pieces: dict[str, list[PopPiece]] = {"train": [], "valid": [], "test": []}
    for song, (_, split) in zip(songs, splits, strict=True):
        pieces[split] += song
    return PopCorpus(pieces, reports, cache)


def _family(report: FileReport, song: list[PopPiece]) -> FamilyKey:
    runs = [r for piece in song for r in run_hashes(lead_of(piece))]
    return FamilyKey(report.source, report.title, report.composer, tuple(runs))


def lead_of(piece: PopPiece) -> list[tuple[int, int]]:
    """(onset, pitch) of the lead."""
    return sorted((n.start, n.pitch) for n in piece.notes if n.part == Part.LEAD)


def task(corpus: PopCorpus, settings: dict[str, Any]) -> Task:
    if not corpus.pieces["train"] or not corpus.pieces["valid"]:
        raise SettingsError("These are too few songs to hold any of them back: a few dozen are needed.")
    return PopTask(corpus.pieces["train"], corpus.pieces["valid"], settings_of(settings), corpus.cache)


def bundle(run: RunFolder, corpus: PopCorpus, out: Path) -> None:
    export(out, run, corpus.pieces, corpus.cache)


RECIPE = Recipe(
    "pop-rnn",
    pop_corpus,
    task,
    bundle,
    RunConfig(epochs=24, learning_rate=3e-3, weight_decay=0.02, warmup=0.02, average=0.998, bf16=True),
    asdict(PopSettings()),
    "Chords, lead, bridge and accompaniment on several tracks (pop codec, GRU).",
)
