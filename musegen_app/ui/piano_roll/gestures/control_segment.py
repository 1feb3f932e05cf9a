"""The level line behind a point pulled up or down: the value of that point, or of all picked ones."""

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


class ControlSegment(ControlGesture):
    """`tick` is the point that the line comes from. A click picks it."""

    cursor = Qt.CursorShape.SizeVerCursor

    def __init__(self, lane: ControllerLane, start: Pointer, tick: int) -> None:
        super().__init__(lane, start)
        self._tick = tick
        if tick not in lane.picked:
            lane.pick({tick})
        self._change = 0

    def drag(self, pointer: Pointer) -> None:
        if self.has_moved(pointer):
            self._change = round((self.start.y - pointer.y) * self.lane.axis.per_pixel)
            self.show(self._edited())

    def finish(self, pointer: Pointer) -> None:
        self.lane.edit(self.lane.label(said("Change {0}")), self._edited(), self.lane.picked)

    def pointed(self) -> int | None:
        return self._tick if self.moved else None

    def words(self) -> str:
        return self.lane.value_words(self._tick, self.lane.shown.at(self._tick))

    def _edited(self) -> Score:
        stage = self.stage
        return edits.move_controls(stage.score, stage.track_id, self.name, self.lane.picked, 0, self._change)
