"""The thread that writes files: in order, the last version counts, and no failure is covered up by a success."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from musegen_app.session.writer import Writer
from tests.waiting import wait_until

A, B = Path("a"), Path("b")


@pytest.fixture
def writer() -> Iterator[Writer]:
    writer = Writer("test")
    yield writer
    writer.close()


def done(writer: Writer) -> None:
    wait_until(lambda: not writer.busy, what="the writer")


def fails() -> None:
    raise OSError("no room")


def test_of_several_versions_that_wait_the_last_one_is_written(writer: Writer) -> None:
    begun, go_on = threading.Event(), threading.Event()
    written: list[str] = []

    def first() -> None:
        begun.set()
        assert go_on.wait(20)
        written.append("first")

    writer.write(A, first)
    assert begun.wait(20)
    for version in ("second", "third"):
        writer.write(A, lambda version=version: written.append(version))  # type: ignore[misc]
    assert writer.busy
    go_on.set()
    done(writer)
    assert written == ["first", "third"]


def test_what_failed_is_told_until_it_was_done(writer: Writer) -> None:
    writer.write(A, fails)
    done(writer)
    assert writer.news() == "no room"
    writer.write(B, lambda: None)
    done(writer)
    assert writer.news() is None  # that another file was written says nothing
    writer.retry()
    done(writer)
    assert writer.news() == "no room"
    writer.write(A, lambda: None)
    done(writer)
    assert writer.news() is True


def test_a_file_that_cannot_be_removed_is_no_error_of_who_asks(writer: Writer, tmp_path: Path) -> None:
    (tmp_path / "song").write_bytes(b"")
    writer.remove(tmp_path / "song")
    assert not (tmp_path / "song").exists()  # there is no thread to wait for
    for _ in range(2):
        writer.remove(tmp_path)  # a folder
        done(writer)
        assert isinstance(writer.news(), str)


def test_closing_does_what_is_left(tmp_path: Path) -> None:
    writer, written = Writer("test"), []
    for name in "abc":
        writer.write(Path(name), lambda name=name: written.append(name))  # type: ignore[misc]
    writer.close()
    assert written == ["a", "b", "c"]
    assert not writer.busy
