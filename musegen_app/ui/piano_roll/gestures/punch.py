"""Shift and pull on the bars: where recording counts. The ends of the bracket can be pulled later."""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.translation import said

EDGE = 5.0  # pixels around an end of the bracket


class PunchDrag(Gesture):
    """A new punch region between the press and the pointer; it is switched on."""

    cursor = Qt.CursorShape.SizeHorCursor
    scrolls = True

    def __init__(self, stage: Stage, start: Pointer) -> None:
        super().__init__(stage, start)
        self._before = stage.punch
        self._anchor = self._line(start)
        self._now: tuple[int, int] | None = None

    def drag(self, pointer: Pointer) -> None:
        if not self.has_moved(pointer):
            return
        first, last = sorted((self._anchor, self._line(pointer)))
        self._now = (first, last)
        self.stage.set_recording(self.stage.recording, self._now)

    def finish(self, pointer: Pointer) -> None:
        self.cancel()
        if self._now is not None and self._now[1] > self._now[0]:
            self.stage.punch_wanted.emit(*self._now)

    def cancel(self) -> None:
        self.stage.set_recording(self.stage.recording, self._before)

    def words(self) -> str:
        if self._now is None:
            return ""
        first, last = self._now
        bars = (last - first) / self.stage.score.meter.at(first).bar_ticks
        bar = self.stage.score.meter.position(first).bar + 1
        return said("Record only {0:.3g} bars from bar {1}").format(bars, bar)

    def _line(self, pointer: Pointer) -> int:
        return snap.nearest_tick(self.grid(pointer), self.stage.score.meter, pointer.tick)


class PunchEdge(PunchDrag):
    """One end of the region follows the pointer; the other stays."""

    def __init__(self, stage: Stage, start: Pointer, left: bool) -> None:
        super().__init__(stage, start)
        if stage.punch is not None:
            self._anchor = stage.punch[1] if left else stage.punch[0]


def punch_edge_at(stage: Stage, x: float) -> str:
    """`left` or `right` when an end of the punch region is at `x` pixels, else ""."""
    if stage.punch is None:
        return ""
    if abs(stage.time.x(stage.punch[1]) - x) <= EDGE:
        return "right"
    return "left" if abs(stage.time.x(stage.punch[0]) - x) <= EDGE else ""
