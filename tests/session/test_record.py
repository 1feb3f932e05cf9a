from __future__ import annotations

from dataclasses import replace

import pytest

from musegen_app.engine import messages as engine
from musegen_app.engine.route import Route
from musegen_app.score import edits
from musegen_app.score.model import ControlEvent, ControlKind, Note, OriginKind, Output
from musegen_app.session.record import RecordMode
from musegen_app.session.settings import load_settings
from tests.session.conftest import QUARTER, Room
from tests.session.players import PIANO, Player

BAR = 4 * QUARTER


@pytest.fixture
def player(room: Room) -> Player:
    return Player(room)


def start(room: Room, tick: int = 0, *, count_in: int = 0) -> None:
    room.session.record.set_count_in(count_in)
    room.session.transport.seek(tick)
    room.session.record.toggle()


def stop(room: Room) -> None:
    room.session.transport.stop()
    room.step(0.2)


def track_notes(room: Room) -> tuple[Note, ...]:
    return room.session.document.score.track(room.track_id).notes


def new_notes(room: Room) -> list[tuple[int, int, int]]:
    return [(n.start_tick, n.duration_ticks, n.pitch) for n in track_notes(room) if n.origin.kind is OriginKind.PLAYED]


def controls(room: Room) -> list[tuple[int, ControlKind, int, int]]:
    track = room.session.document.score.track(room.track_id)
    return [(c.tick, c.kind, c.number, c.value) for c in track.controls]


# --- overdub ---------------------------------------------------------------------------------------------
def test_what_is_played_is_one_undo_step(room: Room, player: Player) -> None:
    start(room, BAR)
    assert room.engine.last(engine.Play).from_tick == BAR
    player.note(72, BAR, BAR + 480, velocity=101)
    player.note(74, BAR + QUARTER, BAR + 2 * QUARTER)
    before = len(track_notes(room))
    assert room.session.document.undo_label != "Record"
    stop(room)
    assert new_notes(room) == [(BAR, 480, 72), (BAR + QUARTER, QUARTER, 74)]
    played = next(n for n in track_notes(room) if n.pitch == 72)
    assert (played.velocity, played.release_velocity) == (101, 50)
    assert len(track_notes(room)) == before + 2
    assert room.session.document.undo_label == "Record"
    room.session.document.undo()
    assert len(track_notes(room)) == before


def test_the_pedal_the_wheel_and_the_rest_are_recorded_and_put_to_rest(room: Room, player: Player) -> None:
    start(room)
    player.strike(72, 0)
    player.pedal(127, 10)
    player.send(0xE0, 0, 80, 20)  # wheel up
    player.send(0xD0, 33, 0, 30)
    player.send(0xA0, 72, 44, 40)
    player.send(0xC0, 12, 0, 50)
    player.send(0xB0, 123, 0, 900)  # all notes off
    player.playhead(BAR)
    stop(room)
    assert new_notes(room) == [(0, 900, 72)]
    assert controls(room)[:5] == [
        (10, ControlKind.CONTROL, 64, 127),
        (20, ControlKind.BEND, 0, 2048),
        (30, ControlKind.PRESSURE, 0, 33),
        (40, ControlKind.POLY_PRESSURE, 72, 44),
        (50, ControlKind.PROGRAM, 0, 12),
    ]
    assert {(t, k, v) for t, k, _, v in controls(room)[5:]} == {
        (BAR, ControlKind.CONTROL, 0),
        (BAR, ControlKind.BEND, 0),
        (BAR, ControlKind.PRESSURE, 0),
    }


def test_a_note_held_at_the_end_is_closed_there(room: Room, player: Player) -> None:
    start(room)
    player.strike(72, QUARTER)
    player.playhead(3 * QUARTER)
    stop(room)
    assert new_notes(room) == [(QUARTER, 2 * QUARTER, 72)]


