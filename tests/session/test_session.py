from __future__ import annotations

import json
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from musegen_app.base.errors import FileFormatError
from musegen_app.base.unexpected import install_excepthook
from musegen_app.engine import messages as engine
from musegen_app.engine.route import Route
from musegen_app.sampling import messages as worker
from musegen_app.score.model import Note, Output, Score, Track
from musegen_app.session.compose import GenerateRequest
from musegen_app.session.session import Session
from musegen_app.session.settings import Settings, load_settings
from tests.session.conftest import QUARTER, Room
from tests.waiting import finished, joined

SOUND = engine.AudioState("Speakers", "ALSA", 48_000, 256, 10.0, "FluidSynth", "gm.sf2", "")


def add_note(room: Room, pitch: int = 72) -> None:
    score = room.session.document.score
    track = score.track(room.track_id)
    notes = [*track.notes, Note(20 * QUARTER, QUARTER, pitch)]
    room.session.document.edit("Draw note", score.with_track(track.with_notes(notes)))


# --- the engine ------------------------------------------------------------------------------------------
def test_a_new_engine_is_told_everything(room: Room) -> None:
    kinds = [type(c) for c in room.engine.sent]
    assert kinds.index(engine.LoadSoundFont) < kinds.index(engine.OpenDevice) < kinds.index(engine.LoadPlaylist)
    assert engine.SetMasterGain in kinds
    assert len(room.engine.last(engine.LoadPlaylist).playlist.events) >= 16


def test_edits_reach_the_engine_as_patches_after_a_moment(room: Room) -> None:
    add_note(room)
    add_note(room, 76)
    assert room.engine.of(engine.PatchPlaylist) == []
    room.step()
    sent = room.engine.of(engine.PatchPlaylist) + room.engine.of(engine.LoadPlaylist)[1:]
    assert len(sent) == 1
    assert sent[0].revision == 2
    room.step()
    assert len(room.engine.of(engine.PatchPlaylist) + room.engine.of(engine.LoadPlaylist)) == 2


def test_moving_a_note_patches_only_its_ticks(room: Room) -> None:
    score = room.session.document.score
    track = score.track(room.track_id)
    moved = [replace(n, pitch=n.pitch + 1) if i == 3 else n for i, n in enumerate(track.notes)]
    room.session.document.edit("Move note", score.with_track(track.with_notes(moved)))
    room.step()
    patch = room.engine.last(engine.PatchPlaylist)
    assert patch.from_tick >= 3 * QUARTER
    assert patch.to_tick <= 4 * QUARTER + 1


def test_play_sends_what_is_due_first(room: Room) -> None:
    add_note(room)
    room.session.transport.play(0)
    kinds = [type(c) for c in room.engine.sent]
    assert kinds[-1] is engine.Play
    assert kinds[-2] in (engine.PatchPlaylist, engine.LoadPlaylist)


def test_a_ghost_is_heard(room: Room) -> None:
    room.session.compose.generate(GenerateRequest(room.track_id, bars=2, rng_seed=1))
    begin = room.worker.last(worker.Begin)
    ghost = Note(begin.start_tick, QUARTER, 99)
    room.worker.reports.append(
        worker.NotesProposed(begin.request, 1, begin.start_tick, (ghost,), (-1.0,), (), begin.start_tick + QUARTER, 5.0)
    )
    room.step()
    room.step()
    sent = [c for c in room.engine.sent if isinstance(c, engine.PatchPlaylist | engine.LoadPlaylist)][-1]
    assert 99 in sent.playlist.events["data1"]
    assert sent.playlist.end_tick >= begin.start_tick + 8 * QUARTER  # more is to come
    assert room.engine.last(engine.SetUntil).until_tick == begin.start_tick + QUARTER
    room.worker.reports.append(worker.TakeDone(begin.request, begin.start_tick + 8 * QUARTER))
    room.step()
    assert room.engine.last(engine.SetUntil).until_tick is None


