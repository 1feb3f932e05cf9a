"""The project file: exact, versioned, guarded, and saved so that nothing is lost."""

from __future__ import annotations

import errno
import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given

from musegen_app.base.atomic import backup_versions
from musegen_app.base.errors import FileFormatError
from musegen_app.base.paths import backups_dir
from musegen_app.formats import project
from musegen_app.formats.guard import Refusal
from musegen_app.formats.project import parse_project, project_bytes, read_project, write_project
from musegen_app.formats.project_json import Json, score_json
from musegen_app.score.model import Note, Output, Score, Track, new_id
from tests.score.scores import scores


@given(scores(steered=True))
def test_a_song_comes_back_exactly(score: Score) -> None:
    data = project_bytes(score)
    assert parse_project(data).score == score
    assert project_bytes(score) == data


def test_new_ids_never_clash_with_those_of_the_file() -> None:
    far = new_id() + 10_000
    parse_project(project_bytes(Score(tracks=(Track(id=far).with_notes([Note(0, 1, 60, id=far + 5)]),))))
    assert new_id() > far + 5


def test_ids_that_leave_no_room_for_new_notes_are_given_anew() -> None:
    before = new_id()
    song = Score(tracks=(Track(id=2**30).with_notes([Note(0, 1, 60, id=2**30 - 1)]),))
    track = parse_project(project_bytes(song)).score.tracks[0]
    assert {track.id, track.notes[0].id} <= set(range(before, before + 1000))
    assert new_id() < before + 1000


def test_an_id_that_would_not_fit_into_the_engine_s_events_is_refused() -> None:
    before = new_id()
    with pytest.raises(Refusal, match="damaged"):
        parse_project(project_bytes(Score(tracks=(Track(id=2**30 + 1),))))
    assert new_id() < before + 1000


def packed(**parts: object) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in parts.items():
            archive.writestr(f"{name}.json", value if isinstance(value, bytes) else json.dumps(value))
    return out.getvalue()


