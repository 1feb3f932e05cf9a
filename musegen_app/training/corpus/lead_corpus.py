"""Tunes for nets over `lead` events: from the folk sets, where they are, and from any other folder of files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from musegen_app.base.errors import MuseGenError
from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.training.corpus.load import has_sets, load_folders
from musegen_app.training.corpus.own_files import own_sheets
from musegen_app.training.corpus.prepare import FileReport
from musegen_app.training.corpus.raw import FileReport as TuneReport
from musegen_app.training.families import with_families

FEWEST = 6  # families: with fewer there is nothing to judge a net by


@dataclass(frozen=True)
class LeadCorpus:
    """All usable tunes with family and split, and what became of every file."""

    sheets: tuple[LeadSheet, ...]
    reports: tuple[FileReport, ...]


def lead_corpus(folders: Sequence[Path], cache: Path, workers: int) -> LeadCorpus:
    """`folders`: sets, folders with sets in them, or any folders with music. Raises MuseGenError when nothing, or too
    little, can be learned from them."""
    known = [f for f in folders if has_sets(f)]
    sheets, told = load_folders(known, cache, workers) if known else ([], [])
    reports = [_report(r) for r in told]
    own: list[LeadSheet] = []
    for folder in folders:
        if folder not in known:
            some, some_reports = own_sheets(folder, cache, workers)
            own, reports = own + some, reports + some_reports
    if own:
        sheets = with_held_out(with_families([*sheets, *own]))
    _check(sheets, reports, folders)
    return LeadCorpus(tuple(sheets), tuple(reports))


def with_held_out(sheets: Sequence[LeadSheet]) -> list[LeadSheet]:
    """The sheets with at least a valid and a test family, where there are enough: in a small collection the draw may
    leave one empty."""
    out = list(sheets)
    for split in ("valid", "test"):
        families = sorted({s.family for s in out if s.split == "train"})
        if not any(s.split == split for s in out) and len(families) >= FEWEST:
            smallest = min(families, key=lambda f: (sum(s.family == f for s in out), f))
            out = [replace(s, split=split) if s.family == smallest else s for s in out]
    return out


def _check(sheets: Sequence[LeadSheet], reports: Sequence[FileReport], folders: Sequence[Path]) -> None:
    where = ", ".join(str(f) for f in folders)
    if not reports:
        raise MuseGenError(f"There is no music in {where}: MIDI, ABC, MusicXML and kern files can be learned from.")
    splits = {s.split for s in sheets}
    if splits >= {"train", "valid", "test"}:
        return
    families = len({s.family for s in sheets})
    reasons = Counter(reason for r in reports for reason, _ in r.refused).most_common(2)
    why = "".join(f"; {count} × {reason}" for reason, count in reasons)
    raise MuseGenError(
        f"The {len(reports)} files in {where} give {len(sheets)} melodies of {families} different tunes, "
        f"and at least {FEWEST + 1} tunes are needed{why}."
    )


def _report(tune: TuneReport) -> FileReport:
    why = "; ".join(tune.why)
    pieces = (tune.name,) if tune.bars_used else ()
    refused = ((why, tune.bars_refused),) if why else ()
    return FileReport(tune.source, tune.name, "", pieces, tune.bars_used, refused, tune.name)
