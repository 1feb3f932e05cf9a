"""Tunes for nets over `lead` events: from the folk sets, where they are, and from any other folder of files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.training.corpus.load import load_folders
from musegen_app.training.corpus.prepare import FileReport
from musegen_app.training.corpus.raw import FileReport as TuneReport


@dataclass(frozen=True)
class LeadCorpus:
    """All usable tunes with family and split, and what became of every file."""

    sheets: tuple[LeadSheet, ...]
    reports: tuple[FileReport, ...]


def lead_corpus(folders: Sequence[Path], cache: Path, workers: int) -> LeadCorpus:
    """`folders`: sets, or folders with sets in them. Raises MuseGenError when nothing is found."""
    sheets, told = load_folders(folders, cache, workers)
    return LeadCorpus(tuple(sheets), tuple(_report(r) for r in told))


def _report(tune: TuneReport) -> FileReport:
    why = "; ".join(tune.why)
    pieces = (tune.name,) if tune.bars_used else ()
    refused = ((why, tune.bars_refused),) if why else ()
    return FileReport(tune.source, tune.name, "", pieces, tune.bars_used, refused, tune.name)
