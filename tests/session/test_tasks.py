"""What a task is about, and the request that follows, for every task."""

from __future__ import annotations

import pytest

from musegen_app.sampling.messages import Operation, OperationKind
from musegen_app.score import edits
from musegen_app.score.model import Note, Score, Track
from musegen_app.session.placing import By, Chosen, Place, place_of, second_passages
from musegen_app.session.task_request import request_of
from musegen_app.session.tasks import Options, Task

BAR = 3840
Q = 960
TRACK = Track("Melody", id=1).with_notes([Note(i * Q, Q, 60 + i % 5, id=100 + i) for i in range(16)])
SONG = Score(tracks=(TRACK, Track("Bass", id=2)))
SOME = TRACK.notes[5:8]  # from the second beat of bar 2 on
MARKED, LOOP = (BAR + Q, 2 * BAR), (Q, 2 * BAR + Q)


NOTHING = Chosen()


def place(task: Task, chosen: Chosen = NOTHING, score: Score = SONG) -> Place | None:
    return place_of(task, chosen, score, score.tracks[0], score.end_tick)


@pytest.mark.parametrize("task", [t for t in Task if t.rewrites])
def test_what_is_rewritten_is_what_was_chosen_to_the_tick(task: Task) -> None:
    ids = tuple(n.id for n in SOME)
    assert place(task, Chosen(MARKED, SOME, LOOP)) == Place(By.MARKED, *MARKED)
    assert place(task, Chosen(None, SOME, LOOP)) == Place(By.NOTES, BAR + Q, 2 * BAR, ids)
    assert place(task, Chosen(None, (), LOOP)) == Place(By.LOOP, *LOOP)
    whole = None if task is Task.FILL_IN else Place(By.SONG, 0, 4 * BAR)
    assert place(task) == whole


@pytest.mark.parametrize("task", [Task.HARMONISE, Task.MELODY, Task.ACCOMPANY])
def test_what_is_written_beside_takes_whole_bars(task: Task) -> None:
    assert place(task, Chosen(None, (), LOOP)) == Place(By.LOOP, 0, 3 * BAR)
    found = place(task, Chosen(None, SOME))
    assert found is not None
    assert (found.by, found.low, found.high) == (By.NOTES, BAR, 2 * BAR)
    assert place(task, score=Score(tracks=(TRACK.with_notes([]),))) is None


def test_a_loop_is_gone_on_into_only_behind_the_music() -> None:
    assert place(Task.CONTINUE, Chosen(None, (), LOOP)) == Place(By.END, 4 * BAR, 4 * BAR)
    behind = (6 * BAR, 8 * BAR)
    assert place(Task.CONTINUE, Chosen(None, (), behind)) == Place(By.LOOP, *behind)
    assert place(Task.FROM_NOTHING, Chosen(None, (), LOOP)) == Place(By.LOOP, 0, 3 * BAR)


def test_from_nothing_begins_at_a_bar_line() -> None:
    half = Score(tracks=(TRACK.with_notes(TRACK.notes[:6]),))
    assert place(Task.FROM_NOTHING, score=half) == Place(By.END, 2 * BAR, 2 * BAR)
    assert place(Task.FROM_NOTHING, score=Score(tracks=(TRACK.with_notes([]),))) == Place(By.END, 0, 0)


@pytest.mark.parametrize("task", Task)
def test_every_task_becomes_a_request(task: Task) -> None:
    found = place(task, Chosen(MARKED))
    assert found is not None
    request = request_of(task, found, Options(0.4, "rhythm", second_from=0, second_to=BAR), SONG, TRACK, 8)
    operation = request.operation
    if task.goes_on:
        assert operation == Operation()
        assert request.bars == 1
        assert request.seed_from_tick == (BAR if task is Task.FROM_NOTHING else 0)
        return
    assert operation.kind is task.kind
    assert operation.track_ids == ((1,) if task.rewrites or task is Task.HARMONISE else ())
    assert operation.amount == (0.4 if task in (Task.VARY, Task.INTERPOLATE) else 1.0)
    assert operation.keep == ("rhythm" if task is Task.VARY else "")
    assert (operation.to_from_tick, operation.to_end_tick) == ((0, BAR) if task is Task.INTERPOLATE else (0, 0))


def test_all_tracks_are_meant_for_bars_not_for_selected_notes() -> None:
    options = Options(every_track=True)
    for chosen, ids in ((Chosen(MARKED), ()), (Chosen(None, SOME), (1,))):
        found = place(Task.VARY, chosen)
        assert found is not None
        operation = request_of(Task.VARY, found, options, SONG, TRACK, 8).operation
        assert (operation.kind, operation.track_ids) == (OperationKind.VARY, ids)


def test_passages_to_lead_over_to_have_music_and_are_elsewhere() -> None:
    score = edits.set_section(edits.set_section(SONG, 0, "A"), 2 * BAR, "B")
    here = Place(By.MARKED, 2 * BAR, 4 * BAR)
    found = second_passages(here, Chosen(None, (), (0, BAR)), score)
    assert found == [("before", (0, 2 * BAR)), ("loop", (0, BAR))]  # section A is what is before
