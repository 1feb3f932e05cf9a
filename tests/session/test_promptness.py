"""How near to the playhead notes may still change follows from how fast the model answers."""

from __future__ import annotations

from musegen_app.engine import messages as engine
from musegen_app.sampling import messages as worker
from musegen_app.sampling.messages import Steering
from musegen_app.score.model import Note
from musegen_app.session.compose import GenerateRequest
from musegen_app.session.promptness import LEAST_SECONDS, MOST_SECONDS, Promptness
from tests.session.conftest import QUARTER, Room

END = 8 * QUARTER


def after(*answers: float) -> float:
    told = Promptness()
    for seconds in answers:
        told.asked(10.0, 5000)
        assert told.answered(10.0 + seconds, 100)
    return told.margin_seconds


def test_the_margin_follows_the_slowest_answer_of_late() -> None:
    assert after(0.01) == LEAST_SECONDS
    assert LEAST_SECONDS < after() < 0.5
    assert after(0.4) == after(0.4, 0.01, 0.01) > after(0.2) > after(0.1)
    assert after(9.0) == MOST_SECONDS
    assert after(9.0, *[0.01] * 3) == LEAST_SECONDS, "one slow answer among many is forgiven"
    assert after(0.4, 0.4, *[0.01] * 6) == after(0.4)
    assert after(0.4, 0.4, *[0.01] * 7) == LEAST_SECONDS


def test_what_only_goes_on_is_no_answer() -> None:
    told = Promptness()
    assert not told.answered(1.0, 100)
    told.asked(10.0, 5000)
    assert not told.answered(10.01, 5000)
    assert told.answered(10.05, 4000)
    assert not told.answered(10.06, 4500)
    told.asked(20.0, 5000)
    told.forget()
    assert not told.answered(29.0, 4000)


def steered_take(room: Room) -> worker.Steer:
    """A whole take plays, and a control is moved at its second quarter."""
    compose = room.session.compose
    room.session.transport.play(END)
    compose.generate(GenerateRequest(room.track_id, bars=4, rng_seed=7))
    answer(room, END, 16)
    room.engine.reports.append(engine.Position(END + QUARTER, True, 1, 0, 0, 0.0))
    room.step(1.0)
    compose.steer(Steering(density=0.5))
    steer: worker.Steer = room.worker.last(worker.Steer)
    return steer


def answer(room: Room, from_tick: int, quarters: int) -> None:
    begin: worker.Begin = room.worker.last(worker.Begin)
    notes = tuple(Note(from_tick + i * QUARTER, QUARTER, 72) for i in range(quarters))
    until = from_tick + quarters * QUARTER
    report = worker.NotesProposed(begin.request, 1, from_tick, notes, (-1.0,) * quarters, (), until, 300.0)
    room.worker.reports.append(report)


def test_a_fast_model_is_heard_sooner_the_next_time(room: Room) -> None:
    steer = steered_take(room)
    before = room.session.horizon().margin
    answer(room, steer.commit_tick, 4)
    room.step(0.02)
    assert room.session.horizon().margin < before
    assert "late" not in room.session.status.line


def test_a_slow_model_says_so_and_is_given_more_time(room: Room) -> None:
    steer = steered_take(room)
    before = room.session.horizon().margin
    room.engine.reports.append(engine.Position(steer.commit_tick + QUARTER, True, 1, 0, 0, 0.0))
    room.step(0.8)
    answer(room, steer.commit_tick, 4)
    room.step(0.02)
    assert room.session.horizon().margin > before
    assert "The model answered late: the change is heard from bar 3, beat" in room.session.status.line
