"""Takes that nobody has kept yet: saved with the song, kept for a crash, brought back."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from musegen_app.document.slots import unsaved_dir
from musegen_app.formats.opened import Opened
from musegen_app.formats.project import TAKES, TAKES_DAMAGED, read_project
from musegen_app.sampling import messages as worker
from musegen_app.sampling.take import Take
from musegen_app.score.model import ControlEvent, ControlKind, new_id
from musegen_app.session import saving
from musegen_app.session.comping import with_passage
from musegen_app.session.record import RecordMode
from musegen_app.session.session import Session
from musegen_app.session.stored_takes import json_of
from tests.session.conftest import Room
from tests.session.players import Player
from tests.session.test_autosave import change, files, left_behind, new_session, written
from tests.session.test_take_verbs import BAR, END, ask, compose_of, make, proposal, report


def names(session: Session) -> list[str]:
    return [t.id for t in session.compose.takes]


def told(session: Session) -> list[tuple[object, ...]]:
    """All of a take that a song remembers: in another session it has no request."""
    return [
        (session.compose.number_of(t), t.id, t.notes, t.logp, t.parent, t.rating, t.steering, t.rng_seed, t.index)
        for t in session.compose.takes
    ]


def test_they_are_saved_and_come_back_in_another_session(room: Room, tmp_path: Path) -> None:
    _, takes = make(room)
    compose_of(room).rate(takes[1].id, 4)
    compose_of(room).comp(takes[2].id, 0, 10 * 960)
    room.session.files.save_as(tmp_path / "song.musegen")
    other = new_session()
    other.files.open(tmp_path / "song.musegen")
    assert told(other) == told(room.session)
    assert other.compose.current is None
    assert not other.document.dirty
    other.close()
    assert files() == []


def test_a_pedal_that_was_played_without_a_note_is_saved_too(room: Room, tmp_path: Path) -> None:
    pedal = (ControlEvent(960, ControlKind.CONTROL, 127, 64),)
    played = Take("played 1", 0, room.track_id, 0, 1920, 1920, controls=pedal, done=True)
    compose_of(room)._takes.add(played)
    room.session.files.save_as(tmp_path / "song.musegen")
    assert not room.session.autosave._stored.takes.unsaved
    other = new_session()
    other.files.open(tmp_path / "song.musegen")
    assert other.compose.takes == (played,)
    other.close()


def test_ids_that_leave_no_room_for_new_ones_do_not_come_in(room: Room) -> None:
    """Ids that come after could not be saved."""
    make(room)
    stored = room.session.autosave._stored
    data = json_of(stored.kept)
    assert data is not None
    data["takes"][0]["notes"][0][4] = 2**30  # type: ignore[index]
    opened = Opened(room.session.document.score, takes=data)
    assert stored.bring(opened) == (TAKES_DAMAGED,)
    assert new_id() < 2**28


def test_takes_in_the_making_are_saved_as_far_as_they_are(room: Room, tmp_path: Path) -> None:
    begin = ask(room)
    report(room, proposal(begin, 1, count=3))
    room.session.files.save_as(tmp_path / "song.musegen")
    other = new_session()
    other.files.open(tmp_path / "song.musegen")
    assert [(len(t.notes), t.done) for t in other.compose.takes] == [(3, True)]


def test_new_notes_get_other_ids_than_those_of_the_takes(room: Room, tmp_path: Path) -> None:
    make(room)
    room.session.files.save_as(tmp_path / "song.musegen")
    room.session.files.open(tmp_path / "song.musegen")
    ids = {n.id for t in room.session.compose.takes for n in t.notes}
    make(room, rng_seed=9)
    assert not ids & {n.id for t in room.session.compose.takes[4:] for n in t.notes}


def test_what_was_opened_listens_to_no_request(room: Room, tmp_path: Path) -> None:
    begin, takes = make(room)
    room.session.files.save_as(tmp_path / "song.musegen")
    room.session.files.open(tmp_path / "song.musegen")
    report(room, proposal(begin, 0, shift=5), worker.TakeDone(begin.request, 20, 0))
    assert [t.notes for t in room.session.compose.takes] == [t.notes for t in takes]


def test_another_song_has_none_of_them(room: Room) -> None:
    make(room)
    room.session.files.new()
    assert names(room.session) == []
    assert not room.session.autosave._stored.takes.unsaved


@pytest.mark.parametrize("large", [False, True])
def test_a_song_of_any_size_is_saved_with_them(
    room: Room, tmp_path: Path, large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if large:
        monkeypatch.setattr(saving, "LARGE", 1)
        monkeypatch.setattr(saving, "parsed_by_a_process", lambda file: saving._digest(read_project(file)))
    make(room)
    room.session.files.save_as(tmp_path / "song.musegen", wait=False)
    room.session.files.finish_saving()
    assert not room.session.autosave._stored.takes.unsaved
    with zipfile.ZipFile(tmp_path / "song.musegen") as archive:
        assert TAKES in archive.namelist()


def test_a_copy_and_an_earlier_version_have_them_too(room: Room, tmp_path: Path) -> None:
    _, takes = make(room)
    room.session.shelf.save_copy(tmp_path / "copy.musegen")
    assert room.session.autosave._stored.takes.unsaved
    room.session.files.save_as(tmp_path / "song.musegen")
    change(room, "Other")
    compose_of(room).forget_take(takes[0].id)
    room.session.files.save()
    (version,) = room.session.shelf.versions()
    room.session.shelf.open_version(version)
    assert names(room.session) == [t.id for t in takes]
    room.session.files.open(tmp_path / "copy.musegen")
    assert names(room.session) == [t.id for t in takes]


def test_a_midi_file_cannot_have_them_and_says_so(room: Room, tmp_path: Path) -> None:
    make(room)
    room.session.files.save_as(tmp_path / "song.mid")
    assert "Takes that are not kept yet are in projects only" in room.session.status.line
    assert room.session.autosave._stored.takes.unsaved


def test_damaged_takes_do_not_cost_the_song(room: Room, tmp_path: Path) -> None:
    make(room)
    song = tmp_path / "song.musegen"
    room.session.files.save_as(song)
    with zipfile.ZipFile(song) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    for spoilt in (b"{", b'{"takes":[{}]}', b'{"takes":7}'):
        with zipfile.ZipFile(song, "w") as archive:
            for name, data in (entries | {TAKES: spoilt}).items():
                archive.writestr(name, data)
        room.session.files.open(song)
        assert "takes are damaged and were left out" in room.session.status.line
        assert names(room.session) == []
        assert len(room.session.document.score.tracks[0].notes) == 8


# --- unsaved -----------------------------------------------------------------------------------------------
def test_takes_of_an_unchanged_song_are_kept_for_a_crash_in_time(room: Room) -> None:
    _, takes = make(room)
    room.step(26)
    written(room)
    (file,) = files()
    assert not room.session.document.dirty
    left = unsaved_dir() / "1000-999999" / "1.musegen"
    left.parent.mkdir()
    file.rename(left)
    second = new_session()
    (song,) = second.kept.find()
    second.kept.open(song)  # type: ignore[arg-type]
    assert [(t.id, t.notes) for t in second.compose.takes] == [(t.id, t.notes) for t in takes]
    second.close()
    assert len(files()) == 1  # it was never saved


def test_what_changes_among_them_is_kept_as_well(room: Room) -> None:
    _, takes = make(room)
    room.step(26)
    written(room)
    before = files()[0].read_bytes()
    compose_of(room).rate(takes[0].id, 5)
    room.step(26)
    written(room)
    assert files()[0].read_bytes() != before


def test_when_they_are_saved_nothing_is_left(room: Room, tmp_path: Path) -> None:
    make(room)
    room.step(26)
    written(room)
    assert len(files()) == 1
    room.session.files.save_as(tmp_path / "song.musegen")
    written(room)
    assert files() == []
    room.session.close()
    assert files() == []


def test_who_closes_a_saved_song_leaves_what_a_button_makes_again_but_nothing_else(room: Room) -> None:
    make(room)
    room.step(26)
    written(room)
    room.session.close()
    assert files() == []
    rated = new_session()
    rated.compose._takes.bring(room.session.compose._takes.kept)
    rated.compose.rate(rated.compose.takes[0].id, 3)
    rated.close()
    assert len(files()) == 1


@pytest.mark.parametrize("work", ["rated", "put together"])
def test_what_was_done_by_hand_since_saving_is_kept_as_well(room: Room, tmp_path: Path, work: str) -> None:
    """The take itself lies in the song's file, but not what has become of it."""
    _, takes = make(room)
    compose_of(room).comp(takes[1].id, END, END + BAR)
    room.session.files.save_as(tmp_path / "song.musegen")
    room.session.close()
    assert files() == []
    other = new_session()
    other.files.open(tmp_path / "song.musegen")
    comped = other.compose.takes[-1]
    if work == "rated":
        other.compose.rate(takes[0].id, 4)
    else:
        grown = with_passage(comped, other.compose.takes[2], END + BAR, END + 2 * BAR, 0, grows=True)
        other.compose._takes.update(grown)
    other.close()
    assert len(files()) == 1


