"""Wheels, pedals and controllers below the notes: each gesture as a real mouse or key sequence."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from musegen_app.score import edits
from musegen_app.score.control_values import Point, down_spans, limits, points_of, value_at
from musegen_app.score.model import ControlEvent, ControlKind, Score, Track
from musegen_app.ui.piano_roll import lane_kinds
from musegen_app.ui.piano_roll.control_points import ControlPoints, PointCache
from musegen_app.ui.piano_roll.controller_columns import bands
from musegen_app.ui.piano_roll.controller_lane import ControllerLane
from musegen_app.ui.piano_roll.transform import TimeAxis
from musegen_app.ui.theme import THEMES
from tests.fakes.roll_desk import ALT, CTRL, SHIFT, Desk, Hand, Q

pytestmark = pytest.mark.qt
STEP = Q // 4
RIGHT = Qt.MouseButton.RightButton
OpenLane = Callable[..., "Bench"]


class Bench:
    """One lane, a hand in it, and what the song holds of its control."""

    def __init__(self, desk: Desk, lane: ControllerLane) -> None:
        self.desk, self.lane = desk, lane
        self.hand = Hand(lane)

    @property
    def points(self) -> list[Point]:
        track = self.desk.score.track(self.desk.roll.active_track)
        return list(points_of(track.controls, self.lane.name))

    def at(self, tick: float, value: int) -> QPoint:
        return QPoint(round(self.desk.roll.stage.time.x(tick)), round(self.lane.axis.y(value)))

    def value(self, tick: int) -> int:
        return value_at(self.points, tick, 0)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.lane, key, keys)

    def type(self, text: str) -> None:
        field = self.lane.findChild(QLineEdit)
        assert isinstance(field, QLineEdit)
        assert field.isVisible()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert not field.isVisible()


@pytest.fixture
def open_lane(desk: Desk, qtbot: QtBot) -> OpenLane:
    """Opens the lane of a key over a song that has these points."""

    def opened(key: str, *points: Point, tool: str = "select") -> Bench:
        name = lane_kinds.name_of(key)
        assert name is not None
        desk.score = edits.set_control_values(desk.score, desk.roll.active_track, name, dict(points))
        desk.roll.set_score(desk.score)
        desk.roll.set_tool(tool)
        desk.roll.below.open(key)
        desk.roll.below.set_height(key, 148)
        lane = desk.roll.below.lane(key)
        assert isinstance(lane, ControllerLane)
        qtbot.waitUntil(lambda: lane.width() == desk.roll.canvas.width() and lane.height() == 148)
        desk.view()
        return Bench(desk, lane)

    return opened


# -- drawing ---------------------------------------------------------------------------------------------------------


def test_the_pencil_makes_one_step_a_grid_line(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", tool="draw")
    bench.hand.drag(bench.at(Q + 30, 20), bench.at(2 * Q + 30, 100))
    ticks = [tick for tick, _ in bench.points]
    assert ticks == [Q, Q + STEP, Q + 2 * STEP, Q + 3 * STEP, 2 * Q]
    values = [value for _, value in bench.points]
    assert values == sorted(values)
    assert values[0] < 40
    assert values[-1] == pytest.approx(100, abs=2)
    assert bench.desk.labels == ["Draw modulation"], "one drag is one undo step"


def test_with_alt_the_pencil_draws_freely(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", tool="draw")
    bench.hand.drag(bench.at(Q + 30, 20), bench.at(2 * Q + 30, 100), ALT)
    assert len(bench.points) > 20
    assert bench.points[0] == (pytest.approx(Q + 30, abs=6), pytest.approx(20, abs=2))
    assert bench.value(round(1.5 * Q) + 30) == pytest.approx(60, abs=3)


def test_a_click_with_the_pencil_sets_one_point(open_lane: OpenLane) -> None:
    bench = open_lane("cc11", tool="draw")
    bench.hand.click(bench.at(2 * Q + 50, 77))
    assert bench.points == [(2 * Q, pytest.approx(77, abs=1))]


def test_drawing_replaces_what_was_there_and_nothing_else(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (0, 5), (Q, 10), (Q + 100, 120), (3 * Q, 30), tool="draw")
    bench.hand.drag(bench.at(Q - 200, 64), bench.at(2 * Q, 64))
    assert bench.points == [(0, 5), (3 * STEP, pytest.approx(64, abs=1)), (3 * Q, 30)]


def test_an_empty_lane_is_drawn_into_with_any_tool(open_lane: OpenLane) -> None:
    bench = open_lane("bend")
    bench.hand.drag(bench.at(Q, 0), bench.at(2 * Q, 8191))
    assert bench.points[-1][1] > 7000


def test_escape_in_the_middle_of_a_stroke_leaves_no_trace(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (0, 64), tool="draw")
    bench.hand.press(bench.at(Q, 20))
    bench.hand.move(bench.at(2 * Q, 100))
    assert bench.lane.shown.points != bench.lane.points.points
    bench.key(Qt.Key.Key_Escape)
    assert bench.lane.shown.points == bench.lane.points.points
    bench.hand.release(bench.at(2 * Q, 100))
    assert bench.points == [(0, 64)]
    assert not bench.desk.labels


def test_a_lost_focus_in_the_middle_of_a_stroke_leaves_no_trace(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (0, 64), tool="draw")
    bench.hand.press(bench.at(Q, 20))
    bench.hand.move(bench.at(2 * Q, 100))
    bench.lane.clearFocus()
    bench.hand.release(bench.at(2 * Q, 100))
    assert bench.points == [(0, 64)]


@pytest.mark.parametrize("how", ["shift", "right"])
def test_a_straight_line(open_lane: OpenLane, how: str) -> None:
    bench = open_lane("cc1", (0, 3))
    keys, button = (SHIFT, Qt.MouseButton.LeftButton) if how == "shift" else (Qt.KeyboardModifier.NoModifier, RIGHT)
    bench.hand.drag(bench.at(Q, 27), bench.at(3 * Q, 127), keys, button)
    assert bench.points[0] == (0, 3)
    assert bench.points[1][0] == Q
    assert bench.value(2 * Q) == pytest.approx(77, abs=2)
    assert bench.value(3 * Q) == pytest.approx(127, abs=1)
    assert bench.desk.labels == ["Draw modulation"]


def test_ctrl_bends_the_line(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (0, 3))
    bench.hand.press(bench.at(Q, 0), SHIFT)
    bench.hand.move(bench.at(3 * Q, 120), SHIFT | CTRL)
    bench.hand.release(bench.at(3 * Q, 120), SHIFT | CTRL)
    assert bench.value(2 * Q) == pytest.approx(30, abs=3)


# -- points ----------------------------------------------------------------------------------------------------------


def test_a_point_is_pulled_in_time_and_value(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (Q, 40), (3 * Q, 80))
    bench.hand.drag(bench.at(Q, 40), bench.at(2 * Q + 20, 90))
    assert bench.points == [(2 * Q, pytest.approx(90, abs=1)), (3 * Q, 80)]
    assert bench.lane.picked == {2 * Q}


def test_with_alt_a_point_leaves_the_grid_and_with_shift_its_value_stays(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (Q, 40))
    bench.hand.drag(bench.at(Q, 40), bench.at(Q + 100, 40), ALT)
    assert bench.points == [(Q + 100, 40)]
    bench.hand.press(bench.at(Q + 100, 40))
    bench.hand.move(bench.at(3 * Q, 60), SHIFT)
    bench.hand.release(bench.at(3 * Q, 60), SHIFT)
    assert bench.points[0][1] == 40
    assert bench.points[0][0] > 2 * Q


def test_a_level_line_is_pulled_up_and_down(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (Q, 40), (3 * Q, 80))
    bench.hand.drag(bench.at(2 * Q, 40), bench.at(2 * Q + 300, 70))
    assert bench.points == [(Q, pytest.approx(70, abs=1)), (3 * Q, 80)]


def test_a_rubber_band_picks_and_delete_removes(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (Q, 40), (2 * Q, 60), (3 * Q, 80))
    bench.hand.drag(bench.at(Q - 200, 100), bench.at(2 * Q + 200, 10))
    assert bench.lane.picked == {Q, 2 * Q}
    assert bench.lane.band is None
    bench.key(Qt.Key.Key_Delete)
    assert bench.points == [(3 * Q, 80)]
    assert bench.desk.labels == ["Remove modulation"]


def test_picked_points_go_together_and_ctrl_scales_them(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (Q, 20), (2 * Q, 40))
    bench.key(Qt.Key.Key_A, CTRL)
    bench.hand.drag(bench.at(Q, 20), bench.at(2 * Q, 20))
    assert bench.points == [(2 * Q, 20), (3 * Q, 40)]
    start = bench.at(2 * Q, 20)
    bench.hand.press(start)
    bench.hand.move(start - QPoint(0, 50), CTRL)
    bench.hand.release(start - QPoint(0, 50), CTRL)
    assert bench.points == [(2 * Q, 40), (3 * Q, 80)]


def test_shift_click_picks_one_more(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (Q, 20), (2 * Q, 40))
    bench.hand.click(bench.at(Q, 20))
    bench.hand.click(bench.at(2 * Q, 40), SHIFT)
    assert bench.lane.picked == {Q, 2 * Q}


def test_the_wheel_over_a_point_or_its_line_is_one_up_or_down(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (Q, 40), (3 * Q, 80))
    bench.hand.wheel(bench.at(Q, 40), 1)
    bench.hand.wheel(bench.at(2 * Q, 41), 1)
    assert bench.points == [(Q, 42), (3 * Q, 80)]
    assert len(set(bench.desk.keys)) == 1, "one undo step"
    scrolled = bench.desk.roll.stage.pitch.scroll
    bench.hand.wheel(bench.at(2 * Q, 110), -1)
    assert bench.desk.roll.stage.pitch.scroll != scrolled
    assert bench.points == [(Q, 42), (3 * Q, 80)]


def test_the_eraser_takes_points_it_passes(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (Q, 20), (2 * Q, 40), (4 * Q, 10), tool="erase")
    bench.hand.drag(bench.at(Q - 100, 90), bench.at(2 * Q + 100, 90))
    assert bench.points == [(4 * Q, 10)]


def test_a_double_click_types_a_value(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (Q, 20), (2 * Q, 40))
    bench.hand.double_click(bench.at(Q, 20))
    bench.type("99")
    assert bench.points == [(Q, 99), (2 * Q, 40)]
    bench.hand.double_click(bench.at(3 * Q + 40, 100))
    bench.type("7")
    assert bench.points[-1] == (3 * Q, 7)
    assert bench.lane.hasFocus()


def test_a_bend_is_typed_in_semitones_and_nonsense_is_refused(open_lane: OpenLane) -> None:
    bench = open_lane("bend", (Q, 0))
    bench.hand.double_click(bench.at(Q, 0))
    field = bench.lane.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "much")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.property("state") == "bad"
    field.selectAll()
    bench.type("-1")
    assert bench.points == [(Q, -4096)]
    bench.hand.double_click(bench.at(Q, -4096))
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert bench.points == [(Q, -4096)]


# -- pedals and programs ---------------------------------------------------------------------------------------------


def test_a_pedal_is_pressed_and_let_go(open_lane: OpenLane) -> None:
    bench = open_lane("cc64")
    bench.hand.drag(bench.at(Q + 20, 64), bench.at(3 * Q + 20, 64))
    assert down_spans(bench.points) == [(Q, 3 * Q)]
    bench.desk.roll.set_tool("draw")
    bench.hand.drag(bench.at(2 * Q, 30), bench.at(2 * Q + STEP, 30))
    assert down_spans(bench.points) == [(Q, 2 * Q), (2 * Q + STEP, 3 * Q)]
    assert bench.desk.labels == ["Draw sustain", "Draw sustain"]


def test_the_end_of_a_pedal_is_pulled(open_lane: OpenLane) -> None:
    bench = open_lane("cc64", (Q, 127), (2 * Q, 0))
    bench.hand.drag(bench.at(2 * Q, 30), bench.at(4 * Q, 90))
    assert bench.points == [(Q, 127), (4 * Q, 0)]


def test_programs_are_flags_that_are_moved_and_typed(open_lane: OpenLane) -> None:
    bench = open_lane("program", (Q, 40))
    bench.hand.drag(bench.at(Q + 80, 40), bench.at(3 * Q + 80, 90))
    assert bench.points == [(3 * Q, 40)]
    bench.hand.double_click(bench.at(3 * Q + 80, 40))
    bench.type("trumpet")
    assert bench.points == [(3 * Q, 56)]
    bench.hand.double_click(bench.at(6 * Q + 10, 40))
    bench.type("1")
    assert bench.points == [(3 * Q, 56), (6 * Q, 0)]


# -- keys ------------------------------------------------------------------------------------------------------------


def test_keys_walk_move_and_remove(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (Q, 20), (2 * Q, 40))
    bench.lane.setFocus()
    bench.key(Qt.Key.Key_Tab)
    assert bench.lane.picked == {Q}
    for _ in range(3):
        bench.key(Qt.Key.Key_Up)
    bench.key(Qt.Key.Key_Right)
    assert bench.points == [(Q + STEP, 23), (2 * Q, 40)]
    assert len(set(bench.desk.keys)) == 1, "held keys are one undo step"
    bench.key(Qt.Key.Key_Tab)
    bench.key(Qt.Key.Key_Down, SHIFT)
    assert bench.points[1] == (2 * Q, 30)
    assert len(set(bench.desk.keys)) == 2
    bench.key(Qt.Key.Key_5)
    bench.type("5")
    assert bench.points[1] == (2 * Q, 55)
    bench.key(Qt.Key.Key_Backspace)
    assert bench.points == [(Q + STEP, 23)]
    assert [n.pitch for n in bench.desk.score.tracks[0].notes] == [72, 74, 76, 77], "notes are left alone"


def test_keys_of_a_lane_without_a_picked_point_do_not_mean_the_notes(open_lane: OpenLane) -> None:
    bench = open_lane("cc1")
    said: list[str] = []
    bench.desk.roll.statusHint.connect(said.append)
    bench.desk.roll.select_all()
    bench.lane.setFocus()
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Up, Qt.Key.Key_Left):
        bench.key(key)
        assert said[-1].startswith("Pick a point first")
    bench.key(Qt.Key.Key_X, CTRL)
    assert not bench.desk.labels


def test_insert_sets_a_point_at_the_playhead_and_escape_leaves(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (Q, 20))
    bench.desk.roll.set_playhead(3 * Q, False)
    bench.lane.setFocus()
    bench.key(Qt.Key.Key_Insert)
    assert bench.points == [(Q, 20), (3 * Q, 20)]
    bench.key(Qt.Key.Key_Escape)
    assert not bench.lane.picked
    bench.key(Qt.Key.Key_Escape)
    assert bench.desk.roll.canvas.hasFocus()


def test_a_range_is_copied_to_the_playhead(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (Q, 20), (Q + STEP, 40), (8 * Q, 90))
    bench.hand.drag(bench.at(Q - 200, 100), bench.at(2 * Q, 5))
    bench.key(Qt.Key.Key_C, CTRL)
    bench.desk.roll.set_playhead(4 * Q, False)
    bench.key(Qt.Key.Key_V, CTRL)
    assert bench.points == [
        (Q, 20),
        (Q + STEP, 40),
        (4 * Q, 20),
        (4 * Q + STEP, 40),
        (4 * Q + 2 * STEP, 40),
        (8 * Q, 90),
    ]
    assert bench.desk.labels == ["Paste modulation"]


def test_what_was_recorded_is_there_after_undo_and_follows_the_track(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (Q, 20))
    before = bench.desk.score
    bench.hand.click(bench.at(Q, 20))
    bench.key(Qt.Key.Key_Delete)
    bench.desk.roll.set_score(before)
    assert bench.lane.points.points == ((Q, 20),)
    bench.desk.roll.set_score(edits.add_track(before))
    other = bench.desk.roll.stage.score.tracks[1].id
    bench.desk.roll.set_active_track(other)
    assert bench.lane.points.points == ()


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


@pytest.mark.parametrize("key", ["cc1", "cc64", "bend", "program"])
@pytest.mark.parametrize("seed", range(3))
def test_whatever_a_hand_does_the_song_stays_in_order(open_lane: OpenLane, key: str, seed: int) -> None:
    dice = random.Random(seed)
    bench = open_lane(key, *((i * STEP, dice.randrange(127)) for i in range(6)))
    notes = bench.desk.score.tracks[0].notes
    for _ in range(40):
        do_something(bench, dice)
        assert bench.lane.stage.draft is None
        assert bench.lane.band is None
    low, high = limits(bench.lane.name)
    controls = bench.desk.score.tracks[0].controls
    assert list(controls) == sorted(controls, key=lambda c: c.tick)
    assert all(c.tick >= 0 and low <= c.value <= high for c in controls)
    assert bench.desk.score.tracks[0].notes == notes
    assert bench.lane.picked <= set(bench.lane.points.ticks)
    assert len(bench.desk.labels) > 3


def do_something(bench: Bench, dice: random.Random) -> None:
    def place() -> QPoint:
        return QPoint(dice.randrange(-40, bench.lane.width() + 40), dice.randrange(-20, 170))

    bench.desk.roll.set_tool(dice.choice(("draw", "select", "erase")))
    keys = dice.choice((SHIFT, CTRL, ALT, SHIFT | CTRL, *[Qt.KeyboardModifier.NoModifier] * 4))
    what = dice.randrange(6)
    if what == 0:
        bench.lane.setFocus()
        for _ in range(4):
            bench.key(
                dice.choice((Qt.Key.Key_Tab, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Insert, Qt.Key.Key_Delete))
            )
    elif what == 1:
        bench.hand.press(place(), keys)
        bench.hand.move(place(), keys)
        bench.lane.cancel_gesture()
        bench.hand.release(place(), keys)
    elif what == 2:
        bench.lane.setFocus()
        bench.key(Qt.Key.Key_A, CTRL)
        bench.key(dice.choice((Qt.Key.Key_C, Qt.Key.Key_X, Qt.Key.Key_V)), CTRL)
    else:
        bench.hand.drag(place(), place(), keys, dice.choice((Qt.MouseButton.LeftButton, RIGHT)))
    if dice.random() < 0.2:
        bench.lane.grab()


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
