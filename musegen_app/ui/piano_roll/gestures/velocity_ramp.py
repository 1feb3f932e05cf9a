"""A straight line of velocities: Shift or the right button, from the press to the pointer."""

from __future__ import annotations

from PySide6.QtCore import QLineF, Qt

from musegen_app.score import edits
from musegen_app.score.model import Score
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.gestures.velocity import LABEL, on_line
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.piano_roll.value_axis import ValueAxis
from musegen_app.ui.translation import said


class VelocityRamp(Gesture):
    """Every note under the line (of the selection, if there is one) takes its height; a note the line has left again
    is as it was."""

    cursor = Qt.CursorShape.CrossCursor
    scrolls = True

    def __init__(self, stage: Stage, start: Pointer, axis: ValueAxis) -> None:
        super().__init__(stage, start)
        self._axis = axis
        self._last = start
        self._values: dict[int, int] = {}

    @property
    def line(self) -> QLineF:
        """Where the line lies, in pixels of the lane."""
        x = self.stage.time.x
        return QLineF(x(self.start.tick), self.start.y, x(self._last.tick), self._last.y)

    def drag(self, pointer: Pointer) -> None:
        if not self.has_moved(pointer):
            return
        self._last = pointer
        self._values = on_line(self.stage, self._axis, self.start, pointer)
        self.stage.show_draft(self._edited())

    def finish(self, pointer: Pointer) -> None:
        self.stage.edit(LABEL, self._edited(), select=self.stage.selection)

    def words(self) -> str:
        first, last = (max(1, self._axis.value(p.y)) for p in (self.start, self._last))
        return said("Velocity {0} to {1}, {2} notes").format(first, last, len(self._values))

    def _edited(self) -> Score:
        return edits.set_velocities(self.stage.score, self.stage.track_id, self._values)
