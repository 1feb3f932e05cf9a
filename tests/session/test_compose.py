from __future__ import annotations

from dataclasses import replace

import pytest

from musegen_app.base.errors import BundleError, MuseGenError, SettingsError
from musegen_app.codecs.lead_sheet import TuneType
from musegen_app.engine.build import with_ghost
from musegen_app.sampling import messages as worker
from musegen_app.sampling.messages import Hearing, Operation, OperationKind, Steering
from musegen_app.score.harmony import Chord, ChordSymbol
from musegen_app.score.keys import Key
from musegen_app.score.model import ControlEvent, ControlKind, Note, Origin, OriginKind, Track
from musegen_app.session.compose import GenerateRequest
from musegen_app.session.credit import WHOLE_TAKE
from tests.session.conftest import QUARTER, Room

END = 8 * QUARTER
MADE = Origin(OriginKind.GENERATED, "folk-lstm", 7)


def ask(room: Room, **fields: object) -> worker.Begin:
    """Press Continue; what the worker was sent."""
    room.session.compose.generate(replace(GenerateRequest(room.track_id, bars=2, rng_seed=7), **fields))
    begin: worker.Begin = room.worker.last(worker.Begin)
    return begin


def propose(room: Room, begin: worker.Begin, count: int, first: int = 0, pitch: int = 72) -> worker.NotesProposed:
    """The worker proposes quarters number `first` to `count` of the take."""
    ticks = [END + i * QUARTER for i in range(first, count)]
    notes = tuple(Note(t, QUARTER, pitch, origin=MADE) for t in ticks)
    report = worker.NotesProposed(
        begin.request, 1, END + first * QUARTER, notes, (-1.0,) * len(notes), (), END + count * QUARTER, 321.0
    )
    room.worker.reports.append(report)
    room.step()
    return report


def finish(room: Room, begin: worker.Begin) -> None:
    room.worker.reports.append(worker.TakeDone(begin.request, END + 8 * QUARTER))
    room.step()


def starts(room: Room) -> list[int]:
    take = room.session.compose.current
    return [] if take is None else [n.start_tick for n in take.notes]


def test_the_bundle_of_the_settings_is_loaded_at_the_start(room: Room) -> None:
    assert room.worker.last(worker.LoadBundle).path == "/nowhere/folk-lstm"
    assert "folk-lstm" in room.session.status.line
    room.worker.reports.append(worker.BundleReady("/nowhere/folk-lstm", "folk-lstm", 0.2))
    room.step()
    assert room.session.compose.state.bundle_ready
    assert room.session.status.line == "Ready"


def test_another_bundle_can_be_chosen_and_is_remembered(room: Room) -> None:
    room.session.compose.choose("other")
    assert room.worker.last(worker.LoadBundle).path == "/nowhere/other"
    assert room.session.settings.bundle == "other"
    room.worker.reports.append(
        worker.BundleReady("/nowhere/folk-lstm", "folk-lstm", 0.2)
    )  # the one not wanted any more
    room.step()
    assert not room.session.compose.state.bundle_ready


def test_an_unknown_bundle_is_refused(room: Room) -> None:
    with pytest.raises(BundleError, match="none-such"):
        room.session.compose.choose("none-such")
    assert room.session.compose.state.bundle == "folk-lstm"


def test_continue_asks_from_the_end_of_the_track(room: Room) -> None:
    begin = ask(room)
    assert (begin.start_tick, begin.seed_from_tick, begin.bars, begin.rng_seed) == (END, 0, 2, 7)
    assert begin.credit_tick == WHOLE_TAKE
    assert begin.score is room.session.document.score
    assert room.session.compose.state.busy


def test_proposals_grow_the_take_and_never_the_document(room: Room) -> None:
    before = room.session.document.score
    begin = ask(room)
    propose(room, begin, 3)
    propose(room, begin, 5, first=2, pitch=74)
    take = room.session.compose.current
    assert take is not None
    assert [n.pitch for n in take.notes] == [72, 72, 74, 74, 74]
    assert "321 notes/s" in room.session.status.line
    finish(room, begin)
    assert room.session.compose.current is not None
    assert room.session.compose.current.done
    assert not room.session.compose.state.busy
    assert room.session.document.score is before


def test_answers_to_an_older_request_are_dropped(room: Room) -> None:
    old = ask(room)
    new = ask(room, rng_seed=8)
    assert room.worker.last(worker.Cancel).request == old.request
    propose(room, old, 4)
    assert starts(room) == []
    room.worker.reports.append(worker.TakeDone(old.request, END))
    room.worker.reports.append(worker.WorkerProblem(old.request, "too late"))
    room.step()
    assert room.session.compose.state.busy
    assert room.session.compose.state.problem == ""
    propose(room, new, 2)
    assert starts(room) == [END, END + QUARTER]


