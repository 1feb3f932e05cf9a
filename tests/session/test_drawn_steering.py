"""The lanes of the song go with every request, and drawing one while a take plays is heard as a moved control is."""

from __future__ import annotations

from dataclasses import replace

from musegen_app.engine import messages as engine
from musegen_app.sampling import messages as worker
from musegen_app.sampling.messages import Steering
from musegen_app.score import edits
from musegen_app.score.model import Note, Score
from musegen_app.score.steering_lane import SteeringLane
from musegen_app.session.compose import GenerateRequest
from musegen_app.session.drawn_steering import differs_from, with_lanes
from tests.session.conftest import QUARTER, Room

END = 8 * QUARTER
DENSITY = SteeringLane("density", ((0, -1.0), (20 * QUARTER, 1.0)))


def draw(room: Room, *points: tuple[int, float], control: str = "density") -> None:
    document = room.session.document
    document.edit("Draw", edits.set_steering_points(document.score, control, points))


def play_a_take(room: Room) -> worker.Begin:
    """Continue with four bars, all of them written, and play from where they begin."""
    compose = room.session.compose
    compose.generate(GenerateRequest(room.track_id, bars=4, rng_seed=7))
    begin: worker.Begin = room.worker.last(worker.Begin)
    notes = tuple(Note(END + i * QUARTER, QUARTER, 72) for i in range(16))
    end = END + 16 * QUARTER
    room.worker.reports.append(
        worker.NotesProposed(begin.request, 1, END, notes, (-1.0,) * 16, (), end, 300.0, end_tick=end)
    )
    room.session.transport.play(END)
    room.engine.reports.append(engine.Position(END + QUARTER, True, 1, 0, 0, 0.0))
    room.step(1.0)
    return begin


def steered(room: Room) -> list[worker.Steer]:
    return [c for c in room.worker.sent if isinstance(c, worker.Steer)]


def test_a_request_carries_the_lanes_of_the_song(room: Room) -> None:
    draw(room, *DENSITY.points)
    draw(room, (0, 1.0), control="of another version")
    room.session.compose.generate(GenerateRequest(room.track_id, bars=2))
    begin: worker.Begin = room.worker.last(worker.Begin)
    assert begin.steering.lanes == (DENSITY,)
    assert begin.steering.at(10 * QUARTER).density == 0.0
    assert room.session.settings.steering == Steering()


def test_a_moved_control_keeps_the_lanes(room: Room) -> None:
    draw(room, *DENSITY.points)
    play_a_take(room)
    room.session.compose.steer(Steering(leaps=0.5))
    (steer,) = steered(room)
    assert (steer.steering.leaps, steer.steering.lanes) == (0.5, (DENSITY,))
    assert room.session.settings.steering == Steering(leaps=0.5)


def test_a_lane_drawn_while_a_take_plays_is_heard_at_once(room: Room) -> None:
    begin = play_a_take(room)
    draw(room, *DENSITY.points)
    (steer,) = steered(room)
    assert steer.request == begin.request
    assert steer.steering == replace(begin.steering, lanes=(DENSITY,))
    assert END + QUARTER < steer.commit_tick < END + 3 * QUARTER
    room.session.document.undo()
    assert steered(room)[-1].steering.lanes == ()


def test_what_was_drawn_for_bars_that_were_heard_changes_nothing(room: Room) -> None:
    play_a_take(room)
    draw(room, (0, 0.5), (END, 0.0))
    draw(room, (0, -0.5), (END, 0.0))  # the same from bar 3 on
    assert len(steered(room)) == 1


def test_nothing_is_steered_where_nothing_plays(room: Room) -> None:
    draw(room, *DENSITY.points)
    assert steered(room) == []


def test_lanes_are_compared_from_a_place_on() -> None:
    song = Score(steering=(DENSITY,))
    assert with_lanes(Steering(), song).lanes == (DENSITY,)
    later = edits.draw_steering(song, "density", [(0, 0.5), (4 * QUARTER, 0.5)])
    assert differs_from(song, later, 3 * QUARTER)
    assert not differs_from(song, later, 5 * QUARTER)
    assert not differs_from(song, replace(song, title="other"), 0)
    assert differs_from(song, Score(), 99 * QUARTER)
