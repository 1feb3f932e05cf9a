"""Takes when bars are put in or taken out before them, with undo and redo."""

from __future__ import annotations

import pytest

from musegen_app.sampling import messages as worker
from musegen_app.sampling.messages import Steering
from musegen_app.score import edits
from musegen_app.score.model import Note
from musegen_app.score.steering_lane import SteeringLane
from musegen_app.session.moving_takes import MovingTakes
from tests.session.conftest import QUARTER, Room
from tests.session.test_take_verbs import BAR, END, ask, compose_of, make, proposal, report


@pytest.fixture
def moving(room: Room) -> MovingTakes:
    return MovingTakes(room.session.document, room.session.compose)


def put_in(room: Room, moving: MovingTakes, at: int, ticks: int) -> None:
    document = room.session.document
    assert document.edit("Insert", edits.insert_time(document.score, at, ticks))
    moving.put_in(at, ticks)


def take_out(room: Room, moving: MovingTakes, low: int, high: int) -> None:
    document = room.session.document
    assert document.edit("Delete", edits.delete_time(document.score, low, high))
    moving.taken_out(low, high)


def starts(room: Room) -> list[tuple[int, int]]:
    """Where each take begins, and the first of its notes."""
    return [(t.start_tick, t.notes[0].start_tick) for t in room.session.compose.takes]


def test_they_go_along_and_come_back_and_on_with_the_history(room: Room, moving: MovingTakes) -> None:
    make(room, takes=2)
    put_in(room, moving, BAR, 3 * BAR)
    assert starts(room) == [(END + 3 * BAR, END + 3 * BAR)] * 2
    assert room.session.compose.current == room.session.compose.takes[0]
    take_out(room, moving, 0, BAR)
    assert starts(room) == [(END + 2 * BAR, END + 2 * BAR)] * 2
    document = room.session.document
    document.undo()
    assert starts(room) == [(END + 3 * BAR, END + 3 * BAR)] * 2
    document.go_to(0)
    assert starts(room) == [(END, END)] * 2
    document.go_to(2)
    assert starts(room) == [(END + 2 * BAR, END + 2 * BAR)] * 2


def test_what_begins_before_the_change_stays_whatever_is_undone(room: Room, moving: MovingTakes) -> None:
    make(room, takes=1)
    document = room.session.document
    document.edit("Longer", document.score.with_track(document.score.tracks[0].with_notes([Note(9 * BAR, 9, 60)])))
    put_in(room, moving, END + BAR, BAR)
    assert starts(room) == [(END, END)]
    room.session.document.undo()
    assert starts(room) == [(END, END)]
    take_out(room, moving, END - BAR, END + QUARTER)
    assert starts(room) == [(END, END)]
    room.session.document.undo()
    assert starts(room) == [(END, END)]


def test_takes_made_since_go_back_with_the_others(room: Room, moving: MovingTakes) -> None:
    put_in(room, moving, 0, BAR)
    begin = ask(room, takes=1, start_tick=END + BAR)
    report(room, proposal(begin, 0), worker.TakeDone(begin.request, END + 3 * BAR, 0))
    room.session.document.undo()
    assert room.session.compose.takes[0].start_tick == END


def test_what_is_being_written_ends_as_far_as_it_got(room: Room, moving: MovingTakes) -> None:
    begin = ask(room)
    report(room, proposal(begin, 0, count=4))
    put_in(room, moving, 0, BAR)
    assert not compose_of(room).state.busy
    assert room.worker.last(worker.Cancel).request == begin.request
    report(room, proposal(begin, 0, first=4))
    assert [len(t.notes) for t in compose_of(room).takes] == [4]
    assert starts(room) == [(END + BAR, END + BAR)]


def test_all_that_it_says_of_places_goes_along(room: Room, moving: MovingTakes) -> None:
    _, takes = make(room)
    made = compose_of(room).comp(takes[1].id, END + BAR, END + 2 * BAR)
    put_in(room, moving, 0, BAR)
    now = compose_of(room).take(made.id)
    assert now.pieces == tuple((low + BAR, high + BAR, name) for low, high, name in made.pieces)
    compose_of(room).accept()
    written = room.session.document.score.tracks[0].notes
    assert [n.start_tick for n in written[-8:]] == [END + BAR + i * QUARTER for i in range(8)]
    compose_of(room).regenerate(takes[2].id)
    assert room.worker.last(worker.Begin).start_tick == END + BAR


def test_the_lanes_a_take_was_drawn_with_say_the_same_over_it_wherever_it_goes(room: Room, moving: MovingTakes) -> None:
    """Points in the bars that are cut out do not get in the way of those behind them."""
    points = ((0, 0.0), (BAR, 1.0), (BAR + QUARTER, -1.0), (END, 0.5), (END + BAR, -0.5))
    lane = SteeringLane("density", points)
    make(room, takes=1, steering=Steering(lanes=(lane,)))
    over = range(END, END + 2 * BAR, QUARTER)

    def told(later: int) -> list[float | None]:
        (take,) = compose_of(room).takes
        ticks = [tick for tick, _ in take.steering.lanes[0].points]
        assert ticks == sorted(ticks)
        return [take.steering.at(tick + later).density for tick in over]

    wanted = [lane.at(tick) for tick in over]
    assert told(0) == wanted
    take_out(room, moving, QUARTER, BAR + 2 * QUARTER)
    assert told(-BAR - QUARTER) == wanted
    room.session.document.undo()
    assert told(0) == wanted
    put_in(room, moving, BAR + QUARTER, 3 * BAR)
    assert told(3 * BAR) == wanted
    room.session.document.undo()
    assert told(0) == wanted


def test_bars_are_not_taken_out_again_at_the_place_where_they_were(room: Room, moving: MovingTakes) -> None:
    """What stood there before the bars were put in stays away from where it would be now."""
    _, takes = make(room)
    for number in (1, 2):
        made = compose_of(room).comp(takes[number].id, END + BAR, END + 2 * BAR)
    put_in(room, moving, 0, BAR)
    assert not compose_of(room).uncomp()
    now = compose_of(room).take(made.id)
    assert (now.start_tick, now.notes[0].start_tick) == (END + BAR, END + BAR)
    assert compose_of(room).comp(takes[3].id, END + BAR, END + 2 * BAR).id != made.id