def test_what_arrives_just_after_stop_was_played_before_it(room: Room, player: Player) -> None:
    start(room)
    player.playhead(BAR)
    at_ns = round(room.clock() * 1e9)
    room.step(0.02)
    room.session.transport.stop()
    room.step(0.05)
    late = engine.PlayedEvent(at_ns, PIANO, 0x90, 72, 90, BAR, True, 0)
    after = engine.PlayedEvent(round(room.clock() * 1e9), PIANO, 0x90, 76, 90, BAR, True, 0)
    room.engine.reports.append(engine.Played((late, after)))
    room.step(0.2)
    assert [pitch for _, _, pitch in new_notes(room)] == [72]


def test_nothing_played_changes_nothing(room: Room, player: Player) -> None:
    room.session.record.set_mode(RecordMode.REPLACE)
    before = room.session.document.score
    start(room)
    player.playhead(BAR)
    stop(room)
    assert room.session.document.score is before


def test_recording_starts_while_playing_and_ends_without_stopping(room: Room, player: Player) -> None:
    room.session.transport.play(0)
    player.playhead(QUARTER)
    player.note(70, QUARTER, QUARTER + 10)  # before recording
    room.session.record.toggle()
    assert len(room.engine.of(engine.Play)) == 1
    player.note(72, 2 * QUARTER - 3, 3 * QUARTER)
    player.playhead(BAR)
    room.session.record.toggle()
    assert not room.session.record.state.recording
    room.step(0.2)
    assert room.session.transport.state.playing
    assert new_notes(room) == [(2 * QUARTER - 3, QUARTER + 3, 72)]


def test_the_song_does_not_end_while_it_is_recorded(room: Room, player: Player) -> None:
    start(room)
    sent = [c for c in room.engine.sent if isinstance(c, engine.PatchPlaylist | engine.LoadPlaylist)][-1]
    assert sent.playlist.end_tick > 1000 * BAR
    assert isinstance(room.engine.sent[-1], engine.Play)  # told before it begins
    player.playhead(BAR)
    stop(room)
    room.step()
    sent = [c for c in room.engine.sent if isinstance(c, engine.PatchPlaylist | engine.LoadPlaylist)][-1]
    assert sent.playlist.end_tick == 2 * BAR


def test_what_grows_is_shown(room: Room, player: Player) -> None:
    grown: list[tuple[Note, ...]] = []
    room.session.on_growing.subscribe(grown.append)
    start(room)
    player.strike(72, 0)
    player.playhead(QUARTER)
    assert [(n.pitch, n.duration_ticks) for n in grown[-1]] == [(72, QUARTER)]
    player.playhead(2 * QUARTER)
    assert [n.duration_ticks for n in grown[-1]] == [2 * QUARTER]
    stop(room)
    assert grown[-1] == ()


# --- the beginning ---------------------------------------------------------------------------------------
def test_struck_early_in_the_count_in_lands_on_the_start(room: Room, player: Player) -> None:
    start(room, count_in=1)
    assert room.engine.last(engine.Play) == engine.Play(0, 1)
    player.playhead(0, count_in=4)
    assert room.session.status.line == "Count-in: 4"
    player.note(50, -3 * QUARTER, -2 * QUARTER)  # trying the keys
    player.pedal(127, -2 * QUARTER)
    player.note(60, -100, -20)  # early and short
    player.strike(72, -40)  # early
    player.let_go(72, QUARTER)
    player.note(74, QUARTER, 2 * QUARTER)
    player.playhead(QUARTER)
    assert room.session.status.line == "Recording on Melody, bar 1"
    player.playhead(BAR)
    stop(room)
    assert new_notes(room) == [(0, 80, 60), (0, QUARTER, 72), (QUARTER, QUARTER, 74)]
    assert controls(room)[0] == (0, ControlKind.CONTROL, 64, 127)


def test_a_seek_back_while_recording_loses_nothing(room: Room, player: Player) -> None:
    start(room, 2 * BAR)
    player.note(72, 2 * BAR, 2 * BAR + 480)
    player.playhead(3 * BAR)
    room.session.transport.seek(0)
    player.note(74, 480, QUARTER)
    player.playhead(QUARTER)
    stop(room)
    assert new_notes(room) == [(480, 480, 74), (2 * BAR, 480, 72)]


def test_quantise_moves_the_start_and_keeps_the_length(room: Room, player: Player) -> None:
    room.session.record.set_quantise(240)
    start(room)
    player.note(72, 250, 700)
    player.note(74, 475, 960)
    player.playhead(BAR)
    stop(room)
    assert new_notes(room) == [(240, 450, 72), (480, 485, 74)]


