"""Load the training sets: import with a few processes, cut, cluster, split, cache."""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from musegen_app.base.errors import MuseGenError
from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.training.corpus import cache as caching
from musegen_app.training.corpus import cre, nottingham, openewld
from musegen_app.training.corpus.raw import FileReport, RawTune
from musegen_app.training.corpus.sheets import lead_sheets
from musegen_app.training.families import with_families

SETS = (nottingham.SOURCE, cre.SOURCE, openewld.SOURCE)
_Job = tuple[str, str, dict[str, str]]
_Imported = tuple[list[LeadSheet], list[FileReport]]


def load_corpus(data_root: Path, cache: Path, workers: int = 1) -> list[LeadSheet]:
    """All usable tunes below `data_root`, family and split filled; from `cache` when nothing changed.

    `data_root` holds a folder for each of `SETS`, with `files/` or the packed `.tar.xz`. Raises MuseGenError
    when there is none. With more than one worker the calling program needs a guarded `__main__`.
    """
    return load_with_reports(data_root, cache, workers)[0]


def load_with_reports(data_root: Path, cache: Path, workers: int = 1) -> _Imported:
    """As `load_corpus`, with a report for every tune."""
    return load_folders([data_root], cache, workers)


def load_folders(places: Sequence[Path], cache: Path, workers: int = 1) -> _Imported:
    """As `load_with_reports`, from several places; each is a set, or a folder with sets in it."""
    folders = [folder for place in places for folder in _sets(place, cache)]
    if not folders:
        where = ", ".join(str(place) for place in places)
        raise MuseGenError(f"There is no training set in {where}: put at least one of {', '.join(SETS)} there.")
    jobs = [job for folder in folders for job in _jobs(folder)]
    digest = caching.digest(Path(job[1]) for job in jobs)
    kept = caching.read(cache, digest)
    if kept is not None:
        return kept
    sheets, reports = _import_all(jobs, workers)
    sheets = with_families(sheets)
    caching.write(cache, digest, sheets, reports)
    return sheets, reports


def has_sets(place: Path) -> bool:
    """Whether a folder is one of `SETS` or holds one, unpacked or not."""
    inside = [place] if place.name in SETS else [place / name for name in SETS]
    return any((p / "files").is_dir() or (p / f"{p.name}.tar.xz").exists() for p in inside)


def _sets(place: Path, cache: Path) -> list[Path]:
    """The sets of a place, in the order of `SETS`."""
    inside = [place] if place.name in SETS else [place / name for name in SETS]
    return [folder for path in inside if (folder := _unpacked(path, cache)) is not None]


def _unpacked(folder: Path, cache: Path) -> Path | None:
    """The folder with `files/` in it: as given, or unpacked into the cache."""
    if (folder / "files").is_dir():
        return folder
    archive = folder / f"{folder.name}.tar.xz"
    if not archive.exists():
        return None
    target = cache / "unpacked" / folder.name
    if not (target / "files").is_dir():
        target.mkdir(parents=True, exist_ok=True)
        with tarfile.open(archive) as tar:
            tar.extractall(target, filter="data")
    metadata = folder / "metadata.csv"
    if metadata.exists():
        (target / "metadata.csv").write_bytes(metadata.read_bytes())
    return target


def _jobs(folder: Path) -> list[_Job]:
    """(set, file, metadata row) for every file of a set."""
    if folder.name == nottingham.SOURCE:
        return [(folder.name, str(p), {}) for p in sorted((folder / "files" / "abc").glob("*.abc"))]
    if folder.name == cre.SOURCE:
        return [(folder.name, str(p), {}) for p in sorted((folder / "files").glob("*.mid"))]
    rows = openewld.metadata(folder)
    return [(folder.name, str(p), rows.get(p.name, {})) for p in openewld.read_sheets(folder)]


def _import_all(jobs: list[_Job], workers: int) -> _Imported:
    if workers < 2:
        return _gathered(map(import_file, jobs))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return _gathered(pool.map(import_file, jobs, chunksize=16))


def _gathered(results: Iterable[_Imported]) -> _Imported:
    sheets: list[LeadSheet] = []
    reports: list[FileReport] = []
    for some_sheets, some_reports in results:
        sheets += some_sheets
        reports += some_reports
    return sheets, reports


def import_file(job: _Job) -> _Imported:
    """The sheets and reports of one file; an unreadable one gives a report only."""
    source, path, row = job
    readers: dict[str, Callable[[], list[RawTune]]] = {
        nottingham.SOURCE: lambda: nottingham.read_book(Path(path)),
        cre.SOURCE: lambda: [cre.read_file(Path(path))],
        openewld.SOURCE: lambda: [openewld.read_file(Path(path), row)],
    }
    try:
        tunes = readers[source]()
    except (MuseGenError, OSError, ValueError, KeyError, EOFError, SyntaxError, StopIteration) as problem:
        return [], [FileReport(source, Path(path).stem, 0, 0, 0, 0, (f"cannot be read: {problem}",))]
    cut = [lead_sheets(tune) for tune in tunes]
    return [sheet for sheets, _ in cut for sheet in sheets], [report for _, report in cut]
