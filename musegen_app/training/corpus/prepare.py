"""From files to pieces to learn from: read in worker processes, kept by content, told of file by file."""

from __future__ import annotations

import csv
import functools
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from musegen_app.training.corpus.workers import Refused, over_files


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file. `pieces` are JSON values (lists, not tuples, inside); bars that were left out have their
    reasons. A file that gave nothing has no pieces and at least one reason, with 0 bars where nobody knows."""

    source: str  # the data set
    title: str
    composer: str
    pieces: tuple[Any, ...] = ()
    used_bars: int = 0
    refused: tuple[tuple[str, int], ...] = ()
    file: str = ""  # its name; `prepare` writes it in


Read = Callable[[Path], FileReport]


def prepare(files: Sequence[Path], read: Read, cache: Path, workers: int, version: str) -> list[FileReport]:
    """A report for every file, in their order. Files with the same name and content are read once for each `version`
    (of the code that reads them) and then come from `cache`. `read` is a function of a module, or a partial of one with
    plain values; it runs in a process of its own and may raise anything: that is a reason to refuse the file."""
    places = [_place(cache, path, read, version) for path in files]
    reports = [_kept(place) for place in places]
    missing = [i for i, report in enumerate(reports) if report is None]
    for n, result in over_files([files[i] for i in missing], read, workers):
        i = missing[n]
        reports[i] = _report(files[i], result)
        if not isinstance(result, Refused) or result.lasting:
            _keep(places[i], reports[i])
    return _with_sources([report for report in reports if report is not None], files)


def _with_sources(reports: Sequence[FileReport], files: Sequence[Path]) -> list[FileReport]:
    """A file whose reader failed belongs to the set of most others, or to its folder."""
    known = Counter(r.source for r in reports if r.source)
    usual = known.most_common(1)[0][0] if known else ""
    return [
        r if r.source else replace(r, source=usual or path.parent.name) for r, path in zip(reports, files, strict=True)
    ]


def _report(path: Path, result: FileReport | Refused) -> FileReport:
    if isinstance(result, Refused):
        return FileReport("", path.stem, "", refused=((result.reason, 0),), file=path.name)
    told = result.pieces or result.refused
    result = replace(result, file=path.name, refused=result.refused if told else (("no music in it", 0),))
    return _plain(json.loads(json.dumps(asdict(result))))


def _plain(row: dict[str, Any]) -> FileReport:
    """From JSON: what was kept and what was read just now look the same."""
    refused = tuple((str(reason), int(bars)) for reason, bars in row["refused"])
    return FileReport(**{**row, "pieces": tuple(row["pieces"]), "refused": refused})


def _place(cache: Path, path: Path, read: Read, version: str) -> Path:
    """Where the report of a file is kept, named after all that it depends on."""
    total = hashlib.sha256(f"{_name(read)}|{version}|{path.name}|".encode())
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            total.update(block)
    name = total.hexdigest()
    return cache / "files" / name[:2] / f"{name[2:32]}.json"


def _name(read: Any) -> str:
    """A reader by name, with what was bound to it."""
    if isinstance(read, functools.partial):
        return f"{_name(read.func)}{read.args!r}{sorted(read.keywords.items())!r}"
    return f"{read.__module__}.{read.__qualname__}"


def _kept(place: Path) -> FileReport | None:
    try:
        return _plain(json.loads(place.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(place: Path, report: FileReport | None) -> None:
    assert report is not None
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_suffix(".part")
    part.write_text(json.dumps(asdict(report), separators=(",", ":")), "utf-8")
    part.replace(place)


def report_lines(reports: Sequence[FileReport], files: bool = False) -> list[str]:
    """Sums for each set with the commonest reasons; with `files` a line for every file that lost something."""
    lines: list[str] = []
    for source in sorted({r.source for r in reports}):
        lines += _sums(source, [r for r in reports if r.source == source])
    if files:
        lines += [f"{r.file}: {r.used_bars} bars used; {_reasons(r.refused)}" for r in reports if r.refused]
    return lines


def _sums(source: str, reports: Sequence[FileReport]) -> list[str]:
    used, lost = sum(r.used_bars for r in reports), sum(bars for r in reports for _, bars in r.refused)
    reasons, bars = Counter[str](), Counter[str]()
    for reason, count in (one for r in reports for one in r.refused):
        reasons[reason] += 1
        bars[reason] += count
    share = f" ({used / (used + lost):.1%})" if used + lost else ""
    return [
        f"{source}: {len(reports)} files, {sum(len(r.pieces) for r in reports)} pieces, "
        f"{sum(not r.pieces for r in reports)} files refused",
        f"  bars used {used:,}{share}, refused {lost:,}",
        *(f"  {count} × {reason} ({bars[reason]:,} bars)" for reason, count in reasons.most_common(8)),
    ]


def _reasons(refused: Iterable[tuple[str, int]]) -> str:
    return "; ".join(f"{bars} bars: {reason}" if bars else reason for reason, bars in refused)


def write_csv(reports: Sequence[FileReport], path: Path) -> None:
    """One row a file: bars used, bars refused, why."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("set", "file", "title", "composer", "pieces", "bars used", "bars refused", "why"))
        for r in reports:
            lost = sum(bars for _, bars in r.refused)
            table.writerow(
                (r.source, r.file, r.title, r.composer, len(r.pieces), r.used_bars, lost, _reasons(r.refused))
            )