def test_undoing_to_the_saved_song_still_keeps_them(room: Room) -> None:
    make(room)
    change(room, "River")
    room.step(26)
    written(room)
    room.session.document.undo()
    room.step(26)
    written(room)
    assert len(files()) == 1


def test_what_is_given_up_is_given_up(room: Room) -> None:
    make(room)
    room.step(26)
    written(room)
    room.session.autosave.give_up()
    written(room)
    assert files() == []
    room.step(60)
    written(room)
    assert files() == []


def test_a_song_that_is_left_comes_back_with_its_takes(room: Room) -> None:
    _, takes = make(room)
    change(room, "River")
    room.session.files.new()
    make(room, track_id=room.session.document.score.tracks[0].id, start_tick=8 * 960)
    room.session.kept.back()
    assert names(room.session) == [t.id for t in takes]
    assert room.session.document.title == "River"


def test_so_does_one_without_changes(room: Room, tmp_path: Path) -> None:
    _, takes = make(room)
    room.session.files.save_as(tmp_path / "song.musegen")
    room.session.files.new()
    room.session.kept.back()
    assert names(room.session) == [t.id for t in takes]
    assert not room.session.autosave._stored.takes.unsaved


# --- recordings --------------------------------------------------------------------------------------------
def test_a_recording_in_takes_is_kept_while_it_is_made_and_when_it_is_done(room: Room) -> None:
    player, record = Player(room), room.session.record
    record.set_mode(RecordMode.TAKES)
    record.set_count_in(0)
    record.toggle()
    player.note(72, 0, 480)
    room.step(26)
    written(room)
    assert recovered(room) == [[72]]
    player.note(74, 960, 1440)
    room.session.transport.stop()
    room.step(0.2)
    room.step(26)
    written(room)
    assert recovered(room) == [[72, 74]]
    assert not room.session.document.dirty


def recovered(room: Room) -> list[list[int]]:
    """The pitches of the takes in the file that a crash would leave."""
    (file,) = files()
    other = new_session()
    other.files.open(file)
    found = [[n.pitch for n in t.notes] for t in other.compose.takes]
    assert all(t.recorded for t in other.compose.takes)
    other.close()
    return found


def test_recorded_takes_of_two_sessions_are_not_the_same(room: Room) -> None:
    left_behind(room, "River")
    player, record = Player(room), room.session.record
    record.set_mode(RecordMode.TAKES)
    record.set_count_in(0)
    for _ in range(2):
        record.toggle()
        player.note(72, 0, 480)
        room.session.transport.stop()
        room.step(0.2)
    assert len(set(names(room.session))) == 2
    assert all(len(name) == len("played 0123456789") for name in names(room.session))
