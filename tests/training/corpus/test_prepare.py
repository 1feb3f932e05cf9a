"""Files are read in other processes, kept by their content, and told of one by one."""

from __future__ import annotations

import csv
import functools
import os
import time
from pathlib import Path

import pytest

from musegen_app.training.corpus.prepare import FileReport, prepare, report_lines, write_csv
from musegen_app.training.corpus.workers import Refused, over_files


def read(path: Path, mark: str = "") -> FileReport:
    """A reader with all the faults that there are."""
    text = path.read_text()
    if text.startswith("noisy"):
        raise ValueError("no\nmusic in it")
    if text == "crash":
        os._exit(11)
    if text == "huge":
        return FileReport("toys", "", "", (len(bytearray(8 << 30)),))
    if text == "slow":
        while True:
            pass
    if text == "stuck":
        time.sleep(60)
    with (path.parent / "reads.log").open("a") as log:
        log.write(path.name + "\n")
    return FileReport("toys", text, "Anon", ((mark, (1, 2)),), 8, (("an odd bar", 2),))


def files_of(folder: Path, *texts: str) -> list[Path]:
    files = [folder / f"{i}.txt" for i in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text)
    return files


def reads(folder: Path) -> list[str]:
    return sorted((folder / "reads.log").read_text().split())


@pytest.mark.slow
def test_bad_files_are_refused_with_a_reason_and_the_others_are_read(tmp_path: Path) -> None:
    files = files_of(tmp_path, "one", "noisy", "crash", "huge", "two")
    reports = prepare(files, read, tmp_path / "cache", 2, "1")
    assert [r.file for r in reports] == [f.name for f in files]
    assert reports[0].pieces == (["", [1, 2]],)
    assert [r.refused[0][0] for r in reports[1:4]] == [
        "cannot be read: no music in it",
        "its reader crashed",
        "it needs too much memory",
    ]
    assert reports[4].title == "two"
    assert {r.source for r in reports} == {"toys"}


def test_what_was_read_is_kept_by_content_name_and_version(tmp_path: Path) -> None:
    files, cache = files_of(tmp_path, "one", "two"), tmp_path / "cache"
    first = prepare(files, read, cache, 2, "1")
    assert prepare(files, read, cache, 2, "1") == first
    assert reads(tmp_path) == ["0.txt", "1.txt"]
    files[1].write_text("three")
    assert prepare(files, read, cache, 2, "1")[1].title == "three"
    assert reads(tmp_path) == ["0.txt", "1.txt", "1.txt"]
    marked = prepare(files[:1], functools.partial(read, mark="x"), cache, 1, "1")
    assert marked[0].pieces == (["x", [1, 2]],)
    prepare(files[:1], read, cache, 1, "2")
    assert reads(tmp_path).count("0.txt") == 3


@pytest.mark.slow
def test_slow_and_stuck_files_are_given_up(tmp_path: Path) -> None:
    files = files_of(tmp_path, "slow", "one", "stuck", "two")
    results = dict(over_files(files, read, 2, seconds=1.0))
    assert results[0] == results[2] == Refused("it takes longer than 1 seconds", lasting=False)
    assert (results[1].title, results[3].title) == ("one", "two")


def test_the_report_tells_sums_reasons_and_files(tmp_path: Path) -> None:
    reports = [
        FileReport("toys", "A", "Anon", ((1,), (2,)), 30, (("an odd bar", 2),), "a.mid"),
        FileReport("toys", "B", "Anon", (), 0, (("cannot be read: no", 0),), "b.mid"),
        FileReport("more", "C", "", ((1,),), 8, (), "c.mid"),
    ]
    lines = report_lines(reports, files=True)
    assert lines[:2] == ["more: 1 files, 1 pieces, 0 files refused", "  bars used 8 (100.0%), refused 0"]
    assert "  bars used 30 (93.8%), refused 2" in lines
    assert "  1 × an odd bar (2 bars)" in lines
    assert lines[-2:] == ["a.mid: 30 bars used; 2 bars: an odd bar", "b.mid: 0 bars used; cannot be read: no"]
    write_csv(reports, tmp_path / "files.csv")
    rows = list(csv.reader((tmp_path / "files.csv").read_text("utf-8").splitlines()))
    assert rows[1] == ["toys", "a.mid", "A", "Anon", "2", "30", "2", "2 bars: an odd bar"]