def test_accept_is_one_undo_step(room: Room) -> None:
    document = room.session.document
    before = document.score
    begin = ask(room)
    propose(room, begin, 8)
    finish(room, begin)
    room.session.compose.accept()
    added = [n for n in document.score.track(room.track_id).notes if n.start_tick >= END]
    assert len(added) == 8
    assert {(n.origin.kind, n.origin.take) for n in added} == {(OriginKind.GENERATED, "1")}
    assert len({id(n.origin) for n in added}) == 1
    assert len({n.id for n in document.score.track(room.track_id).notes}) == 16
    assert document.history == ("Accept take",)
    assert room.session.compose.current is None
    document.undo()
    assert document.score == before


def test_part_of_a_take_can_be_accepted(room: Room) -> None:
    begin = ask(room)
    propose(room, begin, 8)
    finish(room, begin)
    room.session.compose.accept(END + QUARTER, END + 3 * QUARTER)
    added = [n.start_tick for n in room.session.document.score.track(room.track_id).notes if n.start_tick >= END]
    assert added == [END + QUARTER, END + 2 * QUARTER]


def test_accepting_with_chords_writes_them_too(room: Room) -> None:
    begin = ask(room)
    chord = ChordSymbol(END, Chord(7), "G")
    note = Note(END, QUARTER, 67, origin=MADE)
    room.worker.reports.append(
        worker.NotesProposed(begin.request, 1, END, (note,), (-1.0,), (chord,), END + QUARTER, 100.0)
    )
    finish(room, begin)
    room.session.compose.accept()
    assert [c.text for c in room.session.document.score.chords.symbols] == ["G"]


def test_accepting_an_unfinished_take_keeps_what_is_there(room: Room) -> None:
    begin = ask(room)
    propose(room, begin, 3)
    room.session.compose.accept()
    assert room.worker.last(worker.Cancel).request == begin.request
    assert len(room.session.document.score.track(room.track_id).notes) == 11
    assert not room.session.compose.state.busy


def test_accept_without_a_take_says_what_to_do(room: Room) -> None:
    with pytest.raises(MuseGenError, match="Continue"):
        room.session.compose.accept()


def test_again_rolls_other_dice(room: Room) -> None:
    with pytest.raises(MuseGenError):
        room.session.compose.again()
    first = ask(room)
    propose(room, first, 4)
    room.session.compose.again()
    second = room.worker.last(worker.Begin)
    assert (second.start_tick, second.bars) == (first.start_tick, first.bars)
    assert second.rng_seed != first.rng_seed
    propose(room, second, 2)
    assert [len(t.notes) for t in room.session.compose.takes] == [4, 2]


def test_takes_are_kept_and_can_be_chosen(room: Room) -> None:
    begin = ask(room)
    propose(room, begin, 4)
    finish(room, begin)
    first = room.session.compose.current
    assert first is not None
    second = ask(room, rng_seed=9)
    propose(room, second, 2)
    room.session.compose.select_take(first.id)
    assert room.session.compose.current == first
    assert room.worker.last(worker.Cancel).request == second.request
    room.session.compose.discard()
    assert room.session.compose.current is None
    assert len(room.session.compose.takes) == 2
    with pytest.raises(KeyError):
        room.session.compose.select_take("unknown")


def test_a_cancelled_take_without_notes_leaves_nothing(room: Room) -> None:
    ask(room)
    room.session.compose.cancel()
    assert room.session.compose.takes == ()
    assert not room.session.compose.state.busy


def test_a_finished_take_with_nothing_in_it_leaves_a_sentence(room: Room) -> None:
    finish(room, ask(room))
    assert room.session.compose.takes == ()
    assert "written nothing here" in room.session.status.line
    ready = worker.BundleReady("/nowhere/folk-lstm", "folk-lstm", 0.2, operations=frozenset(OperationKind))
    room.worker.reports.append(ready)
    room.step()
    finish(room, ask(room, start_tick=0, operation=Operation(OperationKind.HARMONISE, END)))
    assert room.session.compose.current is None
    assert "have their chord symbols already" in room.session.status.line


def test_while_playing_credit_follows_the_playhead(room: Room) -> None:
    room.session.transport.play(0)
    begin = ask(room, bars=64)
    assert begin.credit_tick < WHOLE_TAKE
    room.clock.pass_by(1.0)
    from musegen_app.engine import messages as engine

    room.engine.reports.append(engine.Position(4 * QUARTER, True, 1, 0, 0, 0.0))
    room.step()
    room.step()
    assert room.worker.last(worker.Extend).credit_tick >= begin.credit_tick + 3 * QUARTER
    assert room.worker.last(worker.Extend).request == begin.request
    extends = len(room.worker.of(worker.Extend))
    room.step()
    assert len(room.worker.of(worker.Extend)) == extends