def test_transport_answers_at_once_and_then_follows_the_engine(room: Room) -> None:
    transport = room.session.transport
    transport.play(4 * QUARTER)
    assert transport.state.playing
    assert transport.state.seconds == pytest.approx(2.0)
    room.engine.reports.append(engine.Position(0, False, 1, 0, 0, 0.0))  # sent before it heard of Play
    room.step()
    assert transport.state.playing
    room.engine.reports.append(engine.Position(5 * QUARTER, True, 1, 0, 2, 0.5))
    room.step()
    assert (transport.state.tick, transport.state.dropouts, transport.state.peak) == (5 * QUARTER, 2, 0.5)
    room.engine.reports.append(engine.Position(6 * QUARTER, False, 1, 0, 2, 0.0))  # the end was reached
    room.step(1.0)
    assert not transport.state.playing


def test_an_engine_that_never_agrees_is_believed_in_the_end(room: Room) -> None:
    room.session.transport.play(0)
    room.clock.pass_by(1.0)
    room.engine.reports.append(engine.Position(0, False, 1, 0, 0, 0.0))
    room.step()
    assert not room.session.transport.state.playing


def test_the_verbs_of_the_transport(room: Room) -> None:
    transport = room.session.transport
    transport.seek(-5)
    assert room.engine.last(engine.Seek).tick == 0
    transport.set_loop(True, 0, 4 * QUARTER)
    assert room.engine.last(engine.SetLoop) == engine.SetLoop(True, 0, 4 * QUARTER)
    transport.set_loop(True, 960, 960)
    assert not transport.state.loop
    transport.set_metronome(True)
    assert room.engine.last(engine.SetMetronome).enabled
    transport.toggle()
    assert transport.state.playing
    transport.toggle()
    assert not transport.state.playing
    transport.panic()
    assert room.engine.of(engine.Panic)


def test_tempo_is_an_edit(room: Room) -> None:
    room.session.transport.set_tempo(90)
    assert room.session.document.score.tempo.at(0).bpm == pytest.approx(90)
    room.session.transport.set_tempo(70)
    room.session.document.undo()
    assert room.session.document.score.tempo.at(0).bpm == pytest.approx(90)
    room.session.document.undo()
    assert room.session.document.score.tempo.at(0).bpm == pytest.approx(120)


def test_starving_is_said(room: Room) -> None:
    room.engine.reports.append(engine.Starved(960))
    room.step()
    assert "caught up" in room.session.status.line


def test_a_dead_engine_is_started_again_with_the_same_state(room: Room) -> None:
    transport = room.session.transport
    transport.set_loop(True, 0, 4 * QUARTER)
    transport.play(QUARTER)
    before = room.session.document.score
    room.engine.alive = False
    room.step()
    assert room.engine.starts == 2
    assert "started again" in room.session.status.line
    assert transport.state.playing
    assert room.session.document.score is before
    add_note(room)
    room.step()
    assert room.engine.of(engine.PatchPlaylist) or room.engine.of(engine.LoadPlaylist)


def test_an_engine_that_keeps_dying_is_left_alone_until_play(room: Room) -> None:
    for _ in range(4):
        room.engine.alive = False
        room.step()
    assert not room.session.transport.state.playing
    assert any("engine" in s.line for s in room.session.status.standing)
    starts = room.engine.starts
    room.step(5)
    room.session.live.key_down(60)  # a melody on the keys is not a hundred attempts
    assert room.engine.starts == starts
    room.session.transport.play()
    assert room.engine.starts == starts + 1


def test_sound_is_remembered(room: Room, tmp_path: Path) -> None:
    sound = room.session.sound
    sound.open_device("Speakers", 44_100, 128)
    sound.set_gain_db(-6.0)
    sound.load_soundfont("/some.sf2")
    assert room.engine.last(engine.OpenDevice) == engine.OpenDevice("Speakers", 44_100, 128)
    room.step(2.0)
    saved = load_settings(tmp_path / "settings.json")
    assert (saved.audio_device, saved.sample_rate, saved.gain_db, saved.soundfont) == (
        "Speakers",
        44_100,
        -6.0,
        "/some.sf2",
    )


def test_a_missing_device_is_a_standing_word(room: Room) -> None:
    problem = "No audio device: notes are silent"
    room.engine.reports.append(replace(SOUND, device="", problem=problem))
    room.step()
    assert problem in [s.line for s in room.session.status.standing]
    room.engine.reports.append(SOUND)
    room.step()
    assert problem not in [s.line for s in room.session.status.standing]
    assert room.session.sound.state.device == "Speakers"