HEAD: Json = {"format": "MuseGen project", "version": 1}
NOW: Json = {"format": "MuseGen project", "version": project.VERSION}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (packed(), "not a MuseGen project"),
        (packed(project=HEAD), "not a MuseGen project"),
        (packed(project={"format": "other", "version": 1}, score={}), "not a MuseGen project"),
        (packed(project={"format": "MuseGen project", "version": "1"}, score={}), "not a MuseGen project"),
        (packed(project=HEAD | {"version": project.VERSION + 1}, score={}), "newer MuseGen"),
        (packed(project=b"{", score={}), "damaged"),
        (packed(project=[], score={}), "damaged"),
        (packed(project=HEAD, score={}), "damaged"),
        (packed(project=HEAD, score=b"[" * 100_000), "damaged"),
        (packed(project=HEAD, score=b"1" * 10_000), "damaged"),
        (packed(project=b" " * 100_000, score={}), "unpacks to more"),
        (project_bytes(Score())[:-40], "damaged"),
        (b"PK\3\4" + b"\0" * 100, "damaged"),
    ],
)
def test_what_is_no_project(data: bytes, reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        parse_project(data)


def test_a_zip_bomb_stays_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project, "MAX_UNPACKED_BYTES", 1_000_000)
    bomb = packed(project=HEAD, score=b" " * 50_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(Refusal, match="unpacks to more"):
        parse_project(bomb)


def test_a_locked_zip_is_refused() -> None:
    data = bytearray(project_bytes(Score()))
    for at in range(len(data) - 4):
        if data[at : at + 4] == b"PK\1\2":
            data[at + 8] |= 1
    with pytest.raises(Refusal, match="password"):
        parse_project(bytes(data))


@pytest.mark.parametrize(
    "change",
    [
        {"pickup": -1},
        {"title": 7},
        {"tempo": []},
        {"tempo": [[0, 0]]},
        {"tempo": [[0, 500000], [0, 500000]]},
        {"meter": [[0, 4, 0]]},
        {"keys": [[0, 12, "major"]]},
        {"keys": [[0, 1, "happy"]]},
        {"keys": [[True, 1, "major"]]},
        {"tracks": {}},
        {"tracks": [7]},
        {"texts": [[0, "text"]]},
        {"origins": [["drawn", "", 0, None, ""]]},
        {"chords": {"symbols": [[0, "C", [0, "", 12]]], "program": 0, "volume": 0, "mute": False}},
        {"chords": {"symbols": [], "program": 0, "volume": 0, "mute": 0}},
        {"sections": "A"},
    ],
)
def test_values_out_of_range_are_refused(change: Json) -> None:
    with zipfile.ZipFile(io.BytesIO(project_bytes(Score()))) as archive:
        score = json.loads(archive.read("score.json"))
    assert set(change) <= set(score)
    with pytest.raises(Refusal, match="damaged"):
        parse_project(packed(project=NOW, score=score | change))


@pytest.mark.parametrize(
    "row",
    [
        [-1, 1, 60, 80, 1, 0, 0, 64],
        [0, 0, 60, 80, 1, 0, 0, 64],
        [0, 1, 128, 80, 1, 0, 0, 64],
        [0, 1, 60, 0, 1, 0, 0, 64],
        [0, 1, 60, 80, 1, 1, 0, 64],
        [0, 1, 60, 80, 1, 0, 4, 64],
        [0, 1, 60, 80, 1.0, 0, 0, 64],
        [0, 1, 60, 80],
        [2**31, 1, 60, 80, 1, 0, 0, 64],
        [0, 1, 60, 80, 2**30 + 1, 0, 0, 64],
    ],
)
def test_impossible_notes_are_refused(row: list[float]) -> None:
    score = Score(tracks=(Track(id=0).with_notes([Note(0, 1, 60, id=2)]),))
    with zipfile.ZipFile(io.BytesIO(project_bytes(score))) as archive:
        data = json.loads(archive.read("score.json"))
    data["tracks"][0]["notes"] = [row]
    with pytest.raises(Refusal, match="damaged"):
        parse_project(packed(project=NOW, score=data))
    data["tracks"][0]["notes"] = [[0, 1, 60, 80, 1, 0, 0, 64]] * 2
    with pytest.raises(Refusal, match="same id twice"):
        parse_project(packed(project=NOW, score=data))


def test_older_versions_are_brought_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(io.BytesIO(project_bytes(Score(title="old")))) as archive:
        content = json.loads(archive.read("score.json"))
    content["name"] = content.pop("title")  # as version 1 of this example had it
    monkeypatch.setattr(project, "VERSION", 3)
    steps = {1: lambda old: old | {"title": old["name"]}, 2: lambda old: old | {"title": old["title"] + " song"}}
    monkeypatch.setattr(project, "MIGRATIONS", steps)
    assert parse_project(packed(project=HEAD, score=content)).score.title == "old song"


def test_a_song_of_version_1_has_the_usual_sends() -> None:
    song = Score(title="old", tracks=(Track(name="A").with_notes([Note(0, 480, 60)]),))
    content = score_json(song)
    del content["soundfont"], content["steering"]
    for track in content["tracks"]:  # type: ignore[attr-defined]
        del track["reverb"], track["chorus"], track["output"], track["colour"]
    content["origins"] = [row[:4] for row in content["origins"]]  # type: ignore[attr-defined]
    assert parse_project(packed(project=HEAD, score=content)).score == song


def test_the_soundfont_and_the_mix_are_kept() -> None:
    song = Score(tracks=(Track(reverb=1, chorus=2, output=Output(False, "Piano", 3)),), soundfont="/fonts/mine.sf2")
    assert parse_project(project_bytes(song)).score == song


def test_every_old_version_has_its_migration() -> None:
    assert sorted(project.MIGRATIONS) == list(range(1, project.VERSION))


def test_saving_keeps_backups_and_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "song.musegen"
    for title in ("one", "two", "three"):
        assert write_project(Score(title=title), path) == ()
    assert read_project(path).title == "three"
    assert [read_project(p).title for p in backup_versions(path, backups_dir())] == ["one", "two"]


def test_a_failing_save_leaves_the_old_song(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "song.musegen"
    write_project(Score(title="old"), path)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for name in ("fsync", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(os, name, full)
            with pytest.raises(FileFormatError, match="the disk is full"):
                write_project(Score(title="new"), path)
    assert read_project(path).title == "old"


def test_a_save_that_reads_back_otherwise_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "song.musegen"
    write_project(Score(title="old"), path)
    monkeypatch.setattr(project, "project_bytes", lambda *_: project_bytes(Score(title="something else")))
    with pytest.raises(FileFormatError, match="could not be read back"):
        write_project(Score(title="new"), path)
    monkeypatch.undo()
    assert read_project(path).title == "old"


def test_a_score_that_came_unsorted_is_saved_all_the_same(tmp_path: Path) -> None:
    notes = (Note(100, 10, 60), Note(0, 10, 60))
    write_project(Score(tracks=(Track(notes=notes),)), tmp_path / "song.musegen")
    assert [n.start_tick for n in read_project(tmp_path / "song.musegen").tracks[0].notes] == [0, 100]
