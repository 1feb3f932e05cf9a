"""Large songs are saved beside the window: checked by a process, one goes on editing meanwhile, nothing is mixed up."""

from __future__ import annotations

import errno
import os
import threading
from collections import deque
from pathlib import Path

import pytest

from musegen_app.base.errors import FileFormatError, MuseGenError
from musegen_app.document.slots import unsaved_dir
from musegen_app.formats.project import read_project
from musegen_app.score import edits
from musegen_app.score.model import Note, Score, Track
from musegen_app.session import saving
from musegen_app.session.saving import LARGE, Saved, digest_of, is_large, parsed_by_a_process, write_large_project
from tests.session.conftest import Room
from tests.waiting import wait_until


def large() -> Score:
    return Score("Large", (Track("Melody").with_notes([Note(i * 60, 50, 30 + i % 60) for i in range(LARGE + 1)]),))


@pytest.fixture
def song(room: Room, tmp_path: Path) -> Path:
    """A large song that is open and saved."""
    path = tmp_path / "large.musegen"
    room.session.document.replace(large(), None)
    room.session.files.save_as(path)
    return path


def rename(room: Room, title: str) -> None:
    room.session.document.edit("Rename", edits.set_title(room.session.document.score, title))


def taken_in(room: Room) -> None:
    files = room.session.files
    wait_until(lambda: not files._saver.busy, what="the saving")
    room.session.poll()


def test_a_large_song_is_saved_beside_and_one_goes_on_editing(room: Room, song: Path) -> None:
    document = room.session.document
    rename(room, "saved")
    wanted = document.score
    room.session.files.save(wait=False)
    assert document.dirty
    assert room.session.status.line == "Saving large.musegen"
    rename(room, "went on")
    taken_in(room)
    assert read_project(song) == wanted
    assert document.dirty
    assert room.session.status.line == "Saved large.musegen"
    document.undo()
    assert not document.dirty
    room.session.files.save()  # our own save is no change by another program


def test_of_two_saves_the_later_one_stays(room: Room, song: Path) -> None:
    for title in ("one", "two", "three"):
        rename(room, title)
        room.session.files.save(wait=False)
    taken_in(room)
    assert read_project(song).title == "three"
    assert not room.session.document.dirty


def test_leaving_and_closing_wait_for_it(room: Room, song: Path) -> None:
    rename(room, "one")
    room.session.files.save(wait=False)
    room.session.files.new()
    assert read_project(song).title == "one"
    assert room.session.document.path is None
    assert room.session.kept.songs == ()
    room.session.files.open(song)
    rename(room, "two")
    room.session.files.save(wait=False)
    room.session.close()
    assert read_project(song).title == "two"
    assert list(unsaved_dir().glob("*/*.musegen")) == []


def test_a_save_that_is_refused_is_told(room: Room, song: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused: list[MuseGenError] = []
    room.session.files.refused.subscribe(refused.append)
    before = song.read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    rename(room, "lost?")
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        room.session.files.save(wait=False)
        taken_in(room)
    assert "disk is full" in str(refused[0])
    assert song.read_bytes() == before
    assert room.session.document.dirty


def test_a_bug_in_writing_is_told_like_a_refusal(
    room: Room, song: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    refused: list[MuseGenError] = []
    room.session.files.refused.subscribe(refused.append)
    monkeypatch.setattr(saving, "write_large_project", lambda *_: 1 / 0)
    rename(room, "lost?")
    room.session.files.save(wait=False)
    taken_in(room)
    assert "ZeroDivisionError" in str(refused[0])
    assert room.session.document.dirty
    assert room.session.status.line != "Saving large.musegen"
    assert "saving failed" in caplog.text


def test_while_it_is_saved_under_another_name_that_is_its_file(room: Room, song: Path, tmp_path: Path) -> None:
    before, other = song.read_bytes(), tmp_path / "other.musegen"
    rename(room, "one")
    room.session.files.save_as(other, wait=False)
    rename(room, "two")
    room.session.files.save(wait=False)
    taken_in(room)
    assert song.read_bytes() == before
    assert read_project(other).title == "two"
    assert room.session.document.path == other


def test_our_own_save_that_was_not_looked_at_yet_is_no_change_by_another_program(room: Room, song: Path) -> None:
    rename(room, "one")
    room.session.files.save(wait=False)
    wait_until(lambda: not room.session.files._saver.busy, what="the saving")
    rename(room, "two")
    room.session.files.save(wait=False)
    taken_in(room)
    assert read_project(song).title == "two"


def test_a_save_that_is_taken_in_before_its_thread_is_done_leaves_no_word_behind(
    room: Room, song: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow:
        def __init__(self) -> None:
            self.busy = True
            self.ended = deque([Saved(song, room.session.document.score)])

        def save(self, score: Score, path: Path, kept: object) -> None:
            """It has ended already."""

        def take(self) -> Saved | None:
            return self.ended.popleft() if self.ended else None

        def close(self) -> None:
            """There is no thread."""

    slow = Slow()
    monkeypatch.setattr(room.session.files, "_saver", slow)
    rename(room, "one")
    room.session.files.save(wait=False)
    room.session.poll()
    slow.busy = False
    room.session.poll()
    assert "Saving large.musegen" not in [word.line for word in room.session.status.standing]


def test_a_song_whose_disk_does_not_answer_is_not_left(room: Room, song: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = threading.Event()
    monkeypatch.setattr(saving, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(saving, "write_large_project", lambda *_: answers.wait(20))
    rename(room, "one")
    score = room.session.document.score
    room.session.files.save(wait=False)
    with pytest.raises(FileFormatError, match="still being saved"):
        room.session.files.new()
    assert room.session.document.score is score
    answers.set()
    taken_in(room)
    room.session.files.new()
    assert room.session.document.path is None


def test_the_process_reads_it_anew(tmp_path: Path) -> None:
    path, score = tmp_path / "song.musegen", large()
    write_large_project(score, path, parsed_by_a_process)
    assert read_project(path) == score


def test_what_reads_back_differently_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "song.musegen"
    path.write_bytes(b"old")
    with pytest.raises(FileFormatError, match="read back as it was written"):
        write_large_project(large(), path, lambda _: "another song")
    assert path.read_bytes() == b"old"


def test_a_song_that_came_unsorted_is_saved_all_the_same(tmp_path: Path) -> None:
    unsorted = Score("u", (Track("A", notes=(Note(960, 1, 60), Note(0, 1, 60))),))
    path = tmp_path / "song.musegen"
    write_large_project(unsorted, path, lambda file: digest_of(lambda _: None, file))
    assert [n.start_tick for n in read_project(path).tracks[0].notes] == [0, 960]


def test_small_songs_are_saved_at_once(room: Room, tmp_path: Path) -> None:
    assert not is_large(room.session.document.score)
    room.session.files.save_as(tmp_path / "small.musegen", wait=False)
    assert not room.session.document.dirty
    assert (tmp_path / "small.musegen").exists()