def test_stopping_gives_credit_for_the_whole_take(room: Room) -> None:
    room.session.transport.play(0)
    ask(room, bars=64)
    room.session.transport.stop()
    room.step()
    assert room.worker.last(worker.Extend).credit_tick == WHOLE_TAKE


def test_steering_while_playing_changes_what_is_past_the_commit_line(room: Room) -> None:
    room.session.transport.play(END)
    begin = ask(room)
    propose(room, begin, 8)
    finish(room, begin)
    wild = Steering(pitch_temperature=1.5)
    room.session.compose.steer(wild)
    steer = room.worker.last(worker.Steer)
    assert (steer.request, steer.steering) == (begin.request, wild)
    assert END < steer.commit_tick < END + 2 * QUARTER
    assert room.session.settings.steering == wild
    propose(room, begin, 8, first=2, pitch=80)
    assert [n.pitch for n in room.session.compose.current.notes] == [72, 72, *[80] * 6]  # type: ignore[union-attr]


def test_steering_while_stopped_is_for_the_next_take(room: Room) -> None:
    begin = ask(room)
    propose(room, begin, 8)
    finish(room, begin)
    room.session.compose.steer(Steering(top_p=0.5))
    assert room.worker.of(worker.Steer) == []
    assert ask(room).steering == Steering(top_p=0.5)


def test_what_the_net_hears(room: Room) -> None:
    compose = room.session.compose
    compose.wish(Hearing(tune_type=TuneType.JIG))
    compose.listen(room.track_id)
    old = room.worker.last(worker.Listen)
    compose.listen(room.track_id)
    new = room.worker.last(worker.Listen)
    assert (new.from_tick, new.to_tick, new.wish.tune_type) == (0, END, TuneType.JIG)
    hearing = Hearing(Key(2), 6, 8, 0, TuneType.JIG)
    room.worker.reports.append(worker.Heard(old.request, hearing, "old", (), ""))
    room.step()
    assert compose.heard is None
    room.worker.reports.append(worker.Heard(new.request, hearing, "D major · 6/8 · jig", (), ""))
    room.step()
    assert compose.heard is not None
    assert compose.heard.sentence.startswith("D major")


def test_a_problem_ends_the_request_and_is_told(room: Room) -> None:
    begin = ask(room)
    room.worker.reports.append(worker.WorkerProblem(begin.request, "The net is broken."))
    room.step()
    assert room.session.status.line == "The net is broken."
    assert room.session.compose.state.problem == "The net is broken."
    assert not room.session.compose.state.busy
    assert room.session.compose.takes == ()


def test_a_recovery_is_told(room: Room) -> None:
    begin = ask(room)
    note = Note(END, QUARTER, 70, origin=MADE)
    room.worker.reports.append(
        worker.NotesProposed(begin.request, 1, END, (note,), (-1.0,), (), END + 1, 9.0, "It repeated itself; mended.")
    )
    room.step()
    assert room.session.status.line == "It repeated itself; mended."


@pytest.mark.parametrize("bars", [0, -1, 257])
def test_senseless_numbers_of_bars_are_refused(room: Room, bars: int) -> None:
    with pytest.raises(SettingsError):
        ask(room, bars=bars)


def test_a_track_that_is_gone_is_refused_and_its_ghost_goes(room: Room) -> None:
    begin = ask(room)
    propose(room, begin, 3)
    room.session.document.edit("Delete track", replace(room.session.document.score, tracks=()))
    assert room.session.compose.current is None
    with pytest.raises(MuseGenError, match="track"):
        ask(room)


def test_keep_and_discard_say_what_became_of_the_take(room: Room) -> None:
    compose, status = room.session.compose, room.session.status
    for verb, word in ((compose.discard, "Put aside"), (compose.accept, "Kept")):
        compose.generate(GenerateRequest(room.track_id))
        begun = room.worker.last(worker.Begin)
        notes = (Note(begun.start_tick, QUARTER, 60),)
        until = begun.start_tick + 4 * QUARTER
        room.worker.reports.append(
            worker.NotesProposed(begun.request, 1, begun.start_tick, notes, (0.0,), (), until, 500.0)
        )
        room.step()
        verb()
        assert status.line.startswith(word)


