"""Lanes drawn over time: what is drawn is there, what lies outside stays, time put in and cut out moves them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.score import edits
from musegen_app.score.model import Note, Score, Track
from musegen_app.score.steering_edits import steering_points
from musegen_app.score.steering_lane import SteeringLane
from musegen_app.score.steering_points import Points, inside, spliced, thinned, tidy, value_at, value_before

TICK = st.integers(0, 100)
VALUE = st.integers(-4, 4).map(lambda n: n / 4)
LANE = st.lists(st.tuples(TICK, VALUE), max_size=6).map(tidy)
FULL = LANE.filter(bool)


def song(*points: tuple[int, float]) -> Score:
    return Score(steering=(SteeringLane("density", points),) if points else ())


def drawn(score: Score) -> Points:
    return steering_points(score, "density")


def alike(one: float | None, other: float | None) -> bool:
    return one == other or (one is not None and other is not None and abs(one - other) < 1e-6)


def test_a_value_goes_straight_from_point_to_point_and_stays_at_the_ends() -> None:
    lane = SteeringLane("density", ((10, 0.0), (20, 1.0), (20, -1.0)))
    assert [lane.at(t) for t in (0, 10, 15, 19, 20, 99)] == [0.0, 0.0, 0.5, 0.9, -1.0, -1.0]
    assert SteeringLane("density").at(5) is None
    assert value_before(lane.points, 20) == 1.0


def test_a_stroke_in_an_empty_song_makes_the_lane() -> None:
    score = edits.draw_steering(Score(), "density", [(10, 0.0), (15, 0.5), (20, 1.0)], error=0.01)
    assert score.steering == (SteeringLane("density", ((10, 0.0), (20, 1.0))),)


@given(FULL, st.lists(st.tuples(TICK, VALUE), min_size=2, max_size=5))
def test_a_stroke_changes_nothing_outside_it(points: Points, stroke: list[tuple[int, float]]) -> None:
    stroke = sorted(stroke, key=lambda p: p[0])
    low, high = stroke[0][0], stroke[-1][0]
    if low == high:
        return
    after = drawn(edits.draw_steering(song(*points), "density", stroke))
    assert tidy(after) == after
    for tick in range(121):
        if (tick < low and points[0][0] < low) or (tick > high and points[-1][0] > high):
            assert alike(value_at(after, tick), value_at(points, tick)), tick
        elif low < tick < high:
            assert alike(value_at(after, tick), value_at(tidy(stroke), tick)), tick
        elif tick < low:
            assert alike(value_at(after, tick), stroke[0][1])
        elif tick > high:
            assert alike(value_at(after, tick), stroke[-1][1])


@given(st.lists(st.tuples(TICK, VALUE), min_size=1, max_size=8, unique_by=lambda p: p[0]).map(sorted))
def test_thinning_stays_within_its_error(points: list[tuple[int, float]]) -> None:
    after = thinned(points, 0.3)
    assert set(after) <= set(points)
    assert all(abs((value_at(after, t) or 0.0) - v) <= 0.3 + 1e-9 for t, v in points)


def test_a_click_sets_a_point_and_the_lines_follow() -> None:
    score = edits.draw_steering(song((0, 0.0), (20, 0.0)), "density", [(10, 1.0), (10, 1.0)])
    assert drawn(score) == ((0, 0.0), (10, 1.0), (20, 0.0))


def test_points_move_together_as_far_as_their_neighbours() -> None:
    score = song((0, 0.0), (10, 0.5), (20, 0.5), (30, 0.0))
    moved = edits.move_steering_points(score, "density", {1, 2}, 99, 0.75, -1.0, 1.0)
    assert drawn(moved) == ((0, 0.0), (20, 1.0), (30, 1.0), (30, 0.0))
    back = edits.move_steering_points(score, "density", {0}, -5, -0.25, -1.0, 1.0)
    assert drawn(back)[0] == (0, -0.25)
    assert edits.move_steering_points(score, "density", {7}, 5, 0.5, -1.0, 1.0) is score


def test_without_its_last_point_a_lane_is_gone() -> None:
    score = song((0, 0.0), (10, 0.5))
    assert drawn(edits.remove_steering_points(score, "density", {0})) == ((10, 0.5),)
    assert edits.remove_steering_points(score, "density", {0, 1}).steering == ()
    assert edits.remove_steering(score, "density").steering == ()
    assert edits.remove_steering(score, "leaps") is score
    assert edits.set_steering_points(score, "density", score.steering[0].points) is score


def test_other_lanes_and_the_order_of_lanes_stay() -> None:
    score = edits.draw_steering(song((0, 0.0)), "leaps", [(5, 1.0)])
    assert [lane.control for lane in score.steering] == ["density", "leaps"]
    again = edits.add_steering_point(score, "density", 5, 0.5)
    assert [lane.control for lane in again.steering] == ["density", "leaps"]
    assert again.steering[1] is score.steering[1]


@given(FULL, TICK, st.integers(1, 30))
def test_time_put_in_holds_the_value_that_was_reached(points: Points, at: int, ticks: int) -> None:
    after = drawn(edits.insert_time(song(*points), at, ticks))
    assert tidy(after) == after
    for tick in range(121):
        if tick < at:
            assert alike(value_at(after, tick), value_at(points, tick))
        else:
            assert alike(value_at(after, tick + ticks), value_at(points, tick))
    for tick in range(at, at + ticks):
        assert alike(value_at(after, tick), value_before(points, at))


@given(FULL, TICK, st.integers(1, 30))
def test_time_cut_out_leaves_the_rest_as_it_was(points: Points, low: int, ticks: int) -> None:
    after = drawn(edits.delete_time(song(*points), low, low + ticks))
    assert tidy(after) == after
    for tick in range(121):
        if tick < low:
            assert alike(value_at(after, tick), value_at(points, tick))
        else:
            assert alike(value_at(after, tick), value_at(points, tick + ticks))


@given(FULL, TICK, st.integers(1, 30))
def test_a_section_takes_its_lanes_along(points: Points, low: int, ticks: int) -> None:
    score = Score(tracks=(Track(notes=(Note(0, 10, 60),)),), steering=(SteeringLane("density", points),))
    high = low + ticks
    after = drawn(edits.duplicate_section(score, low, high))
    for tick in range(121):
        before = tick if tick < high else tick - ticks
        assert alike(value_at(after, tick), value_at(points, before)), tick


def test_putting_time_in_and_taking_it_out_again_leaves_the_lane() -> None:
    score = song((0, 0.0), (40, 1.0), (40, -1.0), (60, 0.5))
    for at in (0, 20, 40, 60, 80):
        assert drawn(edits.delete_time(edits.insert_time(score, at, 7), at, at + 7)) == drawn(score), at


@pytest.mark.parametrize("points", [(), ((5, 0.25),)])
def test_a_lane_with_one_point_is_the_same_everywhere(points: Points) -> None:
    assert edits.insert_time(song(*points), 3, 4).steering in ((), (SteeringLane("density", ((9, 0.25),)),))
    assert inside(points, 0, 10) == (((0, 0.25), (5, 0.25), (10, 0.25)) if points else ())
    assert spliced(points, 0, 3, [(0, 1.0), (3, 0.5)])[:2] == ((0, 1.0), (3, 0.5))
