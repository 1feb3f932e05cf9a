"""Large files are read beside the window: with progress, never half, and only the last one that was asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from musegen_app import formats
from musegen_app.base.errors import FileFormatError
from musegen_app.formats.midi import midi_bytes
from musegen_app.formats.opened import Opened
from musegen_app.formats.progress import stretch, tell, told_to
from musegen_app.score import edits
from musegen_app.score.model import IMPORTED, Note, Score, Track
from musegen_app.session import files as files_module
from musegen_app.session import opening
from musegen_app.session.opening import Opening
from tests.score.scores import without_ids
from tests.session.conftest import Room
from tests.waiting import wait_until

NOTES = 6_000


def song(title: str, count: int = NOTES) -> Score:
    notes = [Note(i * 60, 240, 40 + i % 40, 80, origin=IMPORTED) for i in range(count)]
    return Score(title=title, tracks=(Track("Melody").with_notes(notes),))


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that counts as large."""
    monkeypatch.setattr(opening, "LARGE_BYTES", 1_000)
    path = tmp_path / "large.mid"
    path.write_bytes(midi_bytes(song("large")))
    return path


class Gate:
    """Holds every parser back until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open = threading.Event()
        self.came = threading.Event()
        self._read: Callable[[Path], Opened] = formats.open_any
        monkeypatch.setattr(formats, "open_any", self.held)

    def held(self, path: Path) -> Opened:
        if threading.current_thread() is threading.main_thread():
            return self._read(path)
        tell(0.5)
        self.came.set()
        assert self.open.wait(20)
        tell(0.6)
        return self._read(path)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    return Gate(monkeypatch)


def finish(room: Room) -> None:
    wait_until(lambda: room.step() or not room.session.files.is_opening)


def test_a_small_file_is_there_at_once(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "small.mid"
    path.write_bytes(midi_bytes(song("small", 10)))
    room.session.files.begin_open(path)
    assert room.session.document.path == path
    assert not room.session.files.is_opening


@pytest.mark.parametrize(("name", "large"), [("a.mid", False), ("a.abc", True), ("a.ABC", True)])
def test_text_is_large_sooner(tmp_path: Path, name: str, large: bool) -> None:
    path = tmp_path / name
    path.write_bytes(b"x" * 10_000)
    assert opening.is_large_file(path) == large
    assert not opening.is_large_file(tmp_path / "nothing.abc")


def test_one_works_on_until_a_large_file_is_there(room: Room, large: Path, gate: Gate) -> None:
    session = room.session
    session.files.begin_open(large)
    assert gate.came.wait(20)
    room.step()
    assert session.status.line == "Opening large.mid: 42%"
    before = session.document.score
    session.document.edit("Title", edits.set_title(before, "meanwhile"))
    assert session.document.path is None
    gate.open.set()
    finish(room)
    assert (session.document.path, session.document.dirty, session.document.history) == (large, False, ())
    assert len(session.document.score.tracks[0].notes) == NOTES
    assert without_ids(session.document.score) == without_ids(formats.read_any(large))
    assert session.files.recent()[0] == large
    assert session.files.stamp() is not None
    assert session.status.line == "Opened large.mid"


def test_the_window_prepares_its_picture_in_the_reading_thread(room: Room, large: Path) -> None:
    prepared: list[tuple[str, int]] = []
    room.session.files.prepare = lambda score: prepared.append(
        (threading.current_thread().name, len(score.tracks[0].notes))
    )
    room.session.files.begin_open(large)
    finish(room)
    assert prepared == [("opening", NOTES)]


def test_whoever_brings_it_in_may_refuse(room: Room, large: Path) -> None:
    before = room.session.document.score
    asked: list[bool] = []
    room.session.files.begin_open(large, lambda bring: asked.append(True))
    finish(room)
    assert asked == [True]
    assert room.session.document.score is before


def test_the_last_file_that_was_asked_for_comes(room: Room, large: Path, gate: Gate, tmp_path: Path) -> None:
    other = tmp_path / "other.mid"
    other.write_bytes(midi_bytes(song("other")))
    files = room.session.files
    files.begin_open(large)
    assert gate.came.wait(20)
    files.begin_open(other)
    gate.open.set()
    finish(room)
    assert room.session.document.path == other


@pytest.mark.parametrize("how", ["cancel", "new", "close"])
def test_it_can_be_stopped(room: Room, large: Path, gate: Gate, how: str) -> None:
    files = room.session.files
    files.begin_open(large)
    assert gate.came.wait(20)
    {"cancel": files.cancel_opening, "new": files.new, "close": room.session.close}[how]()
    after = room.session.document.score
    gate.open.set()
    room.step()
    assert not files.is_opening
    assert room.session.document.score is after
    assert "Opening" not in room.session.status.line


def test_closing_waits_for_the_thread(room: Room, large: Path) -> None:
    files, stopped = room.session.files, threading.Event()
    began = threading.Event()

    def prepare(score: Score) -> None:
        began.set()
        wait_until(lambda: not files.is_opening)
        stopped.set()

    files.prepare = prepare
    files.begin_open(large)
    assert began.wait(20)
    room.session.close()
    assert stopped.is_set()


def test_a_large_file_that_is_damaged_leaves_the_song_alone(room: Room, large: Path) -> None:
    large.write_bytes(large.read_bytes()[:-100])
    before = room.session.document.score
    room.session.files.begin_open(large)
    finish(room)
    assert room.session.document.score is before
    assert room.session.status.kind == "error"
    assert "large.mid" in room.session.status.line


def test_a_bug_in_a_parser_is_said_too(
    room: Room, large: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(formats, "open_any", lambda path: 1 / 0)
    room.session.files.begin_open(large)
    finish(room)
    assert "ZeroDivisionError" in room.session.status.line
    assert "opening failed" in caplog.text


def test_what_takes_long_says_so_once(room: Room, large: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_module, "SLOW_SECONDS", 0.0)
    told: list[Opening | None] = []
    room.session.files.slow_opening.subscribe(told.append)
    room.session.files.begin_open(large)
    room.step()
    room.step()
    gate.open.set()
    finish(room)
    assert [t is None for t in told] == [False, True]


def test_opening_by_hand_still_raises(room: Room, large: Path) -> None:
    room.session.files.open(large)
    assert room.session.document.path == large
    with pytest.raises(FileFormatError):
        room.session.files.open(large.with_name("nothing.mid"))


def test_progress_rises_from_nothing_to_all(large: Path) -> None:
    told: list[float] = []
    with told_to(told.append):
        formats.open_any(large)
    assert told == sorted(told)
    assert told[0] >= 0.0
    assert 0.7 < told[-1] <= 1.0
    assert len(told) >= 5


def test_a_stretch_is_a_part_of_what_is_around_it() -> None:
    told: list[float] = []
    tell(0.1)  # nobody listens
    with stretch(0, 1):
        tell(0.2)
    with told_to(told.append), stretch(0.5, 1.0):
        tell(0.5)
        with stretch(0.5, 1.0):
            tell(2.0)
            tell(0.0)
        tell(0.5)
    assert told == [0.75, 1.0, 0.75, 0.75]
