"""A job and a take of several parts: proposals, steering, merging, and what accepting may touch. With a toy codec."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musegen_app.base.errors import MuseGenError
from musegen_app.sampling.job import Job
from musegen_app.sampling.messages import Begin, Operation, OperationKind, Steering
from musegen_app.sampling.offline import generate_batch
from musegen_app.sampling.take import Take
from musegen_app.score.edits import insert_parts
from musegen_app.score.model import ControlEvent, ControlKind, Note, Score, Track
from musegen_app.score.time import TICKS_PER_QUARTER as Q
from tests.fakes.toy_writer import PEDAL, meets, toy_parts
from tests.sampling.conftest import begin, toy

BAR = 4 * Q
INFILL = OperationKind.INFILL


def finished(request: Begin, job: Job | None = None) -> Take:
    """The take as the session puts it together."""
    job = job or Job(request, toy_parts())
    take = Take.begun(request, "toy-parts")
    while not job.finished:
        proposal = job.advance()
        if proposal is not None:
            take = take.merged(proposal)
    return take.finished(job.done())


def accepted(score: Score, take: Take) -> Score:
    return insert_parts(score, take.taken, take.chords, take.start_tick, take.end_tick)


def test_parts_come_bar_by_bar_with_their_pedals(tune: Score) -> None:
    request = begin(tune, bars=3)
    take = finished(request)
    assert [p.name for p in take.parts] == ["tune", "Bass", "Drums"]
    assert len(take.part_of) == len(take.notes) == len(take.logp) == 3 * 12
    assert {n.origin.bundle for n in take.notes} == {"toy-parts"}
    assert [c.tick for _, c in take.controls_of] == [2 * BAR + i * BAR + off for i in range(3) for off in (0, Q)]
    assert [len(p.notes) for p in take.taken] == [12, 12, 12]
    assert take.notes_on(1) == take.taken[0].notes


def test_new_tracks_keep_the_ids_that_the_first_proposal_gave_them(tune: Score) -> None:
    request = begin(tune, bars=4, credit_tick=3 * BAR)
    job = Job(request, toy_parts())
    take, ids = Take.begun(request, "toy-parts"), set()
    job.extend(1 << 40)
    while not job.finished:
        if proposal := job.advance():
            take = take.merged(proposal)
            ids.add(take.track_ids)
    assert len(ids) == 1
    assert take.track_ids[0] == 1
    assert len(set(take.track_ids)) == 3


def test_accepting_puts_each_part_on_its_track_and_makes_new_ones(tune: Score) -> None:
    take = finished(begin(tune, bars=2))
    after = accepted(tune, take)
    assert [(t.name, t.program, t.is_drums) for t in after.tracks] == [
        ("tune", 0, False),
        ("Bass", 33, False),
        ("Drums", 0, True),
    ]
    assert [len(t.notes) for t in after.tracks] == [16 + 8, 8, 8]
    assert after.tracks[0].notes[:16] == tune.tracks[0].notes
    assert [c.tick for c in after.tracks[0].controls] == [2 * BAR, 2 * BAR + Q, 3 * BAR, 3 * BAR + Q]
    assert after.tracks[1].controls == ()
    twice = accepted(after, take)  # the tracks are there now
    assert [len(t.notes) for t in twice.tracks] == [24, 8, 8]


def test_steering_replaces_parts_and_pedals_from_there_on(tune: Score) -> None:
    request = begin(tune, bars=4)
    job = Job(request, toy_parts())
    take = finished(request, job)
    job.steer(Steering(2.0), 4 * BAR + 1)
    steered = take
    while not job.finished:
        if proposal := job.advance():
            steered = steered.merged(proposal)
    plain = [[(n.start_tick, n.pitch) for n in t.notes] for t in (take, steered)]
    first = 4 * BAR + Q
    assert [n for n in plain[0] if n[0] < first] == [n for n in plain[1] if n[0] < first]
    assert all(a != b for a, b in zip(plain[0], plain[1], strict=True) if a[0] >= first)
    assert steered.controls_of == take.controls_of
    assert {n.origin.settings for n in steered.notes if n.start_tick >= first} == {"pitch 2"}
    assert len(steered.part_of) == len(steered.notes)


def test_a_take_is_the_same_alone_and_in_a_batch_and_streamed(tune: Score) -> None:
    request = begin(tune, bars=3)
    together = generate_batch(toy_parts(), request, 16)
    alone = generate_batch(toy_parts(), request, 3)[2]
    plain = [[(n.start_tick, n.pitch) for n in t.notes] for t in (together[2], alone, together[0], finished(request))]
    assert plain[0] == plain[1]
    assert plain[2] == plain[3] != plain[0]
    assert together[2].parts == alone.parts


def test_an_operation_that_the_model_has_not_learned_is_one_sentence(tune: Score) -> None:
    with pytest.raises(MuseGenError, match="toy cannot accompany: it can continue"):
        Job(begin(tune, operation=Operation(OperationKind.ACCOMPANY, end_tick=BAR)), toy())


NOTES = st.lists(
    st.tuples(st.integers(0, 8 * BAR), st.integers(1, 2 * BAR), st.integers(36, 60), st.booleans()), max_size=24
)


@settings(deadline=None, max_examples=80)
@given(
    st.lists(NOTES, min_size=2, max_size=3),
    st.integers(0, 6 * BAR),
    st.integers(1, 3 * BAR),
    st.sampled_from([k for k in OperationKind if k.replaces]),
    st.integers(0, 1000),
)
def test_no_operation_touches_locked_notes_or_what_was_not_asked_for(
    tracks: list[list[tuple[int, int, int, bool]]], start: int, length: int, kind: OperationKind, dice: int
) -> None:
    score = Score(
        tracks=tuple(
            Track(id=i + 1, channel=i).with_notes([Note(s, d, p, locked=lock) for s, d, p, lock in notes])
            for i, notes in enumerate(tracks)
        )
    )
    operation = Operation(kind, start + length, (1,))
    take = finished(begin(score, start_tick=start, rng_seed=dice, operation=operation))
    after = accepted(score, take)
    assert take.replaces
    for old in score.tracks:
        new = after.track(old.id)
        written = old.id in take.track_ids
        kept = [n for n in old.notes if n.locked or not written or not start <= n.start_tick < start + length]
        assert [n for n in new.notes if n.id in {k.id for k in old.notes}] == kept
        fresh = [n for n in new.notes if n.id not in {k.id for k in old.notes}]
        assert bool(fresh) <= written
        assert all(start <= n.start_tick < start + length for n in fresh)
    assert [t.id for t in after.tracks[: len(score.tracks)]] == [t.id for t in score.tracks]


@settings(deadline=None, max_examples=80)
@given(
    st.lists(NOTES, min_size=2, max_size=3),
    st.integers(0, 6 * BAR),
    st.integers(1, 3 * BAR),
    st.sampled_from([k for k in OperationKind if k.replaces]),
    st.sets(st.integers(0, 71), min_size=1),
    st.integers(0, 1000),
)
def test_of_the_notes_of_a_span_only_the_chosen_ones_are_replaced(
    tracks: list[list[tuple[int, int, int, bool]]],
    start: int,
    length: int,
    kind: OperationKind,
    chosen: set[int],
    dice: int,
) -> None:
    score = Score(
        tracks=tuple(
            Track(id=i + 1, channel=i).with_notes([Note(s, d, p, locked=lock) for s, d, p, lock in notes])
            for i, notes in enumerate(tracks)
        )
    )
    every = [n for t in score.tracks for n in t.notes]
    ids = tuple(n.id for i, n in enumerate(every) if i in chosen) or (0,)
    operation = Operation(kind, start + length, (1,), note_ids=ids)
    take = finished(begin(score, start_tick=start, rng_seed=dice, operation=operation))
    after = {n for t in accepted(score, take).tracks for n in t.notes}
    assert {n for n in every if n.id not in ids or n.locked} <= after
    written = set(take.track_ids)
    replaced = {n for t in score.tracks if t.id in written for n in t.notes if n.id in ids and not n.locked}
    assert not {n for n in replaced if start <= n.start_tick < start + length} & after
    stay = [n for n in score.tracks[0].notes if start <= n.start_tick < start + length and n.id not in ids]
    assert not any(meets(n, old.start_tick, old.end_tick) for n in take.notes_on(1) for old in stay)


def test_controls_of_other_places_stay(tune: Score) -> None:
    pedal = tuple(
        ControlEvent(t, ControlKind.CONTROL, v, PEDAL) for t, v in ((0, 127), (Q, 0), (BAR, 127), (BAR + Q, 0))
    )
    score = tune.with_track(replace(tune.tracks[0], controls=pedal))
    operation = Operation(INFILL, 2 * BAR, (1,))
    after = accepted(score, finished(begin(score, start_tick=BAR, operation=operation)))
    assert [(c.tick, c.value) for c in after.tracks[0].controls] == [(0, 127), (Q, 0), (BAR, 127), (BAR + Q, 0)]
    assert len([n for n in after.tracks[0].notes if n.start_tick >= BAR]) == 4
