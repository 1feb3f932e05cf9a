"""Each round of the loop another take: written unseen while one sounds, shown at the seam."""

from __future__ import annotations

from musegen_app.engine import messages as engine
from musegen_app.sampling import messages as worker
from musegen_app.score.model import Note
from musegen_app.session.compose import GenerateRequest
from tests.session.conftest import QUARTER, Room

END = 8 * QUARTER
LOOP_END = END + 8 * QUARTER


def at(room: Room, tick: int) -> None:
    room.engine.reports.append(engine.Position(tick, True, 1, 0, 0, 0.0))
    room.step(1.0)


def write(room: Room, pitch: int) -> None:
    """The worker writes all that was asked for last."""
    begin: worker.Begin = room.worker.last(worker.Begin)
    notes = tuple(Note(END + i * QUARTER, QUARTER, pitch) for i in range(8))
    room.worker.reports.append(worker.NotesProposed(begin.request, 1, END, notes, (-1.0,) * 8, (), LOOP_END, 300.0))
    room.worker.reports.append(worker.TakeDone(begin.request, LOOP_END))
    room.step()


def heard(room: Room) -> int:
    current = room.session.compose.current
    assert current is not None
    return current.notes[0].pitch


def looping(room: Room) -> None:
    room.session.compose.generate(GenerateRequest(room.track_id, bars=2, rng_seed=7))
    write(room, 60)
    room.session.transport.set_loop(True, END, LOOP_END)
    room.session.transport.play(END)
    at(room, END + 100)


def test_each_round_another_take_takes_its_place_at_the_seam(room: Room) -> None:
    looping(room)
    room.session.rounds.switch(True)
    at(room, END + QUARTER)
    assert len(room.worker.of(worker.Begin)) == 2
    write(room, 62)
    assert heard(room) == 60, "not before the round is over"
    at(room, LOOP_END - 100)
    assert heard(room) == 60
    at(room, END + 50)
    assert heard(room) == 62
    assert len(room.worker.of(worker.Begin)) == 3, "the next one is being written"
    assert len({b.rng_seed for b in room.worker.of(worker.Begin)}) == 3


def test_what_is_not_ready_at_the_seam_waits_for_the_next(room: Room) -> None:
    looping(room)
    room.session.rounds.switch(True)
    at(room, LOOP_END - 100)
    at(room, END + 50)
    assert heard(room) == 60
    assert len(room.worker.of(worker.Begin)) == 2
    write(room, 62)
    at(room, LOOP_END - 100)
    at(room, END + 50)
    assert heard(room) == 62


def test_nothing_is_written_without_the_switch_or_without_the_loop(room: Room) -> None:
    looping(room)
    at(room, END + QUARTER)
    assert len(room.worker.of(worker.Begin)) == 1
    room.session.transport.set_loop(False, END, LOOP_END)
    room.session.rounds.switch(True)
    at(room, END + 2 * QUARTER)
    assert len(room.worker.of(worker.Begin)) == 1
