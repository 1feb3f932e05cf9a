"""Many takes in a session: made together, rated, ranked, compared, put together, varied, made again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from musegen_app.base.errors import MuseGenError, SettingsError
from musegen_app.engine import messages as engine
from musegen_app.sampling import messages as worker
from musegen_app.sampling.critic import Critique
from musegen_app.sampling.messages import OperationKind, Part, Steering
from musegen_app.sampling.take import Take
from musegen_app.score.model import Note, Origin, OriginKind
from musegen_app.session.compose import ComposeVerbs, GenerateRequest
from tests.session.conftest import QUARTER, Room

END = 8 * QUARTER
BAR = 4 * QUARTER
MANY = 4


def ask(room: Room, takes: int = MANY, **fields: object) -> worker.Begin:
    room.session.compose.generate(replace(GenerateRequest(room.track_id, bars=2, rng_seed=7, takes=takes), **fields))
    begin: worker.Begin = room.worker.last(worker.Begin)
    return begin


def proposal(begin: worker.Begin, index: int, count: int = 8, first: int = 0, shift: int = 0) -> worker.NotesProposed:
    """Quarters of the pitch 60 + `index` (+ `shift`)."""
    places = range(first, count)
    notes = tuple(Note(END + i * QUARTER, QUARTER, 60 + index + shift, origin=origin(index)) for i in places)
    until, part = END + count * QUARTER, Part("Melody", begin.track_id)
    likely = (-1.0 - index,) * len(notes)
    from_tick = END + first * QUARTER
    return worker.NotesProposed(
        begin.request, 1, from_tick, notes, likely, (), until, 300.0, parts=(part,), index=index
    )


def origin(index: int) -> Origin:
    return Origin(OriginKind.GENERATED, "folk-lstm", 7, f"worker-{index}")


def report(room: Room, *reports: worker.WorkerReport) -> None:
    room.worker.reports.extend(reports)
    room.step()


def make(room: Room, **fields: object) -> tuple[worker.Begin, list[Take]]:
    """Four finished takes of two bars."""
    begin = ask(room, **fields)
    numbers = range(begin.first_take, begin.first_take + begin.takes)
    report(room, *(proposal(begin, i) for i in numbers))
    report(room, *(worker.TakeDone(begin.request, END + 2 * BAR, i) for i in numbers))
    return begin, [t for t in room.session.compose.takes if t.request == begin.request]


def pitches(take: Take | None) -> list[int]:
    assert take is not None
    return [n.pitch for n in take.notes]


def compose_of(room: Room) -> ComposeVerbs:
    return room.session.compose


def test_many_are_asked_for_at_once_and_the_first_is_shown(room: Room) -> None:
    begin, takes = make(room)
    assert (begin.takes, begin.first_take) == (MANY, 0)
    assert [t.index for t in takes] == [0, 1, 2, 3]
    assert all(t.done for t in takes)
    assert [pitches(t) for t in takes] == [[60 + i] * 8 for i in range(MANY)]
    assert room.session.compose.current == takes[0]
    assert [room.session.compose.number_of(t) for t in takes] == [1, 2, 3, 4]
    assert room.session.status.line.startswith("4 takes at 300 notes/s")


def test_takes_that_stay_empty_are_said(room: Room) -> None:
    begin = ask(room)
    report(room, proposal(begin, 0), proposal(begin, 1))
    report(room, *(worker.TakeDone(begin.request, END + 2 * BAR, i) for i in range(MANY)))
    assert len(compose_of(room).takes) == 2
    assert "; 2 of 4 stayed empty" in room.session.status.line
    begin = ask(room, steering=Steering(pitch_low=72.0))
    report(room, *(worker.TakeDone(begin.request, END + 2 * BAR, i) for i in range(MANY)))
    assert room.session.status.line.endswith("widen the range of pitches, or loosen key and chords")


def test_it_is_busy_until_the_last_is_done(room: Room) -> None:
    begin = ask(room)
    report(room, *(proposal(begin, i) for i in range(MANY)))
    report(room, *(worker.TakeDone(begin.request, END + 2 * BAR, i) for i in (1, 2, 3)))
    assert compose_of(room).state.busy
    report(room, worker.TakeDone(begin.request, END + 2 * BAR, 0))
    assert not compose_of(room).state.busy


def test_changes_of_takes_that_are_not_shown_are_told_apart(room: Room) -> None:
    begin = ask(room)
    shown: list[Take | None] = []
    listed: list[None] = []
    compose_of(room).take_changed.subscribe(shown.append)
    compose_of(room).takes_changed.subscribe(listed.append)
    report(room, proposal(begin, 2))
    assert (len(shown), len(listed)) == (0, 1)
    report(room, proposal(begin, 0))
    assert (len(shown), len(listed)) == (1, 2)


def test_another_of_them_may_be_heard_while_they_are_written(room: Room) -> None:
    begin = ask(room)
    report(room, *(proposal(begin, i, count=4) for i in range(MANY)))
    compose_of(room).select_take(compose_of(room).takes[2].id)
    assert room.worker.of(worker.Cancel) == []
    assert compose_of(room).state.busy
    report(room, proposal(begin, 2, first=4))
    assert pitches(compose_of(room).current) == [62] * 8


def test_cancelling_keeps_those_that_have_notes(room: Room) -> None:
    begin = ask(room)
    report(room, proposal(begin, 1, count=4), proposal(begin, 3, count=2))
    compose_of(room).cancel()
    assert [(t.index, len(t.notes), t.done) for t in compose_of(room).takes] == [(1, 4, True), (3, 2, True)]
    assert room.worker.last(worker.Cancel).request == begin.request
    assert compose_of(room).current is None


def test_too_many_are_refused(room: Room) -> None:
    with pytest.raises(SettingsError, match="choose 1 to 64"):
        ask(room, takes=65)


def test_takes_that_are_shown_know_where_they_come_from(room: Room) -> None:
    _, first = make(room)
    assert {t.parent for t in first} == {""}
    compose_of(room).select_take(first[2].id)
    _, second = make(room, rng_seed=9)
    assert {t.parent for t in second} == {first[2].id}


def test_stars(room: Room) -> None:
    _, takes = make(room)
    compose_of(room).rate(takes[1].id, 4)
    assert [t.rating for t in compose_of(room).takes] == [0, 4, 0, 0]
    compose_of(room).rate(takes[1].id, 0)
    assert [t.rating for t in compose_of(room).takes] == [0, 0, 0, 0]
    with pytest.raises(ValueError, match="6"):
        compose_of(room).rate(takes[1].id, 6)
    with pytest.raises(MuseGenError, match="no longer there"):
        compose_of(room).rate("unknown", 1)


def test_the_best_come_first(room: Room) -> None:
    begin, takes = make(room)
    marks = {2: 40.0, 3: 90.0}
    for index, total in marks.items():
        report(room, worker.TakeJudged(begin.request, index, Critique(total, 0.0, 0.0, 0.0, 0.0, ())))
    assert [t.index for t in compose_of(room).ranked()] == [3, 2, 0, 1]
    assert compose_of(room).takes[3].critique is not None
    assert takes[0].critique is None


def test_a_take_that_is_gone_leaves_its_children_to_its_parent(room: Room) -> None:
    _, first = make(room)
    compose_of(room).select_take(first[1].id)
    _, second = make(room, rng_seed=9, takes=1)
    compose_of(room).select_take(second[0].id)
    _, third = make(room, rng_seed=11, takes=1)
    compose_of(room).forget_take(second[0].id)
    assert compose_of(room).take(third[0].id).parent == first[1].id
    with pytest.raises(MuseGenError, match="no longer there"):
        compose_of(room).take(second[0].id)


# --- A and B ---------------------------------------------------------------------------------------------
def test_a_and_b_take_turns(room: Room) -> None:
    _, takes = make(room)
    compose_of(room).compare(takes[1].id, takes[3].id)
    heard = [compose_of(room).current]
    heard += [compose_of(room).toggle_ab() for _ in range(3)]
    assert [t.index for t in heard if t is not None] == [1, 3, 1, 3]


def test_without_a_choice_the_last_two_take_turns(room: Room) -> None:
    _, takes = make(room)
    assert compose_of(room).toggle_ab() is None
    compose_of(room).select_take(takes[2].id)
    assert pitches(compose_of(room).toggle_ab()) == [60] * 8
    assert pitches(compose_of(room).toggle_ab()) == [62] * 8


def test_switching_sends_one_patch_and_lets_the_music_go_on(room: Room) -> None:
    _, takes = make(room)
    compose_of(room).compare(takes[0].id, takes[1].id)
    room.session.transport.play(END + BAR)
    room.step()
    before = len(room.engine.sent)
    compose_of(room).toggle_ab()
    room.step()
    sent = room.engine.sent[before:]
    assert [type(command) for command in sent] == [engine.PatchPlaylist]
    assert (sent[0].from_tick, sent[0].to_tick) == (END + BAR + QUARTER, END + 2 * BAR + 1)  # not what sounds


# --- putting together ------------------------------------------------------------------------------------
def test_bars_of_several_takes_make_one(room: Room) -> None:
    _, takes = make(room)
    compose_of(room).comp(takes[1].id, END + BAR, END + 2 * BAR)
    made = compose_of(room).current
    assert pitches(made) == [60] * 4 + [61] * 4
    assert made is not None
    assert made.pieces == ((END, END + BAR, takes[0].id), (END + BAR, END + 2 * BAR, takes[1].id))
    assert made.parent == takes[0].id
    compose_of(room).select_take(takes[3].id)
    compose_of(room).comp(takes[3].id, END, END + 2 * QUARTER)
    assert pitches(compose_of(room).current) == [63] * 2 + [60] * 2 + [61] * 4
    assert compose_of(room).current == compose_of(room).comped
    assert len(compose_of(room).takes) == MANY + 1


def test_each_step_of_putting_together_can_be_taken_back(room: Room) -> None:
    _, takes = make(room)
    assert not compose_of(room).uncomp()
    compose_of(room).comp(takes[1].id, END + BAR, END + 2 * BAR)
    compose_of(room).comp(takes[3].id, END, END + BAR)
    assert pitches(compose_of(room).current) == [63] * 4 + [61] * 4
    assert compose_of(room).uncomp()
    assert pitches(compose_of(room).current) == [60] * 4 + [61] * 4
    assert compose_of(room).uncomp()
    assert compose_of(room).current == takes[0]
    assert list(compose_of(room).takes) == takes


def test_what_is_kept_of_it_says_which_take_each_note_is_from(room: Room) -> None:
    begin, takes = make(room)
    for take in takes:  # the worker names the takes in their notes
        notes = tuple(replace(n, origin=replace(n.origin, take=take.id)) for n in take.notes)
        report(room)
        room.session.compose._takes.update(replace(take, notes=notes))
    compose_of(room).comp(takes[1].id, END + BAR, END + 2 * BAR)
    compose_of(room).accept()
    written = room.session.document.score.track(begin.track_id).notes[8:]
    assert [n.origin.take for n in written] == ["1"] * 4 + ["2"] * 4


def test_the_critic_is_asked_about_it_after_each_step(room: Room) -> None:
    report(room, worker.BundleReady("/nowhere/folk-lstm", "folk-lstm", 0.2))
    _, takes = make(room)
    compose_of(room).comp(takes[1].id, END, END + BAR)
    first = room.worker.last(worker.JudgeTake)
    made = compose_of(room).comp(takes[2].id, END, END + BAR)
    second = room.worker.last(worker.JudgeTake)
    assert second.take.notes == made.notes
    report(
        room, *(worker.TakeJudged(q.request, 0, Critique(t, 0, 0, 0, 0)) for q, t in ((first, 10.0), (second, 60.0)))
    )
    assert compose_of(room).current.critique.total == 60.0  # type: ignore[union-attr]
    assert [t.critique for t in compose_of(room).takes[:MANY]] == [None] * MANY


def test_there_is_nothing_to_ask_for_again_in_it(room: Room) -> None:
    _, takes = make(room)
    made = compose_of(room).comp(takes[1].id, END + BAR, END + 2 * BAR)
    with pytest.raises(MuseGenError, match="put together"):
        compose_of(room).regenerate(made.id)


def test_what_its_model_was_not_there_to_judge_is_judged_later(room: Room) -> None:
    report(room, worker.BundleReady("/nowhere/folk-lstm", "folk-lstm", 0.2))
    _, takes = make(room)
    compose_of(room)._tell(bundle_ready=False)  # another model is being loaded, or the worker is started anew
    compose_of(room).comp(takes[1].id, END, END + BAR)
    assert not any(isinstance(c, worker.JudgeTake) for c in room.worker.sent)
    report(room, worker.BundleReady("/nowhere/folk-lstm", "folk-lstm", 0.2))
    question = room.worker.last(worker.JudgeTake)
    report(room, worker.TakeJudged(question.request, 0, Critique(60.0, 0, 0, 0, 0)))
    assert compose_of(room).current.critique.total == 60.0  # type: ignore[union-attr]


def test_bars_that_were_used_and_takes_that_were_deleted_come_back(room: Room) -> None:
    _, takes = make(room)
    compose, steps = compose_of(room), compose_of(room).steps
    made = compose.comp(takes[1].id, END + BAR, END + 2 * BAR)
    compose.comp(takes[3].id, END, END + BAR)
    assert steps.undo_label == "Use bars of take"
    assert steps.undo()
    assert pitches(compose.current) == [60] * 4 + [61] * 4
    compose.comp(takes[2].id, END, END + BAR)
    assert pitches(compose.current) == [62] * 4 + [61] * 4
    assert compose.uncomp()
    assert steps.undo_label == "Take bars out again"
    assert steps.undo()
    assert pitches(compose.comped) == [62] * 4 + [61] * 4
    compose.delete_take(takes[1].id)  # one that is not shown
    compose.delete_take(made.id)
    assert [compose.current, compose.comped] == [None, None]
    assert steps.undo_label == "Delete take"
    assert steps.undo()
    assert pitches(compose.comped) == [62] * 4 + [61] * 4
    assert compose.current == compose.comped
    assert steps.undo()
    assert [t.id for t in compose.takes] == [*(t.id for t in takes), made.id]
    assert steps.undo()
    assert steps.undo()
    assert (list(compose.takes), compose.current, compose.comped) == (takes, takes[0], None)
    assert not steps.undo()
    for _ in range(4):
        assert steps.redo()
    assert [t.id for t in compose.takes] == [takes[i].id for i in (0, 2, 3)]
    assert not steps.redo()


def test_a_deleted_take_has_its_children_again(room: Room) -> None:
    _, takes = make(room)
    compose = compose_of(room)
    made = compose.comp(takes[1].id, END, END + BAR)
    compose.end_comp()
    assert made.parent == takes[0].id
    compose.delete_take(takes[0].id)
    assert compose.take(made.id).parent == ""
    compose.steps.undo()
    assert compose.take(made.id).parent == takes[0].id
    assert compose.takes[0].id == takes[0].id


def test_a_take_that_made_way_by_itself_is_no_step(room: Room) -> None:
    _, takes = make(room)
    compose_of(room).forget_take(takes[1].id)
    assert not compose_of(room).steps.undo()


# --- making more -----------------------------------------------------------------------------------------
def test_exactly_this_one_again(room: Room) -> None:
    wild = Steering(density=0.5)
    begin, takes = make(room, steering=wild)
    compose_of(room).rate(takes[2].id, 3)
    compose_of(room).regenerate(takes[2].id)
    again = room.worker.last(worker.Begin)
    assert (again.rng_seed, again.first_take, again.takes, again.steering) == (7, 2, 1, wild)
    assert replace(again, request=begin.request, first_take=0, takes=MANY) == begin
    assert [t.id for t in compose_of(room).takes].count(takes[2].id) == 1
    assert compose_of(room).take(takes[2].id).rating == 3


def test_what_is_made_again_and_given_up_is_as_it_was(room: Room) -> None:
    _, takes = make(room)
    compose_of(room).regenerate(takes[2].id)
    compose_of(room).cancel()
    assert pitches(compose_of(room).take(takes[2].id)) == [62] * 8


def test_the_same_dice_with_other_settings_in_one_call(room: Room) -> None:
    make(room)
    compose_of(room).select_take(compose_of(room).takes[2].id)
    wild = Steering(density=0.5)
    compose_of(room).steer(wild)
    compose_of(room).again(same_dice=True)
    again = room.worker.last(worker.Begin)
    assert (again.rng_seed, again.first_take, again.steering, again.start_tick) == (7, 2, wild, END)


def test_again_is_as_many_as_before_or_as_wanted(room: Room) -> None:
    make(room)
    compose_of(room).again()
    begin = room.worker.last(worker.Begin)
    assert begin.takes == MANY
    assert begin.rng_seed != 7
    compose_of(room).again(takes=16)
    assert room.worker.last(worker.Begin).takes == 16


def test_a_variation_of_a_take_that_is_not_in_the_song(room: Room) -> None:
    ready = worker.BundleReady("/nowhere/folk-lstm", "folk-lstm", 0.2, operations=frozenset(OperationKind))
    report(room, ready)
    _, takes = make(room)
    before = room.session.document.score
    compose_of(room).vary_take(takes[1].id, amount=0.3, keep="rhythm", takes=2)
    begin = room.worker.last(worker.Begin)
    assert room.session.document.score is before
    assert (begin.operation.kind, begin.operation.amount, begin.operation.keep) == (OperationKind.VARY, 0.3, "rhythm")
    assert (begin.start_tick, begin.operation.end_tick, begin.takes) == (END, END + 2 * BAR, 2)
    assert [n.pitch for n in begin.score.track(room.track_id).notes][8:] == [61] * 8
    assert {t.parent for t in compose_of(room).takes if t.request == begin.request} == {takes[1].id}


def test_a_variation_is_made_again_of_the_same_take(room: Room) -> None:
    ready = worker.BundleReady("/nowhere/folk-lstm", "folk-lstm", 0.2, operations=frozenset(OperationKind))
    report(room, ready)
    _, takes = make(room)
    compose_of(room).vary_take(takes[1].id, amount=0.3)
    first = room.worker.last(worker.Begin)
    report(room, proposal(first, 0, shift=7), worker.TakeDone(first.request, END + 2 * BAR, 0))
    child = compose_of(room).current
    assert child is not None
    for ask_again in (lambda: compose_of(room).regenerate(child.id), lambda: compose_of(room).again(same_dice=True)):
        ask_again()
        begin = room.worker.last(worker.Begin)
        assert [n.pitch for n in begin.score.track(room.track_id).notes][8:] == [61] * 8
        assert (begin.rng_seed, begin.operation) == (first.rng_seed, first.operation)
    compose_of(room).again()
    assert room.worker.last(worker.Begin).rng_seed != first.rng_seed
    compose_of(room).forget_take(takes[1].id)
    with pytest.raises(MuseGenError, match="no longer there"):
        compose_of(room).again(same_dice=True)


def test_a_rating_of_the_comped_take_stays_when_it_grows(room: Room) -> None:
    _, takes = make(room)
    made = compose_of(room).comp(takes[1].id, END, END + BAR)
    compose_of(room).rate(made.id, 4)
    assert compose_of(room).comp(takes[2].id, END + BAR, END + 2 * BAR).rating == 4
    compose_of(room).end_comp()
    assert compose_of(room).comped is None
    assert compose_of(room).comp(takes[3].id, END, END + BAR).id != made.id


# --- steering --------------------------------------------------------------------------------------------
def test_a_control_moved_leaves_what_was_finished_and_makes_a_child(room: Room) -> None:
    room.session.transport.play(END)
    begin, takes = make(room)
    room.session.compose.steer(Steering(density=0.5))
    steer = room.worker.last(worker.Steer)
    assert (steer.request, steer.index) == (begin.request, 0)
    report(room, proposal(begin, 0, first=2, shift=20))
    child = compose_of(room).current
    assert child is not None
    assert (child.parent, child.steering) == (takes[0].id, Steering(density=0.5))
    assert pitches(child) == [60] * 2 + [80] * 6
    assert pitches(compose_of(room).take(takes[0].id)) == [60] * 8
    assert [pitches(t) for t in compose_of(room).takes[1:MANY]] == [[61] * 8, [62] * 8, [63] * 8]


def test_the_moves_of_one_turn_are_one_child(room: Room) -> None:
    room.session.transport.play(END)
    begin, _ = make(room)
    for value in (0.1, 0.2, 0.3):
        room.session.compose.steer(Steering(density=value))
        report(room, proposal(begin, 0, first=2), worker.TakeDone(begin.request, END + 2 * BAR, 0))
    assert len(compose_of(room).takes) == MANY + 1


def test_while_they_are_written_all_follow_a_control(room: Room) -> None:
    room.session.transport.play(END)
    begin = ask(room)
    report(room, *(proposal(begin, i, count=4) for i in range(MANY)))
    room.session.compose.steer(Steering(density=0.5))
    assert room.worker.last(worker.Steer).index is None
    assert {t.steering.density for t in compose_of(room).takes} == {0.5}
    assert len(compose_of(room).takes) == MANY


def test_takes_that_make_room_are_told(room: Room) -> None:
    _, first = make(room, takes=64)
    ask(room, rng_seed=8)
    assert "The 4 oldest takes have made room" in room.session.status.line
    assert len(compose_of(room).takes) == 64
    assert first[0] in compose_of(room).takes  # it was shown
    assert first[1] not in compose_of(room).takes


def test_a_worker_that_dies_is_asked_again_for_what_is_missing(room: Room) -> None:
    begin = ask(room)
    report(room, *(proposal(begin, i, count=4) for i in range(MANY)))
    report(room, proposal(begin, 0, first=4), worker.TakeDone(begin.request, END + 2 * BAR, 0))
    compose_of(room).send_all()
    assert room.worker.last(worker.Begin) == begin
    for i in range(MANY):  # it begins from the beginning
        report(room, proposal(begin, i), worker.TakeDone(begin.request, END + 2 * BAR, i))
    assert [pitches(t) for t in compose_of(room).takes] == [[60 + i] * 8 for i in range(MANY)]
    assert not compose_of(room).state.busy
