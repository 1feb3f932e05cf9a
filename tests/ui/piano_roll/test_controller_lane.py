"""Wheels, pedals and controllers below the notes: each gesture as a real mouse sequence."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from musegen_app.score.control_values import down_spans
from tests.fakes.lane_bench import OpenLane
from tests.fakes.roll_desk import ALT, CTRL, SHIFT, Q

pytestmark = pytest.mark.qt
STEP = Q // 4
RIGHT = Qt.MouseButton.RightButton


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


def test_leaving_the_field_writes_the_value_like_every_field_on_a_lane(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (0, 10), (Q, 20))
    bench.lane.pick({Q})
    bench.key(Qt.Key.Key_7)
    field = bench.lane.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "6")
    bench.desk.roll.setFocus()
    assert not field.isVisible()
    assert bench.points == [(0, 10), (Q, 76)]
