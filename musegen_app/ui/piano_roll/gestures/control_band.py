"""A rubber band in a controller lane picks the points inside; with Shift or Ctrl besides those picked before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt

from musegen_app.ui.piano_roll.gestures.control_base import ControlGesture
from musegen_app.ui.piano_roll.pointer import Pointer

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.controller_lane import ControllerLane


class ControlBand(ControlGesture):
    """A click on nothing picks nothing."""

    cursor = Qt.CursorShape.CrossCursor
    scrolls = True

    def __init__(self, lane: ControllerLane, start: Pointer) -> None:
        super().__init__(lane, start)
        self._kept = lane.picked if start.ctrl or start.shift else frozenset()
        lane.pick(self._kept)

    def drag(self, pointer: Pointer) -> None:
        if not self.has_moved(pointer):
            return
        axis = self.lane.axis
        left, right = sorted((self.start.tick, pointer.tick))
        top, bottom = sorted((self.start.y, pointer.y))
        x = self.stage.time.x
        self.lane.show_band(QRectF(x(left), top, x(right) - x(left), bottom - top))
        first, last = self.lane.points.span(left, right)
        inside = {
            tick
            for tick, value in self.lane.points.some(first, last)
            if self.lane.only_in_time or top <= axis.y(value) <= bottom
        }
        self.lane.pick(self._kept | inside)

    def finish(self, pointer: Pointer) -> None:
        self.lane.show_band(None)

    def words(self) -> str:
        count = len(self.lane.picked)
        return self.lane.tr("1 point picked") if count == 1 else self.lane.tr("{0} points picked").format(count)
