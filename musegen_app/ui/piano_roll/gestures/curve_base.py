"""What all gestures in a steering lane share: the lane, its control and its scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from musegen_app.ui.piano_roll.gestures.point_base import PointGesture
from musegen_app.ui.piano_roll.pointer import Pointer

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.curve_lane import CurveLane


class CurveGesture(PointGesture):
    """`name` is the steering control that is drawn."""

    def __init__(self, lane: CurveLane, start: Pointer) -> None:
        super().__init__(lane, start)
        self.lane = lane
        self.name = lane.spec.name

    def value(self, pointer: Pointer) -> float:
        return self.lane.axis.value(pointer.y)
