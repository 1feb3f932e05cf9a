"""Reads the piano sets: MIDI files with tables of composers, titles and licences beside them.

A folder of one's own MIDI files is read as well; then the composer is the name of the folder that a file lies in.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from musegen_app.codecs.perf import Pedal, PerfNote
from musegen_app.codecs.perf_clock import PerfBar
from musegen_app.codecs.perf_sheet import KeyFrom, PerfSheet, piece_of
from musegen_app.codecs.perf_styles import style_of
from musegen_app.formats.midi_read import parse_midi
from musegen_app.score.keys import Key, Mode
from musegen_app.training.corpus.prepare import FileReport, prepare
from musegen_app.training.families import RUN_NOTES, FamilyKey, run_hashes, split_of

VERSION = "1"
SETS = ("piano_midi_de", "mutopia_keyboard")
SHORTEST = 64  # notes
FEWEST_KEYS = 5  # pitch classes of a run that tells families apart
FREE = ("Public Domain", "Creative Commons Attribution")  # how the licences that are used begin


@dataclass(frozen=True, slots=True)
class PianoPiece:
    """One piece with what is known of it. `style` is a name of `perf_styles.NAMES` or ""."""

    source: str
    file: str
    title: str
    composer: str
    style: str
    licence: str
    sheet: PerfSheet
    family: str = ""
    split: str = ""


def read_piano(path: Path, root: str) -> FileReport:
    """One MIDI file below the set's folder `root`; all tracks but drums are one piano part."""
    told = _told(path, Path(root))
    report = FileReport(Path(root).name, told["title"], told["composer"])
    if told["licence"] and not told["licence"].startswith(FREE):
        return replace(report, refused=(("its licence is not free", 0),))
    sheet, _ = piece_of(parse_midi(path.read_bytes()).score)
    if len(sheet.notes) < SHORTEST:
        return replace(report, refused=((f"fewer than {SHORTEST} notes", 0),))
    style = style_of(told["composer"], told["period"])
    used = sum(1 for bar in sheet.bars if bar.start < sheet.length)
    return replace(
        report, pieces=({"style": style, "licence": told["licence"], "sheet": _written(sheet)},), used_bars=used
    )


def piano_pieces(folders: Sequence[Path], cache: Path, workers: int) -> tuple[list[PianoPiece], list[FileReport]]:
    """All pieces with family and split, and a report for each file."""
    reports: list[FileReport] = []
    for root in _sets(folders):
        files = sorted([*_files(root).rglob("*.mid"), *_files(root).rglob("*.midi")])
        reports += prepare(files, functools.partial(read_piano, root=str(root)), cache, workers, VERSION)
    pieces = [_piece(report, value) for report in reports for value in report.pieces]
    splits = split_of([family_key(p) for p in pieces])
    found = zip(pieces, splits, strict=True)
    return [replace(p, family=family, split=split) for p, (family, split) in found], reports


def family_key(piece: PianoPiece) -> FamilyKey:
    """Runs are of the highest notes: what two editions of a piece have in common."""
    top: dict[int, int] = {}
    for note in piece.sheet.notes:
        top[note.start] = max(note.pitch, top.get(note.start, 0))
    line = sorted(top.items())
    return FamilyKey(piece.source, piece.title, piece.style or piece.composer, _lively(line))


def _lively(line: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """The runs of a line; those with few different keys (trills, tremolos, repeated notes) say nothing."""
    runs = enumerate(run_hashes(line))
    return tuple(h for i, h in runs if len({p % 12 for _, p in line[i : i + RUN_NOTES]}) >= FEWEST_KEYS)


def _sets(folders: Sequence[Path]) -> list[Path]:
    """The known sets in each folder, or the folder itself."""
    found: list[Path] = []
    for folder in folders:
        found += [folder / name for name in SETS if (folder / name).is_dir()] or [folder]
    return found


def _files(root: Path) -> Path:
    return root / "files" if (root / "files").is_dir() else root


def _told(path: Path, root: Path) -> dict[str, str]:
    """What is known of a file: from the set's table, else from its name and folder."""
    usual = {"title": path.stem, "composer": path.parent.name, "period": "", "licence": ""}
    return _table(root).get(path.relative_to(_files(root)).as_posix(), usual)


@functools.lru_cache(maxsize=8)
def _table(root: Path) -> dict[str, dict[str, str]]:
    file = root / "metadata.csv"
    if not file.exists():
        return {}
    with file.open(encoding="utf-8", newline="") as lines:
        return dict(_row(r) for r in csv.DictReader(lines))


def _row(row: dict[str, str]) -> tuple[str, dict[str, str]]:
    if "midi" in row:
        name = row["midi"].removeprefix("midis/")
        licence = "Creative Commons Attribution-ShareAlike 3.0 DE"
        return name, {"title": row["title"], "composer": row["composer"], "period": "", "licence": licence}
    title = f"{row['title']} {row['opus']}".strip()
    told = {"title": title, "composer": row["composer"], "period": row["style"], "licence": row["licence"]}
    return row["file"], told


def _written(sheet: PerfSheet) -> dict[str, Any]:
    return {
        "notes": [[n.start, n.duration, n.pitch, n.velocity, round(n.timing, 4)] for n in sheet.notes],
        "pedals": [[p.start, p.down] for p in sheet.pedals],
        "bars": [[b.start, b.length, b.numerator, b.denominator, round(b.bpm, 2)] for b in sheet.bars],
        "keys": [[k.start, k.key.tonic, k.key.mode.value] for k in sheet.keys],
        "length": sheet.length,
        "pedalled": sheet.pedalled,
        "expressive": sheet.expressive,
    }


def _read(value: dict[str, Any]) -> PerfSheet:
    return PerfSheet(
        notes=tuple(PerfNote(*n) for n in value["notes"]),
        pedals=tuple(Pedal(*p) for p in value["pedals"]),
        bars=tuple(PerfBar(*b) for b in value["bars"]),
        keys=tuple(KeyFrom(start, Key(tonic, Mode(mode))) for start, tonic, mode in value["keys"]),
        length=value["length"],
        pedalled=value["pedalled"],
        expressive=value["expressive"],
    )


def _piece(report: FileReport, value: dict[str, Any]) -> PianoPiece:
    told = (report.source, report.file, report.title, report.composer, value["style"], value["licence"])
    return PianoPiece(*told, _read(value["sheet"]))


def shares(pieces: Iterable[PianoPiece]) -> dict[str, tuple[int, int]]:
    """Pieces and notes of each split."""
    sums: dict[str, tuple[int, int]] = {}
    for piece in pieces:
        count, notes = sums.get(piece.split, (0, 0))
        sums[piece.split] = (count + 1, notes + len(piece.sheet.notes))
    return sums