def test_devices_and_preview(room: Room) -> None:
    device = engine.AudioDevice("Speakers", "ALSA", True, 48_000)
    room.engine.reports.append(engine.DeviceList((device,)))
    room.step()
    assert room.session.sound.devices() == (device,)
    room.session.sound.preview_on(room.track_id, 64, 90)
    assert (room.engine.last(engine.PreviewOn).pitch, room.engine.last(engine.PreviewOn).velocity) == (64, 90)
    room.session.sound.preview_off()
    assert room.engine.of(engine.PreviewOff)


def test_a_note_is_previewed_where_its_track_sounds(room: Room) -> None:
    outside = Track("Drums", 9, output=Output(synth=False, port="Expander", channel=9))
    both = Track("Piano", 0, output=Output(synth=True, port="Expander", channel=2))
    nowhere = Track("Lost", 1, output=Output(synth=False))
    room.session.document.replace(Score(tracks=(outside, both, nowhere)), None)
    room.session.sound.preview_on(outside.id, 38)
    wish = room.engine.last(engine.PreviewOn)
    assert (wish.channel, wish.synth, wish.route) == (9, False, Route("Expander", 9))
    room.session.sound.preview_on(both.id, 60)
    wish = room.engine.last(engine.PreviewOn)
    assert (wish.channel, wish.synth, wish.route) == (0, True, Route("Expander", 2))
    room.session.sound.preview_on(nowhere.id, 60)  # a touched note is heard all the same
    assert room.engine.last(engine.PreviewOn).synth


# --- the worker ------------------------------------------------------------------------------------------
def test_a_dead_worker_is_started_again_and_asked_again(room: Room) -> None:
    room.session.compose.generate(GenerateRequest(room.track_id, bars=2, rng_seed=3))
    begin = room.worker.last(worker.Begin)
    room.worker.alive = False
    room.step()
    assert room.worker.starts == 2
    assert "started again" in room.session.status.line
    assert [type(c) for c in room.worker.sent] == [worker.LoadBundle, worker.Begin]
    assert room.worker.last(worker.Begin) == begin


def test_a_worker_that_keeps_dying_ends_the_request(room: Room) -> None:
    room.session.compose.generate(GenerateRequest(room.track_id, bars=2, rng_seed=3))
    for _ in range(4):
        room.worker.alive = False
        room.step()
    state = room.session.compose.state
    assert not state.busy
    assert "keeps stopping" in state.problem, "whoever waits for the take can see that it never comes"
    assert room.session.status.kind == "error"


def test_a_question_that_died_with_the_worker_is_asked_again(room: Room) -> None:
    room.session.compose.listen(room.track_id)
    question = room.worker.last(worker.Listen)
    room.worker.alive = False
    room.step()
    assert [type(c) for c in room.worker.sent] == [worker.LoadBundle, worker.Listen]
    assert room.worker.last(worker.Listen) == question
    room.worker.reports.append(worker.Heard(question.request, worker.Hearing(), "D major", (), ""))
    room.step()
    room.worker.alive = False
    room.step()
    assert [type(c) for c in room.worker.sent] == [worker.LoadBundle], "it has been answered"


def test_an_answer_about_the_last_song_is_not_shown(room: Room) -> None:
    room.session.compose.listen(room.track_id)
    question = room.worker.last(worker.Listen)
    room.session.files.new()
    room.worker.reports.append(worker.Heard(question.request, worker.Hearing(), "D major", (), ""))
    room.step()
    assert room.session.compose.heard is None


# --- files and life --------------------------------------------------------------------------------------
def test_saving_opening_and_the_recent_files(room: Room, tmp_path: Path) -> None:
    files, document = room.session.files, room.session.document
    with pytest.raises(FileFormatError, match="no file"):
        files.save()
    files.save_as(tmp_path / "song")
    assert document.path == tmp_path / "song.musegen"
    assert not document.dirty
    add_note(room)
    assert document.dirty
    files.save()
    kept = document.score
    files.export_midi(tmp_path / "song.mid")
    assert document.path == tmp_path / "song.musegen"
    files.new()
    assert document.path is None
    files.open(tmp_path / "song.musegen")
    assert [n.pitch for n in document.score.tracks[0].notes] == [n.pitch for n in kept.tracks[0].notes]
    assert files.recent()[0] == tmp_path / "song.musegen"


