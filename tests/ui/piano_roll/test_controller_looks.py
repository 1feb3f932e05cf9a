"""What a controller lane says and shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt

from musegen_app.score import edits
from musegen_app.score.control_values import Point, points_of
from musegen_app.score.model import ControlEvent, ControlKind, Score, Track
from musegen_app.ui.piano_roll.control_points import ControlPoints, PointCache
from musegen_app.ui.piano_roll.controller_columns import bands
from musegen_app.ui.piano_roll.transform import TimeAxis
from musegen_app.ui.theme import THEMES
from tests.fakes.lane_bench import OpenLane
from tests.fakes.roll_desk import Q

pytestmark = pytest.mark.qt
STEP = Q // 4
RIGHT = Qt.MouseButton.RightButton


# -- words and looks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "points", "place", "words"),
    [
        ("cc64", ((0, 127),), (9 * Q, 100), "Sustain down, bar 3 beat 2"),
        ("cc64", ((Q, 0),), (9 * Q, 100), "Sustain up, bar 3 beat 2"),
        ("bend", ((0, 4096),), (4 * Q, 4096), "Pitch bend +1.00 semitones, bar 2 beat 1"),
        ("cc10", ((0, 20),), (4 * Q, 20), "Pan 44 left, bar 2 beat 1"),
        ("cc1", ((0, 20),), (4 * Q, 90), "Modulation 20, bar 2 beat 1"),
        ("program", ((0, 40),), (4 * Q, 90), "Program Violin, bar 2 beat 1"),
    ],
)
def test_the_pointer_says_the_value_in_its_own_words(
    open_lane: OpenLane, key: str, points: tuple[Point, ...], place: Point, words: str
) -> None:
    bench = open_lane(key, *points)
    said: list[str] = []
    bench.desk.roll.statusHint.connect(said.append)
    bench.hand.move(bench.at(place[0] + 5, place[1]))
    assert said[-1].startswith(words)


@pytest.mark.parametrize("theme", list(THEMES))
@pytest.mark.parametrize("key", ["cc1", "cc64", "bend", "program", "pressure"])
def test_every_lane_is_painted_in_the_colour_of_its_track(open_lane: OpenLane, key: str, theme: str) -> None:
    bench = open_lane(key, (Q, 100), (2 * Q, 3))
    bench.desk.roll.set_theme(THEMES[theme])
    ink = THEMES[theme].track(0)
    image = bench.lane.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(0, 300) for y in range(image.height())}
    assert ink in colours
    bench.desk.roll.set_score(
        edits.remove_controls(bench.desk.score, bench.desk.roll.active_track, bench.lane.name, {Q, 2 * Q})
    )
    image = bench.lane.grab().toImage()
    assert ink not in {image.pixelColor(x, y).name() for x in range(0, 300) for y in range(image.height())}


def test_a_picked_point_is_larger_than_the_others(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (Q, 60), (2 * Q, 60))
    place = bench.at(Q, 60)
    before = bench.lane.grab().toImage().pixelColor(place - QPoint(4, 4)).name()
    bench.lane.pick({Q})
    after = bench.lane.grab().toImage().pixelColor(place - QPoint(4, 4)).name()
    assert before != after == bench.desk.roll.stage.theme.selection


def test_thousands_of_recorded_points_are_painted(open_lane: OpenLane) -> None:
    bench = open_lane("bend", *((i * 3, (i * 37) % 16383 - 8192) for i in range(4000)))
    image = bench.lane.grab().toImage()
    ink = bench.desk.roll.stage.theme.track(0)
    for x in (10, 300, 600):
        assert ink in {image.pixelColor(x, y).name() for y in range(image.height())}


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 127)), max_size=30), st.data())
def test_points_follow_an_edit_as_if_they_were_read_anew(own: list[Point], data: st.DataObject) -> None:
    name = (ControlKind.CONTROL, 1)
    others = [ControlEvent(t, ControlKind.CONTROL, v, 7) for t, v in own]
    made = [*others, *(ControlEvent(t, ControlKind.CONTROL, v, 1) for t, v in own)]
    score = Score(tracks=(Track(id=0, controls=tuple(sorted(made, key=lambda c: c.tick))),))
    cache = PointCache(name)
    for _ in range(4):
        numbers = st.integers(0, 60)
        low, high, value = data.draw(numbers), data.draw(numbers), data.draw(numbers)
        score = data.draw(
            st.sampled_from(
                (
                    edits.set_controls(score, 0, name, [(low, value)], low, high),
                    edits.remove_controls(score, 0, name, {low, high}),
                    edits.move_controls(score, 0, name, {low, high}, value, 3),
                    edits.set_controls(score, 0, (ControlKind.CONTROL, 7), [(low, value)], low, high),
                )
            )
        )
        found = cache.of(score.tracks[0])
        assert found.points == points_of(score.tracks[0].controls, name)


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 127)), max_size=60, unique_by=lambda p: p[0]),
    st.floats(0.05, 3),
    st.integers(0, 40),
)
def test_columns_show_the_lowest_and_the_highest(own: list[Point], scale: float, scroll: int) -> None:
    own.sort()
    points = ControlPoints([t for t, _ in own], [v for _, v in own], 7)
    time = TimeAxis(scale, scroll)
    lowest, highest = bands(points, time, 40)
    for x, (low, high) in enumerate(zip(lowest.tolist(), highest.tolist(), strict=True)):
        first, last = time.tick(x), time.tick(x + 1)
        before = [v for t, v in own if t < first][-1:] or [7]
        inside = [v for t, v in own if first <= t < last]
        assert (low, high) == (min(before + inside), max(before + inside))
