"""Knobs and sliders written into lanes while it plays: one step of the history a pass and a control."""

from __future__ import annotations

import pytest

from musegen_app.engine import messages as engine
from musegen_app.sampling import messages as worker
from musegen_app.score import edits
from musegen_app.score.model import Note
from musegen_app.score.steering_edits import steering_points
from musegen_app.score.steering_points import Points, value_at
from musegen_app.session.compose import GenerateRequest
from musegen_app.session.knob_lanes import HELD_TICKS
from tests.session.conftest import QUARTER, Room


def playing_at(room: Room, tick: int) -> None:
    if not room.session.transport.state.playing:
        room.session.transport.play(tick)
    room.engine.reports.append(engine.Position(tick, True, 1, 0, 0, 0.0))
    room.step(1.0)


def lane(room: Room) -> Points:
    return steering_points(room.session.document.score, "density")


def turn(room: Room, *moves: tuple[int, float]) -> None:
    for tick, value in moves:
        playing_at(room, tick)
        room.session.knob_lanes.moved("density", value)


def test_what_is_turned_while_it_plays_is_drawn_and_is_one_step(room: Room) -> None:
    room.session.knob_lanes.arm(True)
    turn(room, (QUARTER, 0.0), (QUARTER + 300, 0.5), (QUARTER + 600, 1.0))
    values = [value_at(lane(room), QUARTER + t) for t in (0, 300, 600, 600 + HELD_TICKS)]
    assert values == [pytest.approx(v, abs=0.02) for v in (0.0, 0.5, 1.0, 1.0)]
    assert room.session.document.undo_label == "Record density"
    room.session.document.undo()
    assert lane(room) == ()


def test_a_control_that_rested_jumps_and_one_that_rests_long_lets_go(room: Room) -> None:
    document = room.session.document
    document.edit("Draw", edits.set_steering_points(document.score, "density", [(0, -1.0), (40 * QUARTER, -1.0)]))
    room.session.knob_lanes.arm(True)
    turn(room, (QUARTER, 0.5), (3 * QUARTER, 1.0))
    assert value_at(lane(room), 3 * QUARTER - 10) == pytest.approx(0.5, abs=0.02)
    assert value_at(lane(room), 3 * QUARTER) == pytest.approx(1.0)
    assert value_at(lane(room), QUARTER - 10) == -1.0
    assert value_at(lane(room), 3 * QUARTER + HELD_TICKS + 10) == -1.0


def test_nothing_is_written_unless_armed_and_playing(room: Room) -> None:
    turn(room, (QUARTER, 0.5))
    room.session.knob_lanes.arm(True)
    room.session.transport.stop()
    room.session.knob_lanes.moved("density", 0.5)
    assert lane(room) == ()


def test_another_pass_of_the_loop_is_another_step(room: Room) -> None:
    room.session.knob_lanes.arm(True)
    turn(room, (QUARTER, 0.5), (6 * QUARTER, 0.0), (QUARTER, -0.5))
    assert value_at(lane(room), QUARTER) == -0.5
    room.session.document.undo()
    assert value_at(lane(room), QUARTER) == 0.5


def test_it_is_heard_from_the_next_beat_on_also_where_something_was_drawn(room: Room) -> None:
    end = 8 * QUARTER
    document = room.session.document
    document.edit("Draw", edits.set_steering_points(document.score, "density", [(0, -1.0), (60 * QUARTER, -1.0)]))
    room.session.compose.generate(GenerateRequest(room.track_id, bars=8))
    begin: worker.Begin = room.worker.last(worker.Begin)
    notes = (Note(end, QUARTER, 72),)
    until = end + 32 * QUARTER
    room.worker.reports.append(worker.NotesProposed(begin.request, 1, end, notes, (-1.0,), (), until, 9.0, "", until))
    playing_at(room, end + QUARTER)
    room.session.knob_lanes.arm(True)
    room.session.knob_lanes.moved("density", 1.0)
    steer: worker.Steer = room.worker.last(worker.Steer)
    assert steer.steering.at(steer.commit_tick + QUARTER).density == 1.0
