"""A straight line in a controller lane (Shift, or the right button); with Ctrl one that begins slowly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from musegen_app.score import edits
from musegen_app.score.model import Score
from musegen_app.ui.piano_roll.gestures.control_base import ControlGesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.value_words import value_text
from musegen_app.ui.translation import said

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.controller_lane import ControllerLane


class ControlRamp(ControlGesture):
    """From the press to the pointer, both on the grid."""

    cursor = Qt.CursorShape.CrossCursor
    scrolls = True

    def __init__(self, lane: ControllerLane, start: Pointer) -> None:
        super().__init__(lane, start)
        self._last = start

    def drag(self, pointer: Pointer) -> None:
        if self.has_moved(pointer):
            self._last = pointer
            self.show(self._edited())

    def finish(self, pointer: Pointer) -> None:
        if self.moved:
            self.lane.edit(self.lane.label(said("Draw {0}")), self._edited())

    def pointed(self) -> int | None:
        return self.snapped(self._last) if self.moved else None

    def words(self) -> str:
        first, last = (value_text(self.name, self.value(p)) for p in (self.start, self._last))
        return self.lane.tr("Line from {0} to {1} · Ctrl bends it, Alt leaves the grid").format(first, last)

    def _edited(self) -> Score:
        first, last = ((self.snapped(p), self.value(p)) for p in (self.start, self._last))
        return edits.ramp_controls(
            self.stage.score, self.stage.track_id, self.name, first, last, curved=self._last.ctrl
        )
