"""Pan: the middle button takes the paper and moves it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage


class Pan(Gesture):
    """Changes the view only; cancelling puts it back."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, stage: Stage, start: Pointer) -> None:
        super().__init__(stage, start)
        self._time, self._pitch = stage.time, stage.pitch

    def drag(self, pointer: Pointer) -> None:
        stage = self.stage
        stage.set_view(
            self._time.scrolled(self._time.scroll + self.start.x - pointer.x),
            self._pitch.scrolled(self._pitch.scroll + self.start.y - pointer.y, stage.height),
        )
        stage.user_scrolled.emit()

    def cancel(self) -> None:
        self.stage.set_view(self._time, self._pitch)