def test_only_what_lies_in_the_punch_is_kept(room: Room, player: Player) -> None:
    room.session.record.set_punch(True, BAR, 2 * BAR)
    start(room)
    player.note(60, 0, QUARTER)
    player.pedal(127, QUARTER)
    player.note(62, BAR - 30, BAR + QUARTER)
    player.note(64, BAR + QUARTER, BAR + 2 * QUARTER)
    player.note(65, 2 * BAR - QUARTER, 2 * BAR + QUARTER)
    player.note(67, 2 * BAR + QUARTER, 3 * BAR)
    player.playhead(3 * BAR)
    stop(room)
    assert new_notes(room) == [(BAR, QUARTER, 62), (BAR + QUARTER, QUARTER, 64), (2 * BAR - QUARTER, QUARTER, 65)]
    assert controls(room) == [(BAR, ControlKind.CONTROL, 64, 127), (2 * BAR, ControlKind.CONTROL, 64, 0)]


def test_what_was_played_outside_the_punch_is_said(room: Room, player: Player) -> None:
    room.session.record.set_punch(True, BAR, 2 * BAR)
    start(room)
    player.playhead(3 * BAR)
    stop(room)
    assert room.session.status.line == "Nothing came in: the song is as it was"
    start(room)
    player.note(60, 0, QUARTER)
    player.playhead(3 * BAR)
    stop(room)
    assert new_notes(room) == []
    assert room.session.status.line == "What was played lies outside the punch: the song is as it was"


# --- replace and laps ------------------------------------------------------------------------------------
def heard_pitches(room: Room) -> list[int]:
    playlist = room.session._heard.playlist()
    return sorted(playlist.events["data1"][playlist.events["kind"] == 0x90].tolist())


def test_replace_silences_what_is_ahead_and_keeps_what_is_locked(room: Room, player: Player) -> None:
    score = room.session.document.score
    locked = track_notes(room)[1]
    room.session.document.edit("Lock", edits.lock_notes(score, room.track_id, [locked.id], True))
    track = room.session.document.score.track(room.track_id)
    old = (ControlEvent(100, ControlKind.CONTROL, 5, 1), ControlEvent(2 * BAR, ControlKind.CONTROL, 6, 1))
    room.session.document.edit("Wheel", room.session.document.score.with_track(replace(track, controls=old)))
    room.session.record.set_mode(RecordMode.REPLACE)
    start(room)
    assert heard_pitches(room) == [61]
    player.note(90, 0, QUARTER)
    player.playhead(BAR)
    stop(room)
    assert [n.pitch for n in track_notes(room)] == [90, 61, 64, 65, 66, 67]
    assert replace(locked, locked=True) in track_notes(room)
    assert room.session.document.score.track(room.track_id).controls == old[1:]


def test_laps_of_an_overdub_add_up_and_are_heard(room: Room, player: Player) -> None:
    room.session.transport.set_loop(True, 0, BAR)
    start(room)
    player.note(80, 0, QUARTER)
    player.strike(81, BAR - 500)  # held over the end: cut there
    player.strike(82, BAR - 50)  # and this one means the beginning
    player.playhead(BAR - 10)
    assert 80 not in heard_pitches(room)
    player.lap = 1
    player.let_go(81, 20)
    player.let_go(82, QUARTER)
    player.note(83, QUARTER, 2 * QUARTER)
    player.playhead(2 * QUARTER)
    assert {80, 81} <= set(heard_pitches(room))
    assert 83 not in heard_pitches(room)
    stop(room)
    assert new_notes(room) == [(0, QUARTER, 80), (0, QUARTER, 82), (QUARTER, QUARTER, 83), (BAR - 500, 500, 81)]
    assert room.session.document.undo_label == "Record"