def test_a_failing_open_changes_nothing(room: Room, tmp_path: Path) -> None:
    before = room.session.document.score
    (tmp_path / "bad.mid").write_bytes(b"MThd is all")
    with pytest.raises(FileFormatError):
        room.session.files.open(tmp_path / "bad.mid")
    assert room.session.document.score is before


def test_another_song_forgets_takes(room: Room) -> None:
    room.session.compose.generate(GenerateRequest(room.track_id, bars=2))
    room.session.files.new()
    assert room.session.compose.takes == ()
    assert not room.session.compose.state.busy
    assert room.session.transport.state.tick == 0


def test_everything_works_before_the_processes_are_up(bundles: object, tmp_path: Path) -> None:
    session = Session(Settings(), settings_file=tmp_path / "settings.json")
    session.files.new()
    session.transport.seek(960)
    session.transport.set_tempo(100)
    session.sound.set_gain_db(-3)
    session.compose.listen(session.document.score.tracks[0].id)
    session.poll()
    session.close()
    assert load_settings(tmp_path / "settings.json").gain_db == -3


def run_python(code: str) -> str:
    done = finished([sys.executable, "-c", code])
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_the_session_is_light() -> None:
    """The runtime twin of the layer contracts. Counted is the time of this process alone: the machine may be busy."""
    code = """
import json, sys, time
before = set(sys.modules); begin = time.process_time()
import musegen_app.session.session
spent = time.process_time() - begin
print(json.dumps({"spent": spent, "modules": sorted(set(sys.modules) - before)}))
"""
    run_python(code)  # compiled files are written now
    results = [json.loads(run_python(code)) for _ in range(3)]
    heavy = {
        "numpy",
        "torch",
        "PySide6",
        "onnxruntime",
        "mido",
        "sounddevice",
        "rtmidi",
        "fluidsynth",
        "multiprocessing",
        "rich",
    }
    assert heavy.isdisjoint(results[0]["modules"])
    assert min(r["spent"] for r in results) < 0.5


def test_what_nobody_expected_is_logged_and_told(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise ZeroDivisionError("oh")

    undo = install_excepthook(room.session.tell)
    try:
        thread = threading.Thread(target=fail, daemon=True)
        thread.start()
        joined(thread)
    finally:
        undo()
    room.step()
    assert room.session.status.kind == "error"
    assert "ZeroDivisionError" in room.session.status.line
    assert [r.exc_info[0] for r in caplog.records if r.exc_info] == [ZeroDivisionError]


def test_the_word_about_starving_goes_when_notes_are_back(room: Room) -> None:
    compose = room.session.compose
    compose.generate(GenerateRequest(room.track_id))
    begun = room.worker.last(worker.Begin)
    room.session.transport.play(0)
    room.engine.reports.append(engine.Starved(begun.start_tick))
    room.engine.reports.append(engine.Position(begun.start_tick + 10, True, 0, 0, 0, 0.0))
    room.step(1.0)
    assert "caught up" in room.session.status.line
    until = begun.start_tick + 4 * QUARTER
    notes = (Note(begun.start_tick, QUARTER, 60),)
    proposed = worker.NotesProposed(begun.request, 1, begun.start_tick, notes, (0.0,), (), until, 500.0)
    room.worker.reports.append(proposed)
    room.step()
    assert "caught up" not in room.session.status.line
    assert room.session.status.line.startswith("Generating at 500 notes/s")


def test_the_status_line_says_that_it_plays(room: Room) -> None:
    transport, status = room.session.transport, room.session.status
    room.worker.reports.append(worker.BundleReady("/nowhere/folk-lstm", "folk-lstm", 0.1))
    room.step()
    transport.play(0)
    room.step()
    assert status.line == "Playing"
    transport.set_loop(True, 0, 8 * QUARTER)
    room.step()
    assert status.line == "Playing bars 1–2 in a loop"
    transport.stop()
    room.step()
    assert status.line == "Ready"
