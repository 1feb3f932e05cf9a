"""The eraser in a controller lane: every point that the pointer passes is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from musegen_app.score import edits
from musegen_app.score.model import Score
from musegen_app.ui.piano_roll.gestures.control_base import ControlGesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.translation import said

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.controller_lane import ControllerLane

_REACH = 4.0  # pixels at both sides of the pointer


class ControlErase(ControlGesture):
    """At any height: what is heard is erased in time."""

    cursor = Qt.CursorShape.ForbiddenCursor
    scrolls = True

    def __init__(self, lane: ControllerLane, start: Pointer) -> None:
        super().__init__(lane, start)
        self._gone: set[int] = set()
        self._last = start.tick
        self._pass(start)

    def drag(self, pointer: Pointer) -> None:
        self._pass(pointer)

    def finish(self, pointer: Pointer) -> None:
        self.lane.edit(self.lane.label(said("Erase {0}")), self._edited())

    def _pass(self, pointer: Pointer) -> None:
        reach = self.stage.time.ticks(_REACH)
        low, high = sorted((self._last, pointer.tick))
        self._last = pointer.tick
        first, last = self.lane.points.span(low - reach, high + reach)
        self._gone.update(self.lane.points.ticks[first:last])
        self.show(self._edited())

    def _edited(self) -> Score:
        return edits.remove_controls(self.stage.score, self.stage.track_id, self.name, self._gone)
