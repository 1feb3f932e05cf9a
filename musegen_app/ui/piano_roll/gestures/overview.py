"""The frame in the overview: pulled, it scrolls the roll; at its edges, it zooms."""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage


class FrameMove(Gesture):
    """Changes the view only; cancelling puts it back. `ticks` is what a pixel of the overview stands for."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, stage: Stage, start: Pointer, ticks: float) -> None:
        super().__init__(stage, start)
        self._ticks = ticks
        self._before = self._time = stage.time

    def centre(self, tick: float) -> None:
        """Bring `tick` into the middle of the view; the drag goes on from there."""
        middle = tick * self._time.pixels_per_tick - self.stage.width / 2
        self._time = self._time.scrolled(middle)
        self._show()

    def drag(self, pointer: Pointer) -> None:
        by = (pointer.x - self.start.x) * self._ticks * self._time.pixels_per_tick
        self.stage.set_view(time=self._time.scrolled(self._time.scroll + by))
        self.stage.user_scrolled.emit()

    def cancel(self) -> None:
        self.stage.set_view(time=self._before)

    def _show(self) -> None:
        self.stage.set_view(time=self._time)
        self.stage.user_scrolled.emit()


class FrameEdge(Gesture):
    """One end of the view stays, the other follows the pointer."""

    cursor = Qt.CursorShape.SizeHorCursor

    def __init__(self, stage: Stage, start: Pointer, left: bool, ticks: float) -> None:
        super().__init__(stage, start)
        self._left, self._ticks, self._before = left, ticks, stage.time
        self._first, self._last = stage.time.tick(0), stage.time.tick(stage.width)

    def drag(self, pointer: Pointer) -> None:
        by = (pointer.x - self.start.x) * self._ticks
        first, last = self._first + (by if self._left else 0), self._last + (0 if self._left else by)
        least = self.stage.score.meter.at(0).beat_ticks
        if last - first >= least and first >= 0:
            self.stage.set_view(time=self._before.fitted(first, last, self.stage.width))
            self.stage.user_scrolled.emit()

    def cancel(self) -> None:
        self.stage.set_view(time=self._before)
