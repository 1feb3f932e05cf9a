"""The grid, counted from bar lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.score.time import MeterChange, MeterMap
from musegen_app.ui.piano_roll import snap

FOUR = MeterMap()
PICKUP = MeterMap((MeterChange(0, 4, 4),), pickup_ticks=480)
THREE_EIGHT = MeterMap((MeterChange(0, 6, 8),))


@pytest.mark.parametrize(
    ("name", "tick", "before", "nearest", "after"),
    [
        ("1/16", 250, 240, 240, 480),
        ("1/16", 361, 240, 480, 480),
        ("1/8T", 330, 320, 320, 640),
        ("1/4T", 1000, 640, 1280, 1280),
        ("bar", 2000, 0, 3840, 3840),
        ("1/2", 1920, 1920, 1920, 1920),
        ("off", 1234, 1234, 1234, 1234),
    ],
)
def test_lines_around_a_tick(name: str, tick: int, before: int, nearest: int, after: int) -> None:
    assert snap.floor_tick(name, FOUR, tick) == before
    assert snap.nearest_tick(name, FOUR, tick) == nearest
    assert snap.ceil_tick(name, FOUR, tick) == after


def test_grid_counts_from_the_bar_line_behind_a_pickup() -> None:
    assert snap.nearest_tick("1/2", PICKUP, 500) == 480
    assert snap.nearest_tick("1/2", PICKUP, 2300) == 2400
    assert snap.nearest_tick("bar", PICKUP, 4000) == 480 + 3840


def test_grid_starts_again_at_every_bar() -> None:
    """A half note does not divide a 6/8 bar: the next line is the bar line."""
    assert snap.ceil_tick("1/2", THREE_EIGHT, 2000) == 2880


def test_a_drag_lands_on_the_grid() -> None:
    assert snap.snapped_delta("1/16", FOUR, 960, 200) == 240


def test_a_drag_may_keep_its_distance_from_the_grid() -> None:
    """A note 30 ticks late stays 30 ticks late when that is nearer than the line."""
    assert snap.snapped_delta("1/16", FOUR, 990, 245) == 240
    assert snap.snapped_delta("1/16", FOUR, 990, 212) == 210


def test_a_drag_without_grid_is_free() -> None:
    assert snap.snapped_delta("off", FOUR, 960, 77.4) == 77


@given(
    name=st.sampled_from(list(snap.SNAPS)),
    anchor=st.integers(0, 100_000),
    delta=st.floats(-200_000, 100_000, allow_nan=False),
    meter=st.sampled_from([FOUR, PICKUP, THREE_EIGHT]),
)
def test_a_drag_never_leaves_the_song(name: str, anchor: int, delta: float, meter: MeterMap) -> None:
    assert anchor + snap.snapped_delta(name, meter, anchor, delta) >= 0


@given(
    name=st.sampled_from(list(snap.SNAPS)),
    tick=st.floats(0, 1e6, allow_nan=False),
    meter=st.sampled_from([FOUR, PICKUP, THREE_EIGHT]),
)
def test_lines_enclose_the_tick(name: str, tick: float, meter: MeterMap) -> None:
    assert snap.floor_tick(name, meter, tick) <= tick
    assert snap.ceil_tick(name, meter, tick) >= int(tick)
    assert snap.ceil_tick(name, meter, tick) - snap.floor_tick(name, meter, tick) <= meter.at(int(tick)).bar_ticks


def test_finer_coarser_and_triplets() -> None:
    assert snap.finer("1/8") == "1/16"
    assert snap.coarser("1/8T") == "1/4T"
    assert snap.finer("1/64") == "1/64"
    assert snap.coarser("bar") == "bar"
    assert snap.toggled_triplet("1/8") == "1/8T"
    assert snap.toggled_triplet("1/8T") == "1/8"
    assert snap.toggled_triplet("bar") == "1/8T"
    assert snap.finer("off") == snap.DEFAULT


def test_new_notes_have_a_length_without_a_grid() -> None:
    assert snap.note_ticks("off", FOUR, 0) == 240
    assert snap.note_ticks("bar", THREE_EIGHT, 0) == 2880
