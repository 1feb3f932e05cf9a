"""While a drag is held beyond the edge, the view follows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage

_EVERY_MS = 30
_FASTEST = 48  # pixels a step


class EdgeScroll(QObject):
    """Call `follow` at every move; it goes on by itself while the pointer rests outside."""

    def __init__(self, stage: Stage, vertical: bool, parent: QObject) -> None:
        super().__init__(parent)
        self._stage, self._vertical = stage, vertical
        self._pointer: Pointer | None = None
        self._current: Callable[[], Gesture | None] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.step)

    def follow(self, pointer: Pointer, current: Callable[[], Gesture | None]) -> None:
        """Scroll while `pointer` is outside and `current()` is a gesture that scrolls."""
        self._pointer, self._current = pointer, current
        if self._pull(pointer) == (0, 0):
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def step(self) -> None:
        """Scroll once and drag again from the same pixel."""
        gesture = self._current() if self._current is not None else None
        if gesture is None or self._pointer is None or not gesture.scrolls:
            self._timer.stop()
            return
        across, down = self._pull(self._pointer)
        stage = self._stage
        pitch = stage.pitch.scrolled(stage.pitch.scroll + down, stage.height) if self._vertical else stage.pitch
        stage.set_view(stage.time.scrolled(stage.time.scroll + across), pitch)
        here = self._pointer
        gesture.drag(replace(here, tick=stage.time.tick(here.x), pitch=stage.pitch.pitch(here.y)))

    def is_active(self) -> bool:
        return self._timer.isActive()

    def _pull(self, pointer: Pointer) -> tuple[int, int]:
        """Pixels to scroll at each step: the farther outside, the faster."""
        return _beyond(pointer.x, self._stage.width), (_beyond(pointer.y, self._stage.height) if self._vertical else 0)


def _beyond(place: float, size: int) -> int:
    outside = place if place < 0 else max(0.0, place - size)
    return round(max(-_FASTEST, min(_FASTEST, outside * 0.6)))
