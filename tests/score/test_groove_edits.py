"""When notes are struck: quantise with swing, humanise, strum, and how far from the grid they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.score import edits
from musegen_app.score.groove_edits import Grid, chords_of, grid_distance, strum_ticks
from musegen_app.score.model import Score
from musegen_app.score.time import MeterChange, MeterMap
from tests.score.test_note_edits import rows, song

S = 240
ALL = range(1, 20)


def test_straight_lines_count_from_the_bar() -> None:
    meter = MeterMap((MeterChange(0, 3, 8),))
    grid = Grid(S)
    assert [grid.nearest(meter, t) for t in (0, 119, 120, 361, 1320, 1440)] == [0, 0, 240, 480, 1440, 1440]


def test_no_line_lies_beyond_the_bar() -> None:
    """Three steps a bar: the second pair has no second half."""
    meter = MeterMap((MeterChange(0, 3, 16),))
    assert Grid(S, 0.7).nearest(meter, 700) == 720
    assert Grid(S, 0.7).nearest(meter, 730) == 720


def test_a_pickup_counts_back_from_its_bar_line() -> None:
    assert Grid(S).nearest(MeterMap(pickup_ticks=100), 95) == 100
    assert Grid(S).nearest(MeterMap(pickup_ticks=300), 61) == 60


def test_swing_makes_every_second_step_late() -> None:
    score = song((10, 100, 60), (250, 100, 62), (470, 100, 64), (730, 100, 65))
    swung = edits.groove_notes(score, 0, ALL, Grid(S, 2 / 3))
    assert [r[0] for r in rows(swung)] == [0, 320, 480, 800]


def test_strength_goes_part_of_the_way_and_ends_follow_when_asked() -> None:
    score = song((40, 180, 60))
    assert rows(edits.groove_notes(score, 0, {1}, Grid(S), 0.5)) == [(20, 180, 60)]
    assert rows(edits.groove_notes(score, 0, {1}, Grid(S), ends=True)) == [(0, 240, 60)]
    assert rows(edits.groove_notes(song((230, 20, 60)), 0, {1}, Grid(S), ends=True)) == [(240, 20, 60)]


def test_what_is_on_the_grid_or_locked_is_left_alone() -> None:
    score = song((240, 100, 60), (251, 100, 60), locked=(2,))
    assert edits.groove_notes(score, 0, ALL, Grid(S)) is score
    assert edits.groove_notes(score, 0, ALL, Grid(0)) is score


def test_the_distance_says_how_far_and_which_way() -> None:
    distance = grid_distance(song((240, 1, 60), (230, 1, 61), (500, 1, 62)), 0, ALL, Grid(S))
    assert distance.offsets == (-10, 0, 20)
    assert (distance.mean, distance.most, distance.on_it) == (10, 20, 1)
    assert grid_distance(song(), 0, ALL, Grid(S)).mean == 0


def test_a_hand_is_never_twice_the_same_but_a_seed_is() -> None:
    score = song(*((i * 480, 240, 60) for i in range(16)))
    once = edits.humanise_notes(score, 0, ALL, 1.0, seed=1)
    assert once == edits.humanise_notes(score, 0, ALL, 1.0, seed=1) != edits.humanise_notes(score, 0, ALL, 1.0, seed=2)
    distance = grid_distance(once, 0, ALL, Grid(480))
    assert 5 < distance.mean < 60
    assert len({n.velocity for n in once.tracks[0].notes}) > 4
    assert edits.humanise_notes(score, 0, ALL, 0, seed=1) is score


def test_strum_up_and_down() -> None:
    score = song((0, 960, 60), (0, 960, 64), (0, 960, 67), (1920, 960, 60), (1920, 960, 64))
    up = edits.strum_notes(score, 0, ALL, 30)
    assert rows(up) == [(0, 960, 60), (30, 930, 64), (60, 900, 67), (1920, 960, 60), (1950, 930, 64)]
    down = edits.strum_notes(up, 0, ALL, -30)
    assert rows(down)[:3] == [(0, 960, 67), (30, 930, 64), (60, 900, 60)]
    assert edits.strum_notes(down, 0, ALL, 0).tracks[0].notes == score.tracks[0].notes


def test_how_a_chord_is_strummed_now() -> None:
    score = song((0, 960, 60), (0, 960, 64), (0, 960, 67))
    assert [strum_ticks(edits.strum_notes(score, 0, ALL, t).tracks[0].notes) for t in (-25, 0, 40)] == [-25, 0, 40]
    assert strum_ticks(song((0, 10, 60), (960, 10, 64)).tracks[0].notes) == 0
    assert len(chords_of(song((0, 10, 60), (960, 10, 64)).tracks[0].notes)) == 2


@pytest.mark.parametrize("strength", [0.0, 0.3, 1.0])
@given(starts=st.lists(st.integers(0, 9000), min_size=1, max_size=12), swing=st.floats(0.5, 0.9))
def test_no_note_is_lost_or_moves_farther_than_a_step(strength: float, starts: list[int], swing: float) -> None:
    score: Score = song(*((s, 100, 60) for s in starts))
    after = edits.groove_notes(score, 0, ALL, Grid(S, swing), strength, ends=True)
    moved = {n.id: n.start_tick for n in after.tracks[0].notes}
    assert len(moved) == len(starts)
    assert all(abs(moved[n.id] - n.start_tick) <= S and n.duration_ticks >= 1 for n in score.tracks[0].notes)