# --- several parts -------------------------------------------------------------------------------------------
def propose_parts(room: Room, begin: worker.Begin) -> None:
    """One bar for the track, for a bass and for drums that have no tracks yet; the pedal goes down and up."""
    parts = (worker.Part("Melody", room.track_id), worker.Part("Bass", 0, 33), worker.Part("Drums", is_drums=True))
    pitches = (72, 40, 36)
    notes = tuple(Note(END + i * QUARTER, QUARTER, p, origin=MADE) for i in range(4) for p in pitches)
    pedal = tuple((0, ControlEvent(END + t, ControlKind.CONTROL, v, 64)) for t, v in ((0, 127), (QUARTER, 0)))
    room.worker.reports.append(
        worker.NotesProposed(
            begin.request,
            1,
            END,
            notes,
            (-1.0,) * 12,
            (),
            END + 4 * QUARTER,
            9.0,
            "",
            END + 8 * QUARTER,
            parts=parts,
            part_of=(0, 1, 2) * 4,
            controls=pedal,
        )
    )
    room.step()


def test_parts_are_accepted_onto_their_tracks_in_one_step(room: Room) -> None:
    document = room.session.document
    before = document.score
    propose_parts(room, ask(room))
    finish(room, room.worker.last(worker.Begin))
    room.session.compose.accept()
    after = document.score
    melody, bass, drums = after.tracks
    assert (melody.id, bass.name, bass.program, drums.is_drums) == (room.track_id, "Bass", 33, True)
    assert [len(t.notes) for t in after.tracks] == [12, 4, 4]
    assert [(c.tick, c.value) for c in melody.controls] == [(END, 127), (END + QUARTER, 0)]
    assert {n.origin.take for t in (bass, drums) for n in t.notes} == {"1"}
    document.undo()
    assert document.score is before
    document.redo()
    assert document.score is after


def test_a_part_of_a_take_of_several_parts_and_then_the_rest(room: Room) -> None:
    propose_parts(room, ask(room))
    finish(room, room.worker.last(worker.Begin))
    take = room.session.compose.current
    assert take is not None
    room.session.compose.accept(END, END + 2 * QUARTER)
    assert [len(t.notes) for t in room.session.document.score.tracks] == [10, 2, 2]
    room.session.compose.select_take(take.id)
    room.session.compose.accept(END + 2 * QUARTER, END + 4 * QUARTER)
    assert [len(t.notes) for t in room.session.document.score.tracks] == [12, 4, 4]  # on the tracks made before


def test_parts_are_heard_before_they_are_accepted(room: Room) -> None:
    before = room.session.document.score
    propose_parts(room, ask(room))
    heard = room.session.compose.current
    assert heard is not None
    ghost = with_ghost(before, heard)
    assert [(t.program, t.is_drums, len(t.notes)) for t in ghost.tracks] == [
        (0, False, 12),
        (33, False, 4),
        (0, True, 4),
    ]
    assert with_ghost(before, heard).tracks[1].id == ghost.tracks[1].id  # the same track with each new proposal


def test_the_operations_of_the_model_are_known_and_others_refused(room: Room) -> None:
    harmonise = worker.Operation(worker.OperationKind.HARMONISE, end_tick=END)
    room.worker.reports.append(worker.BundleReady("/nowhere/folk-lstm", "folk-lstm", 0.2))
    room.step()
    with pytest.raises(SettingsError, match="folk-lstm cannot harmonise a melody: it can continue"):
        ask(room, operation=harmonise)
    able = frozenset({worker.OperationKind.HARMONISE, worker.OperationKind.INTERPOLATE})
    room.worker.reports.append(worker.BundleReady("/nowhere/folk-lstm", "folk-lstm", 0.2, able))
    room.step()
    begin = ask(room, operation=harmonise, start_tick=0)
    assert begin.operation == harmonise
    take = room.session.compose.current
    assert take is not None
    assert (take.start_tick, take.end_tick, take.replaces) == (0, END, True)
    for wrong in (
        worker.Operation(worker.OperationKind.HARMONISE, end_tick=0),
        worker.Operation(worker.OperationKind.INTERPOLATE, end_tick=END),
    ):
        with pytest.raises(SettingsError):
            ask(room, operation=wrong, start_tick=0)


def test_a_band_goes_on_where_the_song_ends(room: Room) -> None:
    document = room.session.document
    longer = Track("Bass").with_notes([Note(END + QUARTER, QUARTER, 40)])
    document.edit("add", replace(document.score, tracks=(*document.score.tracks, longer)))
    assert ask(room).start_tick == END
    room.worker.reports.append(worker.BundleReady("/nowhere/folk-lstm", "folk-lstm", 0.2, band=True))
    room.step()
    assert ask(room).start_tick == END + 2 * QUARTER
    room.session.compose.cancel()
    document.edit("more", document.score.with_track(longer.with_notes([Note(END + 3 * QUARTER, QUARTER, 40)])))
    room.session.compose.again()
    assert room.worker.last(worker.Begin).start_tick == END + 4 * QUARTER  # where it ends now
