"""Steering drawn over time below the notes: each gesture as a real mouse sequence, each key as a real key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from musegen_app.sampling.steering.catalog import CONTROLS
from musegen_app.score import edits
from musegen_app.score.steering_edits import steering_points
from musegen_app.ui.piano_roll import lane_kinds
from musegen_app.ui.piano_roll.curve_lane import CurveLane
from tests.fakes.roll_desk import ALT, CTRL, NONE, SHIFT, Desk, Hand, Q

pytestmark = pytest.mark.qt
STEP = Q // 4
HEIGHT = 148
RIGHT = Qt.MouseButton.RightButton


class Bench:
    """An open lane of the density, with the points named, and a hand over it."""

    def __init__(self, desk: Desk, qtbot: QtBot, *points: tuple[int, float], tool: str = "select") -> None:
        desk.score = edits.set_steering_points(desk.score, "density", points)
        desk.roll.set_score(desk.score)
        desk.roll.set_tool(tool)
        desk.roll.show_steering_lane("density")
        lane = desk.roll.below.lane("steer-density")
        assert isinstance(lane, CurveLane)
        desk.roll.below.set_height("steer-density", HEIGHT)
        qtbot.waitUntil(lambda: lane.width() == desk.roll.canvas.width() and lane.height() == HEIGHT)
        desk.view()
        self.desk, self.lane, self.hand = desk, lane, Hand(lane)

    def at(self, tick: float, value: float) -> QPoint:
        return QPoint(round(self.lane.stage.time.x(tick)), round(self.lane.axis.y(value)))

    @property
    def points(self) -> list[tuple[int, float]]:
        return list(steering_points(self.desk.score, "density"))

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.lane, key, keys)


def near(tick: int, value: float) -> tuple[int, object]:
    return tick, pytest.approx(value, abs=0.06)


def test_a_stroke_follows_the_hand_from_grid_line_to_grid_line(desk: Desk, qtbot: QtBot) -> None:
    bench = Bench(desk, qtbot)
    bench.hand.drag(bench.at(Q, -1.0), bench.at(3 * Q, 1.0))
    assert bench.points == [near(Q, -1.0), near(3 * Q, 1.0)], "a straight pull needs two points"
    assert bench.desk.labels == ["Draw density"]


def test_with_alt_the_hand_is_followed_exactly(desk: Desk, qtbot: QtBot) -> None:
    bench = Bench(desk, qtbot)
    bench.hand.drag(bench.at(Q + 70, 0.0), bench.at(2 * Q + 70, 0.5), ALT)
    assert bench.points[0][0] == pytest.approx(Q + 70, abs=6)


def test_a_click_sets_one_point_on_the_grid(desk: Desk, qtbot: QtBot) -> None:
    bench = Bench(desk, qtbot, (0, 0.0), (4 * Q, 0.0))
    bench.hand.click(bench.at(2 * Q + 30, 0.75))
    assert bench.points == [(0, 0.0), near(2 * Q, 0.75), (4 * Q, 0.0)]


def test_what_is_drawn_outside_a_stroke_stays(desk: Desk, qtbot: QtBot) -> None:
    bench = Bench(desk, qtbot, (0, -0.5), (6 * Q, -0.5), tool="draw")
    bench.hand.drag(bench.at(2 * Q, 0.5), bench.at(3 * Q, 0.5))
    values = [bench.lane.value_at(t) for t in (Q, 2 * Q - 1, 2 * Q + 9, 3 * Q - 9, 3 * Q + 1, 5 * Q)]
    assert values == [pytest.approx(v, abs=0.06) for v in (-0.5, -0.5, 0.5, 0.5, -0.5, -0.5)]


@pytest.mark.parametrize(("keys", "button"), [(SHIFT, Qt.MouseButton.LeftButton), (NONE, RIGHT)])
def test_a_straight_line(desk: Desk, qtbot: QtBot, keys: Qt.KeyboardModifier, button: Qt.MouseButton) -> None:
    bench = Bench(desk, qtbot)
    bench.hand.drag(bench.at(3 * Q, 1.0), bench.at(Q, 0.0), keys, button)
    assert bench.points == [near(Q, 0.0), near(3 * Q, 1.0)]


def test_a_point_is_moved_and_a_line_is_pulled(desk: Desk, qtbot: QtBot) -> None:
    bench = Bench(desk, qtbot, (Q, 0.0), (3 * Q, 0.0))
    bench.hand.drag(bench.at(Q, 0.0), bench.at(2 * Q, 0.5))
    assert bench.points == [near(2 * Q, 0.5), (3 * Q, 0.0)]
    bench.hand.drag(bench.at(5 * Q, 0.0), bench.at(5 * Q, -0.5))
    assert bench.points[1] == near(3 * Q, -0.5)
    assert bench.desk.labels == ["Move density", "Move density"]


def test_escape_in_the_middle_of_a_drag_leaves_no_trace(desk: Desk, qtbot: QtBot) -> None:
    bench = Bench(desk, qtbot, (Q, 0.0))
    bench.hand.press(bench.at(Q, 0.0))
    bench.hand.move(bench.at(2 * Q, 0.5))
    assert bench.lane.shown != bench.lane.points
    bench.key(Qt.Key.Key_Escape)
    bench.desk.roll.cancel()
    assert bench.lane.shown == bench.lane.points == ((Q, 0.0),)
    assert bench.desk.labels == []


def test_points_are_erased_and_removed(desk: Desk, qtbot: QtBot) -> None:
    bench = Bench(desk, qtbot, (Q, 0.0), (2 * Q, 0.5), (3 * Q, 0.0), tool="erase")
    bench.hand.click(bench.at(2 * Q, 0.5))
    assert bench.points == [(Q, 0.0), (3 * Q, 0.0)]
    bench.desk.roll.set_tool("select")
    bench.hand.click(bench.at(Q, 0.0))
    bench.key(Qt.Key.Key_Delete)
    assert bench.points == [(3 * Q, 0.0)]
    bench.key(Qt.Key.Key_A, CTRL)
    bench.key(Qt.Key.Key_Backspace)
    assert bench.desk.score.steering == ()


def test_a_band_picks_and_keys_move(desk: Desk, qtbot: QtBot) -> None:
    bench = Bench(desk, qtbot, (Q, 0.0), (2 * Q, 0.5), (5 * Q, 0.0))
    bench.hand.drag(bench.at(Q - 200, -0.8), bench.at(3 * Q, 0.9), CTRL)
    assert bench.lane.picked == {0, 1}
    bench.key(Qt.Key.Key_Up)
    bench.key(Qt.Key.Key_Right)
    step = bench.lane.spec.step
    assert bench.points == [near(Q + STEP, step), near(2 * Q + STEP, 0.5 + step), (5 * Q, 0.0)]
    bench.key(Qt.Key.Key_Escape)
    bench.key(Qt.Key.Key_Tab)
    assert len(bench.lane.picked) == 1
    assert "Density" in bench.lane.accessibleDescription()


def test_a_value_is_typed_in_words(desk: Desk, qtbot: QtBot) -> None:
    bench = Bench(desk, qtbot, (Q, 0.0))
    bench.hand.double_click(bench.at(Q, 0.0))
    field = bench.lane.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "-40 %")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert bench.points == [(Q, -0.4)]
    assert "40 %" in bench.lane.words_at(Q, -0.4)


def test_the_wheel_over_a_point_is_one_step(desk: Desk, qtbot: QtBot) -> None:
    bench = Bench(desk, qtbot, (Q, 0.0))
    bench.hand.wheel(bench.at(Q, 0.0), 1)
    assert bench.points == [near(Q, bench.lane.spec.step)]


def test_every_control_has_a_lane_that_says_its_name_and_its_ends(desk: Desk, qtbot: QtBot) -> None:
    for control in CONTROLS:
        key = lane_kinds.steering_key(control.spec.name)
        assert lane_kinds.steering_of(key) is control.spec
        assert lane_kinds.title(key) == control.spec.label
        assert lane_kinds.from_text(f"{key}:80") == (lane_kinds.OpenLane(key, 80),)
    assert lane_kinds.from_text("steer-nothing:80") == ()
    bench = Bench(desk, qtbot, (Q, 0.0), (2 * Q, 1.0))
    assert bench.lane.accessibleName() == "Density"


def test_the_line_is_violet_and_stays_in_the_lane(desk: Desk, qtbot: QtBot) -> None:
    bench = Bench(desk, qtbot, (Q, -1.0), (2 * Q, 1.0))
    shot: QImage = bench.lane.grab().toImage()
    ink = bench.lane.stage.theme.generated
    middle = bench.at(1.5 * Q, 0.0)
    near_ink = [shot.pixelColor(middle.x() + dx, middle.y() + dy).name() for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    assert ink in near_ink
