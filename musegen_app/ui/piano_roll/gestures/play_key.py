"""Press a key of the keyboard at the left: it sounds, and sliding over the keys plays them."""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage


class PlayKey(Gesture):
    """Heard only; the song stays as it is."""

    cursor = Qt.CursorShape.PointingHandCursor

    def __init__(self, stage: Stage, start: Pointer) -> None:
        super().__init__(stage, start)
        self._pitch = start.pitch
        stage.preview(start.pitch, velocity=stage.last_velocity)

    def drag(self, pointer: Pointer) -> None:
        if pointer.pitch != self._pitch:
            self._pitch = pointer.pitch
            self.stage.hover_key(pointer.pitch)
            self.stage.preview(pointer.pitch, velocity=self.stage.last_velocity)

    def finish(self, pointer: Pointer) -> None:
        self.stage.preview_end()