def test_a_loop_that_is_entered_in_its_middle_is_silent_as_a_whole_from_the_next_lap_on(
    room: Room, player: Player
) -> None:
    room.session.record.set_mode(RecordMode.REPLACE)
    room.session.transport.set_loop(True, 0, BAR)
    start(room, 2 * QUARTER)
    assert heard_pitches(room) == [60, 61]
    player.playhead(BAR - 10)
    player.playhead(QUARTER)
    assert heard_pitches(room) == []
    player.lap = 1
    player.note(90, QUARTER, 2 * QUARTER)
    player.playhead(2 * QUARTER)
    stop(room)
    assert [(n.start_tick, n.pitch) for n in track_notes(room)][:2] == [(QUARTER, 90), (BAR, 64)]


def test_each_lap_becomes_a_take(room: Room, player: Player) -> None:
    room.session.record.set_mode(RecordMode.TAKES)
    room.session.transport.set_loop(True, 0, BAR)
    start(room)
    player.note(80, 0, QUARTER)
    player.pedal(127, QUARTER)
    player.playhead(BAR - 10)
    player.lap = 1
    player.note(83, QUARTER, 2 * QUARTER)
    player.playhead(2 * QUARTER)
    before = room.session.document.score
    stop(room)
    assert room.session.document.score is before
    first, second = room.session.compose.takes
    assert [n.pitch for n in first.notes] == [80]
    assert [n.pitch for n in second.notes] == [83]
    assert (first.start_tick, first.end_tick, first.done, first.recorded) == (0, BAR, True, True)
    assert room.session.compose.current is second
    room.session.compose.select_take(first.id)
    room.session.compose.accept()
    assert [n.pitch for n in track_notes(room)] == [80, 64, 65, 66, 67]
    assert controls(room) == [(QUARTER, ControlKind.CONTROL, 64, 127), (BAR, ControlKind.CONTROL, 64, 0)]


# --- trouble ---------------------------------------------------------------------------------------------
def test_a_dead_engine_and_a_pulled_cable_lose_nothing(room: Room, player: Player) -> None:
    start(room)
    player.strike(72, 0)
    player.playhead(QUARTER)
    room.engine.alive = False
    room.step()
    assert room.session.record.state.recording
    player.strike(74, QUARTER)
    player.playhead(2 * QUARTER)
    info = engine.PortInfo(PIANO, "ALSA", opened=True)
    room.engine.reports.append(engine.PortList((info,)))
    room.step()
    room.engine.reports.append(engine.PortList(()))
    room.step()
    assert room.session.status.line == f"“{PIANO}” is gone; it will be used again when it is back"
    player.playhead(BAR)
    stop(room)
    assert new_notes(room) == [(0, QUARTER, 72), (QUARTER, QUARTER, 74)]


def test_a_track_that_was_removed_meanwhile_comes_back_new(room: Room, player: Player) -> None:
    start(room)
    player.note(72, 0, QUARTER)
    score = room.session.document.score
    room.session.document.edit("Remove", edits.remove_track(score, room.track_id))
    player.playhead(QUARTER)
    stop(room)
    (track,) = room.session.document.score.tracks
    assert (track.name, [n.pitch for n in track.notes]) == ("Recorded", [72])


def test_another_song_gets_nothing_of_the_old_one(room: Room, player: Player) -> None:
    start(room)
    player.note(72, 0, QUARTER)
    room.session.files.new()
    room.step(0.5)
    assert room.session.document.score.tracks[0].notes == ()


# --- keys that sound at once -----------------------------------------------------------------------------
def test_keys_sound_like_the_armed_track(room: Room) -> None:
    record, document = room.session.record, room.session.document
    assert room.engine.last(engine.SetThru).sound.program == 0
    document.edit("Instrument", edits.set_program(document.score, room.track_id, 40))
    assert room.engine.last(engine.SetThru).sound.program == 40
    score = edits.add_track(document.score)
    other = score.tracks[-1].id
    score = edits.set_program(edits.set_pan(edits.set_chorus(score, other, 9), other, 10), other, 7)
    score = edits.set_reverb(edits.set_output(score, other, Output(False, PIANO, 3)), other, 70)
    document.edit("Track", score)
    record.set_active(other)
    sound = room.engine.last(engine.SetThru).sound
    assert (sound.program, sound.pan, sound.chorus, sound.reverb) == (7, 10, 9, 70)
    assert (sound.synth, sound.route) == (False, Route(PIANO, 3))
    record.arm(room.track_id)
    assert room.engine.last(engine.SetThru).sound.program == 40
    count = len(room.engine.of(engine.SetThru))
    document.edit("Name", edits.rename_track(document.score, other, "B"))
    assert len(room.engine.of(engine.SetThru)) == count
    record.set_thru(False)
    assert room.engine.last(engine.SetThru).sound is None


