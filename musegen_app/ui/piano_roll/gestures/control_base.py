"""What all gestures in a controller lane share: the lane, its control and its scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from musegen_app.ui.piano_roll.gestures.point_base import PointGesture
from musegen_app.ui.piano_roll.pointer import Pointer

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.controller_lane import ControllerLane


class ControlGesture(PointGesture):
    """`name` is the controller that is drawn."""

    def __init__(self, lane: ControllerLane, start: Pointer) -> None:
        super().__init__(lane, start)
        self.lane = lane
        self.name = lane.name

    def value(self, pointer: Pointer) -> int:
        return self.lane.axis.value(pointer.y)
