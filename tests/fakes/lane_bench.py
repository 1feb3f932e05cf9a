"""For tests of controller lanes: one open lane, a hand in it, and what the song holds of its control."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from musegen_app.score import edits
from musegen_app.score.control_values import Point, points_of, value_at
from musegen_app.ui.piano_roll import lane_kinds
from musegen_app.ui.piano_roll.controller_lane import ControllerLane
from tests.fakes.roll_desk import Desk, Hand

HEIGHT = 148
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


def opened(desk: Desk, qtbot: QtBot, key: str, *points: Point, tool: str = "select") -> Bench:
    """The lane of `key` over the song of `desk`, which gets these points."""
    name = lane_kinds.name_of(key)
    assert name is not None
    desk.score = edits.set_control_values(desk.score, desk.roll.active_track, name, dict(points))
    desk.roll.set_score(desk.score)
    desk.roll.set_tool(tool)
    desk.roll.below.open(key)
    desk.roll.below.set_height(key, HEIGHT)
    lane = desk.roll.below.lane(key)
    assert isinstance(lane, ControllerLane)
    qtbot.waitUntil(lambda: lane.width() == desk.roll.canvas.width() and lane.height() == HEIGHT)
    desk.view()
    return Bench(desk, lane)
