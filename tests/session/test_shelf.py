"""Copies, earlier versions, templates and tracks of other files."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from musegen_app.base.errors import FileFormatError
from musegen_app.document.templates import Template, templates_dir
from musegen_app.formats.project import read_project, write_project
from musegen_app.score import edits
from musegen_app.score.import_edits import add_tracks_of
from musegen_app.score.model import Note, Score, Track
from musegen_app.session import opening
from musegen_app.session.files import ChangedOutside
from tests.session.conftest import Room
from tests.waiting import wait_until


def rename(room: Room, title: str) -> None:
    room.session.document.edit("Rename", edits.set_title(room.session.document.score, title))


def test_a_copy_leaves_the_song_as_it_was(room: Room, tmp_path: Path) -> None:
    room.session.files.save_as(tmp_path / "song.musegen")
    rename(room, "River")
    room.session.shelf.save_copy(tmp_path / "copy")
    document = room.session.document
    assert (document.path, document.dirty) == (tmp_path / "song.musegen", True)
    assert read_project(tmp_path / "copy.musegen") == document.score


@pytest.mark.parametrize("large", [False, True])
def test_earlier_versions_newest_first_open_as_a_song_without_a_file(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    monkeypatch.setattr(opening, "LARGE_BYTES", 0 if large else 10**9)
    assert room.session.shelf.versions() == ()
    for title in ("one", "two", "three"):
        rename(room, title)
        room.session.files.save_as(tmp_path / "song.musegen")
    versions = room.session.shelf.versions()
    assert [read_project(v.file).title for v in versions] == ["two", "one"]
    assert versions[0].saved_at >= versions[1].saved_at
    threads: list[str] = []
    room.session.files.prepare = lambda score: threads.append(threading.current_thread().name)
    room.session.shelf.open_version(versions[1])
    wait_until(lambda: room.step() or not room.session.files.is_opening)
    document = room.session.document
    assert (document.title, document.path, document.dirty) == ("one", None, True)
    assert threads == ["opening"] * large
    assert read_project(tmp_path / "song.musegen").title == "three"


def test_a_file_that_another_program_changed_is_not_written_over_unasked(room: Room, tmp_path: Path) -> None:
    song, files = tmp_path / "song.musegen", room.session.files
    files.save_as(song)
    rename(room, "mine")
    write_project(Score("theirs"), song)
    with pytest.raises(ChangedOutside, match="another program"):
        files.save()
    assert read_project(song).title == "theirs"
    files.save(replace_changed=True)
    assert read_project(song).title == "mine"
    rename(room, "on")
    files.save()  # what we wrote ourselves is no change from outside
    assert [read_project(v.file).title for v in room.session.shelf.versions()][:2] == ["mine", "theirs"]


def test_a_file_or_folder_that_was_removed(room: Room, tmp_path: Path) -> None:
    song = tmp_path / "folder" / "song.musegen"
    song.parent.mkdir()
    room.session.files.save_as(song)
    song.unlink()
    rename(room, "again")
    room.session.files.save()
    assert read_project(song).title == "again"
    song.unlink()
    song.parent.rmdir()
    rename(room, "once more")
    with pytest.raises(FileFormatError, match="folder does not exist"):
        room.session.files.save()
    assert room.session.document.dirty


@pytest.mark.parametrize("number", range(5))
def test_every_template_is_a_clean_new_song(room: Room, number: int) -> None:
    template = room.session.shelf.templates()[number]
    room.session.shelf.new_from(template)
    document = room.session.document
    assert (document.dirty, document.path, document.title) == (False, None, "Untitled")
    assert document.score.tracks
    assert len({t.channel for t in document.score.tracks}) == len(document.score.tracks)


def test_a_template_of_ones_own(room: Room) -> None:
    rename(room, "My band")
    folder = room.session.shelf.templates_folder()
    room.session.shelf.save_template(folder / "My band")
    own = room.session.shelf.templates()[-1]
    assert own == Template("My band", templates_dir() / "My band.musegen")
    before = room.session.document.score
    room.session.shelf.new_from(own)
    document = room.session.document
    assert (document.title, document.path) == ("Untitled", None)
    assert [t.name for t in document.score.tracks] == [t.name for t in before.tracks]
    assert not {t.id for t in document.score.tracks} & {t.id for t in before.tracks}


def test_a_damaged_template_changes_nothing(room: Room) -> None:
    (room.session.shelf.templates_folder() / "bad.musegen").write_bytes(b"no")
    before = room.session.document.score
    with pytest.raises(FileFormatError):
        room.session.shelf.new_from(room.session.shelf.templates()[-1])
    assert room.session.document.score is before


def test_tracks_of_files_come_as_one_step(room: Room, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_project(Score(name, (Track(name, 0, 40).with_notes([Note(0, 960, 60)]),)), tmp_path / f"{name}.musegen")
    document = room.session.document
    before = document.score
    assert room.session.shelf.add_from([tmp_path / "a.musegen", tmp_path / "b.musegen"]) == 2
    assert [t.name for t in document.score.tracks] == ["Melody", "a", "b"]
    assert document.undo()
    assert document.score == before


def test_one_bad_file_of_several_is_named_and_the_others_count(room: Room, tmp_path: Path) -> None:
    write_project(Score("a", (Track("a").with_notes([Note(0, 960, 60)]),)), tmp_path / "a.musegen")
    (tmp_path / "bad.mid").write_bytes(b"no")
    assert room.session.shelf.add_from([tmp_path / "bad.mid", tmp_path / "a.musegen"]) == 1
    assert [t.name for t in room.session.document.score.tracks] == ["Melody", "a"]
    assert room.session.status.line.startswith("1 track added from a.musegen. “bad.mid”")


def test_bad_files_alone_bring_nothing(room: Room, tmp_path: Path) -> None:
    (tmp_path / "bad.mid").write_bytes(b"no")
    before = room.session.document.score
    with pytest.raises(FileFormatError):
        room.session.shelf.add_from([tmp_path / "bad.mid"])
    assert room.session.document.score is before


def test_tracks_beside_others_have_their_own_ids_and_channels() -> None:
    mine = Score("mine", (Track("Piano", 0, 0).with_notes([Note(0, 960, 60)]), Track("Drums", 9)))
    both = add_tracks_of(mine, mine)
    assert [t.channel for t in both.tracks] == [0, 9, 0]  # the empty drums were left out, one piano beside the other
    violin = Score("", (Track("Violin", 0, 40).with_notes([Note(0, 960, 60)]),))
    assert [t.channel for t in add_tracks_of(mine, violin).tracks] == [0, 9, 1]
    ids = [n.id for t in both.tracks for n in t.notes]
    assert len(set(ids)) == len(ids)
    assert add_tracks_of(mine, Score("nothing", (Track("Empty"),))) is mine
