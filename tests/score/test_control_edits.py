"""Wheels, pedals and controllers: what each edit does, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.score import edits
from musegen_app.score.control_edits import CopiedControls
from musegen_app.score.control_values import (
    DOWN,
    Point,
    between,
    down_spans,
    heard_ticks,
    limits,
    points_of,
    resting,
    thinned,
    value_at,
)
from musegen_app.score.controls import ControlName, name_of
from musegen_app.score.model import ControlEvent, ControlKind, Score, Track
from musegen_app.score.time import TempoMap
from tests.score.scores import controls, scores

MOD: ControlName = (ControlKind.CONTROL, 1)
SUSTAIN: ControlName = (ControlKind.CONTROL, 64)
BEND: ControlName = (ControlKind.BEND, 0)
PROGRAM: ControlName = (ControlKind.PROGRAM, 0)
NAMES = st.sampled_from((MOD, SUSTAIN, BEND, PROGRAM, (ControlKind.PRESSURE, 0), (ControlKind.CONTROL, 7)))


def song(*points: Point, name: ControlName = MOD, others: tuple[ControlEvent, ...] = ()) -> Score:
    """One track, id 0, with these points of one control."""
    made = (*others, *(ControlEvent(t, name[0], v, name[1]) for t, v in points))
    return Score(tracks=(Track(id=0, controls=tuple(sorted(made, key=lambda c: c.tick))),))


def points(score: Score, name: ControlName = MOD) -> list[Point]:
    return list(points_of(score.tracks[0].controls, name))


# -- each of them ----------------------------------------------------------------------------------------------------


def test_set_replaces_a_range() -> None:
    score = edits.set_controls(song((0, 10), (100, 20), (200, 30)), 0, MOD, [(100, 99), (150, 500)], 50, 200)
    assert points(score) == [(0, 10), (100, 99), (150, 127), (200, 30)]


def test_a_stroke_is_joined_and_thinned() -> None:
    score = edits.draw_controls(song((0, 1), (500, 64), (960, 5)), 0, MOD, [(480, 0), (960, 100)])
    drawn = points(score)
    assert drawn[0] == (0, 1)
    assert drawn[1] == (480, 0)
    assert drawn[-1] == (960, 100)
    assert 30 < len(drawn) < 60, "one in 5 ms of a quarter second"
    assert all(value == between((480, 0), (960, 100), tick) for tick, value in drawn[1:])


def test_a_level_stroke_is_one_point() -> None:
    assert points(edits.draw_controls(song(), 0, MOD, [(480, 70), (4800, 70)])) == [(480, 70)]


def test_a_ramp_goes_either_way_and_may_be_curved() -> None:
    straight = points(edits.ramp_controls(song(), 0, MOD, (1000, 50), (0, 0)))
    assert straight[0] == (0, 0)
    assert straight[-1][1] == 50
    assert 985 <= straight[-1][0] <= 1000
    curved = points(edits.ramp_controls(song(), 0, MOD, (0, 0), (1000, 100), curved=True))
    assert curved[-1] == (1000, 100)
    assert value_at(curved, 500, 0) == pytest.approx(25, abs=3)
    assert value_at(straight, 500, 0) == pytest.approx(25, abs=1)
    assert points(edits.ramp_controls(song(), 0, MOD, (7, 3), (7, 3), curved=True)) == [(7, 3)]


def test_move_takes_the_place_of_what_it_lands_on() -> None:
    score = song((100, 10), (200, 20), (300, 30))
    assert points(edits.move_controls(score, 0, MOD, {100, 200}, 100, 5)) == [(200, 15), (300, 25)]
    assert points(edits.move_controls(score, 0, MOD, {200}, -500, -50)) == [(0, 0), (100, 10), (300, 30)]
    assert edits.move_controls(score, 0, MOD, {150}, 10, 10) is score


def test_remove_and_scale_and_values() -> None:
    score = song((100, 10), (200, 20), (300, 100))
    assert points(edits.remove_controls(score, 0, MOD, {200, 7})) == [(100, 10), (300, 100)]
    assert points(edits.scale_controls(score, 0, MOD, {100, 300}, 1.5)) == [(100, 15), (200, 20), (300, 127)]
    assert points(edits.scale_controls(score, 0, MOD, {200}, 0.5, 64)) == [(100, 10), (200, 42), (300, 100)]
    assert points(edits.set_control_values(score, 0, MOD, {200: -4, 400: 4})) == [
        (100, 10),
        (200, 0),
        (300, 100),
        (400, 4),
    ]


def test_the_bend_has_its_full_width() -> None:
    score = edits.set_control_values(song(), 0, BEND, {0: -9000, 10: 9000, 20: 1})
    assert points(score, BEND) == [(0, -8192), (10, 8191), (20, 1)]


def test_a_range_is_copied_with_the_value_it_begins_with() -> None:
    score = song((100, 10), (300, 30), (900, 90))
    copied = edits.copy_controls(score, 0, MOD, 200, 400)
    assert copied == CopiedControls(MOD, 200, ((0, 10), (100, 30)))
    pasted = edits.paste_controls(score, 0, MOD, copied, 1000)
    assert points(pasted) == [*points(score), (1000, 10), (1100, 30), (1200, 90)]


def test_what_is_copied_fits_another_control() -> None:
    copied = CopiedControls(MOD, 100, ((0, 0), (50, 127)))
    assert points(edits.paste_controls(song(), 0, BEND, copied, 0), BEND) == [(0, -8192), (50, 8191), (100, 0)]


def test_a_pedal_goes_back_to_what_it_was() -> None:
    once = edits.set_pedal(song(), 0, 100, 200, True)
    assert points(once, SUSTAIN) == [(100, 127), (200, 0)]
    longer = edits.set_pedal(once, 0, 150, 400, True)
    assert points(longer, SUSTAIN) == [(100, 127), (400, 0)]
    holed = edits.set_pedal(longer, 0, 200, 300, False)
    assert down_spans(points(holed, SUSTAIN)) == [(100, 200), (300, 400)]
    assert points(edits.set_pedal(holed, 0, 200, 300, True), SUSTAIN) == [(100, 127), (400, 0)]
    assert edits.set_pedal(once, 0, 120, 180, True) is once
    assert edits.set_pedal(once, 0, 180, 120, True) is once


def test_a_bank_comes_before_its_program() -> None:
    program = ControlEvent(480, ControlKind.PROGRAM, 5)
    score = edits.set_control_values(song(others=(program,)), 0, (ControlKind.CONTROL, 0), {480: 8})
    assert [c.kind for c in score.tracks[0].controls] == [ControlKind.CONTROL, ControlKind.PROGRAM]


def test_what_is_in_force_before_the_first_event() -> None:
    track = Track(volume=90, pan=20, program=7)
    assert [resting(track, (ControlKind.CONTROL, n)) for n in (7, 10, 11, 1, 64)] == [90, 20, 127, 0, 0]
    assert resting(track, PROGRAM) == 7
    assert resting(track, BEND) == 0


def test_of_two_events_on_a_tick_the_last_counts_and_one_is_left_after_an_edit() -> None:
    score = song((100, 10), (100, 20), (200, 30))
    assert points(score) == [(100, 20), (200, 30)]
    assert points(edits.move_controls(score, 0, MOD, {100}, 10, 0)) == [(110, 20), (200, 30)]
    untouched = edits.remove_controls(score, 0, MOD, {200})
    assert [c.value for c in untouched.tracks[0].controls] == [10, 20]


# -- all of them -----------------------------------------------------------------------------------------------------

ControlEdit = Callable[[Score, int, ControlName, set[int], int, int], Score]

EDITS: dict[str, ControlEdit] = {
    "set": lambda s, t, n, ticks, a, b: edits.set_controls(s, t, n, [(tick, b) for tick in ticks], a, a + 1000),
    "values": lambda s, t, n, ticks, a, b: edits.set_control_values(s, t, n, dict.fromkeys(ticks, b)),
    "draw": lambda s, t, n, ticks, a, b: edits.draw_controls(s, t, n, [(k, k * b) for k in sorted(ticks)]),
    "ramp": lambda s, t, n, ticks, a, b: edits.ramp_controls(s, t, n, (a % 9000, 0), (b % 9000, 99)),
    "curve": lambda s, t, n, ticks, a, b: edits.ramp_controls(s, t, n, (a % 9000, 0), (b % 9000, 99), curved=True),
    "remove": lambda s, t, n, ticks, a, b: edits.remove_controls(s, t, n, ticks),
    "move": lambda s, t, n, ticks, a, b: edits.move_controls(s, t, n, ticks, a, b),
    "scale": lambda s, t, n, ticks, a, b: edits.scale_controls(s, t, n, ticks, a / 100, b),
    "paste": lambda s, t, n, ticks, a, b: edits.paste_controls(
        s, t, n, edits.copy_controls(s, t, n, min(ticks, default=0), 3000), abs(a)
    ),
    "pedal": lambda s, t, n, ticks, a, b: edits.set_pedal(s, t, a, b, a % 2 == 0),
}


@pytest.mark.parametrize("which", EDITS)
@given(data=st.data())
def test_every_edit_keeps_the_rules(which: str, data: st.DataObject) -> None:
    name = SUSTAIN if which == "pedal" else data.draw(NAMES)
    own = data.draw(st.lists(st.tuples(st.integers(0, 9000), st.integers(*limits(name))), max_size=6))
    others = tuple(c for c in data.draw(controls()) if name_of(c) != name)
    base = data.draw(scores())
    track = song(*own, name=name, others=others).tracks[0]
    score = edits.add_track(base, track)
    track_id = score.tracks[-1].id
    ticks = data.draw(st.sets(st.sampled_from([*(t for t, _ in own), 77, 4000]), max_size=6))
    numbers = st.integers(-3, 3) | st.integers(-9000, 9000) | st.integers(-(2**31), 2**31)
    after = EDITS[which](score, track_id, name, ticks, data.draw(numbers), data.draw(numbers))
    changed = after.track(track_id)
    low, high = limits(name)
    assert list(changed.controls) == sorted(changed.controls, key=lambda c: c.tick)
    assert all(0 <= c.tick < 2**31 and low <= c.value <= high for c in changed.controls if name_of(c) == name)
    assert [c for c in changed.controls if name_of(c) != name] == [c for c in track.controls if name_of(c) != name]
    assert replace(changed, controls=()) == replace(score.track(track_id), controls=())
    assert after.with_track(score.track(track_id)) == score, "nothing else in the song is touched"


@pytest.mark.parametrize("which", EDITS)
def test_a_track_that_is_not_there_is_an_error(which: str) -> None:
    with pytest.raises(KeyError):
        EDITS[which](Score(), -5, SUSTAIN, {4}, 100, 500)


@given(
    st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 127)), min_size=1, max_size=8, unique_by=lambda p: p[0]),
    st.sampled_from((30.0, 120.0, 300.0)),
)
def test_a_thinned_stroke_is_what_was_drawn(stroke: list[Point], bpm: float) -> None:
    stroke.sort()
    tempo = TempoMap.of_bpm(bpm)
    found = thinned(stroke, tempo)
    assert found[0] == stroke[0]
    assert value_at(found, stroke[-1][0], -1) == stroke[-1][1], "the last value is reached"
    assert all(a[1] != b[1] for a, b in pairwise(found)), "every step is heard"
    apart = [b[0] - a[0] for a, b in pairwise(found)]
    assert all(gap >= heard_ticks(tempo, 0) - 1 for gap in apart[1:-1])
    on_a_line = {t: between(a, b, t) for a, b in pairwise(stroke) for t in range(a[0], b[0])}
    assert all(value == on_a_line[tick] for tick, value in found[:-1] if tick in on_a_line)


@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 127)), max_size=6),
    st.integers(0, 900),
    st.integers(1, 400),
    st.booleans(),
)
def test_a_pedal_is_set_in_its_range_and_nowhere_else(own: list[Point], low: int, span: int, down: bool) -> None:
    score = song(*own, name=SUSTAIN)
    before, after = points(score, SUSTAIN), points(edits.set_pedal(score, 0, low, low + span, down), SUSTAIN)
    for tick in range(1400):
        wanted = down if low <= tick < low + span else value_at(before, tick, 0) >= DOWN
        assert (value_at(after, tick, 0) >= DOWN) is wanted