def test_a_new_engine_is_told_the_wishes_about_keys(room: Room) -> None:
    kinds = {type(c) for c in room.engine.sent}
    assert {engine.SetThru, engine.SetPanicTrigger, engine.SetPorts, engine.SetSync} <= kinds


def test_the_panic_key_is_learned_and_remembered(room: Room, player: Player) -> None:
    room.session.record.learn_panic()
    assert room.session.record.state.learning
    player.let_go(72, 0)
    player.send(0xB0, 22, 30, 0)
    assert room.session.record.state.learning
    player.send(0xB0, 22, 90, 0)
    assert not room.session.record.state.learning
    assert room.engine.last(engine.SetPanicTrigger) == engine.SetPanicTrigger(0xB0, 22)
    assert room.session.settings.panic_number == 22
    room.session.record.forget_panic()
    assert room.engine.last(engine.SetPanicTrigger) == engine.SetPanicTrigger()


def test_how_to_record_is_remembered(room: Room) -> None:
    record = room.session.record
    record.set_mode(RecordMode.TAKES)
    record.set_quantise(240)
    record.set_count_in(7)
    record.set_thru(False)
    room.step(1.5)
    assert room.session._settings_file is not None
    saved = load_settings(room.session._settings_file)
    assert (saved.record_mode, saved.quantise_ticks, saved.count_in_bars, saved.thru) == ("takes", 240, 2, False)


# --- what was not recorded -------------------------------------------------------------------------------
def test_what_was_played_unrecorded_can_be_taken_up(room: Room, player: Player) -> None:
    assert room.session.record.capture() is None
    player.rolling = False
    player.note(50, 0, 0)
    room.step(2.5)
    room.session.transport.seek(BAR + 10)
    player.strike(72, 0)
    room.clock.pass_by(0.499)
    player.strike(74, 0)
    room.clock.pass_by(0.249)
    player.let_go(72, 0)
    player.let_go(74, 0)
    assert room.session.record.state.remembered == 6
    assert room.session.record.capture() == room.track_id
    assert [(n, p) for n, _, p in new_notes(room)] == [(BAR, 72), (BAR + QUARTER, 74)]
    assert new_notes(room)[0][1] == pytest.approx(QUARTER * 1.5, abs=3)
    assert room.session.document.undo_label == "Capture"
    room.session.document.undo()
    assert room.session.record.capture(seconds=60) == room.track_id
    assert [p for _, _, p in new_notes(room)] == [50, 72, 74]


def test_what_was_played_to_the_song_stands_where_it_was_played(room: Room, player: Player) -> None:
    player.note(72, QUARTER + 7, 2 * QUARTER)
    assert room.session.record.capture() == room.track_id
    assert new_notes(room) == [(QUARTER + 7, QUARTER - 7, 72)]


def test_what_is_kept_twice_is_there_once(room: Room, player: Player) -> None:
    player.note(72, QUARTER, 2 * QUARTER)
    player.pedal(127, 2 * QUARTER)
    player.pedal(0, 3 * QUARTER)
    room.session.record.capture()
    track = room.session.document.score.track(room.track_id)
    player.note(74, BAR, 2 * BAR)
    room.session.record.capture()
    assert [p for _, _, p in new_notes(room)] == [72, 74]
    assert room.session.document.score.track(room.track_id).controls == track.controls


def test_what_was_played_becomes_a_seed_on_a_new_track(room: Room, player: Player) -> None:
    player.note(72, QUARTER, 2 * QUARTER)
    track_id = room.session.record.capture_as_seed()
    assert track_id is not None
    track = room.session.document.score.track(track_id)
    assert (track.name, [n.pitch for n in track.notes]) == ("Played", [72])
    assert room.session.record.state.active == track_id
