"""Unsaved changes are kept in time, come back, and are nobody else's; all on a manual clock."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from musegen_app.base.errors import FileFormatError
from musegen_app.document.slots import left_places, unsaved_dir
from musegen_app.document.unsaved import read_about
from musegen_app.formats.project import read_project
from musegen_app.score import edits
from musegen_app.score.model import Score
from musegen_app.session import opening
from musegen_app.session.kept import Damaged, KeptSong
from musegen_app.session.session import Session
from musegen_app.session.settings import Settings
from tests.fakes.links import FakeLink, ManualClock
from tests.session.conftest import Room
from tests.session.players import Player
from tests.waiting import wait_until


def change(room: Room, title: str) -> None:
    room.session.document.edit("Rename", edits.set_title(room.session.document.score, title))


def files() -> list[Path]:
    return sorted(unsaved_dir().glob("*/*.musegen"))


def written(room: Room) -> None:
    """Wait for the thread; the clock stands still."""
    wait_until(lambda: not room.session.autosave._writer.busy, what="the autosave")
    room.session.poll()


def test_a_change_is_kept_before_thirty_seconds_are_over(room: Room) -> None:
    change(room, "River")
    room.step(24.0)
    written(room)
    assert files() == []
    room.step(1.1)
    written(room)
    (file,) = files()
    assert read_project(file) == room.session.document.score
    assert read_about(file).title == "River"
    assert room.session.document.dirty


def test_while_one_goes_on_editing_it_is_kept_every_thirty_seconds(room: Room) -> None:
    oldest_loss = 0.0
    changed_at = []
    for second in range(200):
        change(room, f"{second}")
        changed_at.append(room.clock())
        room.step(1.0)
        written(room)
        kept = int(read_project(files()[0]).title) if files() else -1
        if kept < second:
            oldest_loss = max(oldest_loss, room.clock() - changed_at[kept + 1])
    assert 0 < oldest_loss <= 30


def test_a_song_that_takes_long_to_write_is_written_less_often_but_every_two_minutes(room: Room) -> None:
    autosave = room.session.autosave
    for taken, due in ((0.1, 25), (3.0, 60), (600.0, 120)):
        autosave._writer.seconds = taken
        room.session.document.mark_saved(Path("/nowhere/song.musegen"))
        change(room, f"{taken}")
        assert autosave.due_in == pytest.approx(due)


def test_saving_and_undoing_to_the_saved_song_remove_what_was_kept(room: Room, tmp_path: Path) -> None:
    for clean in (lambda: room.session.document.undo(), lambda: room.session.files.save_as(tmp_path / "a.musegen")):
        change(room, "River")
        room.step(26)
        written(room)
        assert len(files()) == 1
        clean()
        written(room)
        assert files() == []


def test_the_users_file_is_never_written_by_it(room: Room, tmp_path: Path) -> None:
    song = tmp_path / "song.musegen"
    room.session.files.save_as(song)
    before = song.read_bytes(), song.stat().st_mtime_ns
    change(room, "Other")
    room.step(26)
    written(room)
    assert (song.read_bytes(), song.stat().st_mtime_ns) == before
    assert read_about(files()[0]).path == song


def test_what_is_unsaved_when_the_program_ends_is_kept_and_what_was_given_up_is_not(room: Room) -> None:
    change(room, "River")
    room.session.autosave.give_up()
    room.session.close()
    assert files() == []
    again = new_session()
    again.document.edit("Rename", edits.set_title(again.document.score, "Other"))
    again.close()
    (file,) = files()
    assert read_about(file).set_aside
    assert list(unsaved_dir().iterdir()) == [file.parent]


def new_session() -> Session:
    return Session(Settings(), engine=FakeLink(), inference=FakeLink(), now=ManualClock())


def test_a_running_program_keeps_its_songs_to_itself(room: Room) -> None:
    change(room, "River")
    room.step(26)
    written(room)
    assert list(left_places()) == []
    second = new_session()
    assert second.kept.find() == ()
    second.close()


def left_behind(room: Room, title: str) -> Path:
    """A song as a killed program leaves it: its lock is free."""
    change(room, title)
    room.step(26)
    written(room)
    (file,) = (f for f in files() if f.parent.name.endswith(f"-{os.getpid()}"))
    target = unsaved_dir() / f"1{len(title):03d}-999999" / "1.musegen"
    target.parent.mkdir()
    os.replace(file, target)
    return target


def test_what_a_dead_program_left_is_opened_as_unsaved_and_the_original_stays(room: Room, tmp_path: Path) -> None:
    song = tmp_path / "song.musegen"
    room.session.files.save_as(song)
    original = song.read_bytes()
    file = left_behind(room, "River")
    score = room.session.document.score
    room.session.document.undo()
    again = new_session()
    (found,) = again.kept.find()
    assert isinstance(found, KeptSong)
    assert found.about.title == "River"
    assert not found.about.set_aside
    again.kept.open(found)
    document = again.document
    assert (document.score, document.path, document.dirty) == (score, song, True)
    assert not document.can_undo
    assert song.read_bytes() == original
    again.poll()
    wait_until(lambda: not again.autosave._writer.busy)
    assert not file.exists()  # it lies in a slot of the living program now
    assert [read_project(f) for f in files()] == [score]
    document.edit("Rename", edits.set_title(document.score, "On"))
    assert document.undo()
    assert document.score == score
    assert document.dirty
    again.files.save()
    again.close()
    assert files() == []


def opened_beside(session: Session) -> None:
    wait_until(lambda: session.poll() or not session.files.is_opening, what="the reading")


def test_a_large_one_is_read_beside_the_window(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    left_behind(room, "River")
    score = room.session.document.score
    monkeypatch.setattr(opening, "LARGE_BYTES", 0)
    again, opened = new_session(), []
    (found,) = again.kept.find()
    assert isinstance(found, KeptSong)
    threads: list[str] = []
    again.files.prepare = lambda score: threads.append(threading.current_thread().name)
    again.kept.open(found, lambda: opened.append(again.document.score))
    opened_beside(again)
    assert threads == ["opening"]
    assert opened == [score]
    assert again.document.dirty
    assert again.kept.songs == ()
    again.autosave.give_up()
    again.close()


def test_a_large_one_that_is_thrown_away_meanwhile_does_not_come(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    left_behind(room, "River")
    monkeypatch.setattr(opening, "LARGE_BYTES", 0)
    again, thrown_away = new_session(), threading.Event()

    def prepare(_: Score) -> None:
        assert thrown_away.wait(20)

    again.files.prepare = prepare
    (found,) = again.kept.find()
    assert isinstance(found, KeptSong)
    again.kept.open(found)
    again.kept.throw_away(found)
    thrown_away.set()
    before = again.document.score
    wait_until(lambda: again.poll() or not again.files.is_opening)
    assert again.document.score is before
    again.close()
    assert not found.file.exists()


@pytest.mark.parametrize("large", [False, True])
def test_one_whose_song_cannot_be_read_is_put_aside(room: Room, monkeypatch: pytest.MonkeyPatch, large: bool) -> None:
    file = left_behind(room, "River")
    data = bytearray(file.read_bytes())
    middle = data.index(b"score.json") + 40
    data[middle : middle + 60] = bytes(60)
    file.write_bytes(data)
    monkeypatch.setattr(opening, "LARGE_BYTES", 0 if large else 10**9)
    again = new_session()
    (found,) = again.kept.find()
    assert isinstance(found, KeptSong)
    before = again.document.score
    if large:
        again.kept.open(found)
        opened_beside(again)
        sentence = again.status.line
    else:
        with pytest.raises(FileFormatError) as told:
            again.kept.open(found)
        sentence = str(told.value)
    assert sentence.startswith("“River” cannot be read; it is kept as ")
    assert not file.exists()
    assert list((unsaved_dir() / "damaged").iterdir())
    assert (again.kept.songs, again.document.score) == ((), before)
    again.close()


def test_two_programs_that_start_at_once_do_not_find_the_same_song(room: Room) -> None:
    left_behind(room, "River")
    first, second = new_session(), new_session()
    assert len(first.kept.find()) == 1
    assert second.kept.find() == ()
    first.close()
    assert len(second.kept.find()) == 1  # "not now" means that it is offered again
    second.close()


def test_what_is_thrown_away_is_gone(room: Room) -> None:
    file = left_behind(room, "River")
    again = new_session()
    (found,) = again.kept.find()
    assert isinstance(found, KeptSong)
    again.kept.throw_away(found)
    again.close()
    assert not file.exists()
    assert not file.parent.exists()


def test_a_damaged_one_is_kept_apart_and_the_others_come_back(room: Room) -> None:
    bad = left_behind(room, "Bad")
    bad.write_bytes(bad.read_bytes()[:200])
    left_behind(room, "Good!")
    again = new_session()
    damaged, good = again.kept.find()
    assert isinstance(damaged, Damaged)
    assert damaged.file.read_bytes()[:2] == b"PK"
    assert isinstance(good, KeptSong)
    again.kept.throw_away(good)
    again.close()
    assert damaged.file.exists()
    assert list(left_places()) == []


def test_a_full_disk_is_said_and_tried_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    change(room, "River")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        room.step(26)
        written(room)
    assert room.session.status.kind == "error"
    assert "cannot be kept" in room.session.status.line
    assert not room.session.autosave.works
    room.step(26)
    written(room)
    assert room.session.autosave.works
    assert read_project(files()[0]).title == "River"
    assert room.session.status.kind != "error"


def test_a_song_set_aside_comes_back_with_its_history(room: Room, tmp_path: Path) -> None:
    left: list[KeptSong] = []
    room.session.kept.left.subscribe(left.append)
    change(room, "River")
    score = room.session.document.score
    room.session.files.new()
    written(room)
    assert [s.about.title for s in left] == ["River"]
    assert [read_project(f) for f in files()] == [score]
    change(room, "Second")
    room.session.kept.open(left[0])
    assert room.session.document.score is score
    assert room.session.document.undo_label == "Rename"
    assert [s.about.title for s in room.session.kept.songs] == ["Second"]
    room.session.files.save_as(tmp_path / "river.musegen")
    written(room)
    assert [read_about(f).title for f in files()] == ["Second"]


def test_commands_of_the_shell_keep_nothing() -> None:
    session = Session(Settings(), engine=FakeLink(), inference=FakeLink(), keep_settings=False)
    session.document.edit("Rename", edits.set_title(session.document.score, "Other"))
    session.close()
    assert not unsaved_dir().exists()


def test_a_song_that_cannot_be_set_aside_stays_open(room: Room) -> None:
    unsaved_dir().parent.mkdir(parents=True)
    unsaved_dir().write_text("a file where the folder should be")
    change(room, "River")
    score = room.session.document.score
    with pytest.raises(FileFormatError, match="“River” has unsaved changes that cannot be kept"):
        room.session.files.new()
    assert room.session.document.score is score
    assert room.session.status.kind == "error"
    unsaved_dir().unlink()
    room.step(26)
    written(room)
    assert read_project(files()[0]) == score


def test_what_is_being_recorded_is_kept_before_it_ends(room: Room) -> None:
    player, record = Player(room), room.session.record
    record.set_count_in(0)
    record.toggle()
    player.note(72, 0, 480)
    assert not room.session.document.dirty
    room.step(26)
    written(room)
    (file,) = files()
    assert 72 in [n.pitch for n in read_project(file).tracks[0].notes]
    player.note(74, 960, 1440)
    room.step(26)
    written(room)
    assert 74 in [n.pitch for n in read_project(file).tracks[0].notes]
    room.session.transport.stop()
    room.step(0.2)
    room.step(26)
    written(room)
    assert read_project(file) == room.session.document.score


def test_a_recording_of_nothing_leaves_nothing(room: Room) -> None:
    room.session.record.set_count_in(0)
    room.session.record.toggle()
    room.step(26)
    written(room)
    room.session.transport.stop()
    room.step(0.2)
    room.step(1)
    written(room)
    assert not room.session.document.dirty
    assert files() == []
