"""Pull on the bars: a loop from there to here. Its ends can be pulled later, and the whole of it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.translation import said

EDGE = 5.0  # pixels around an end of the loop


class LoopDrag(Gesture):
    """A new loop between the press and the pointer; it is switched on."""

    cursor = Qt.CursorShape.SizeHorCursor
    scrolls = True

    def __init__(self, stage: Stage, start: Pointer) -> None:
        super().__init__(stage, start)
        self._anchor = self._line(start)

    def drag(self, pointer: Pointer) -> None:
        self._show(*sorted((self._anchor, self._line(pointer))))

    def finish(self, pointer: Pointer) -> None:
        wanted, self.stage.draft_loop = self.stage.draft_loop, None
        self.stage.loop_changed.emit()
        if wanted is not None and wanted[1] > wanted[0]:
            self.stage.loop_wanted.emit(True, *wanted)

    def cancel(self) -> None:
        self.stage.draft_loop = None
        self.stage.loop_changed.emit()

    def words(self) -> str:
        if self.stage.draft_loop is None:
            return ""
        first, last = self.stage.draft_loop
        bars = (last - first) / self.stage.score.meter.at(first).bar_ticks
        return said("Loop of {0:g} bars from bar {1}").format(bars, self.stage.score.meter.position(first).bar + 1)

    def _line(self, pointer: Pointer) -> int:
        return snap.nearest_tick(self.grid(pointer), self.stage.score.meter, pointer.tick)

    def _show(self, first: int, last: int) -> None:
        self.stage.draft_loop = (first, last)
        self.stage.loop_changed.emit()


class LoopEdge(LoopDrag):
    """One end of the loop follows the pointer; the other stays."""

    def __init__(self, stage: Stage, start: Pointer, left: bool) -> None:
        super().__init__(stage, start)
        self._anchor = stage.loop[2] if left else stage.loop[1]


class LoopMove(LoopDrag):
    """The whole loop moves by grid steps."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def drag(self, pointer: Pointer) -> None:
        _, first, last = self.stage.loop
        delta = pointer.tick - self.start.tick
        ticks = snap.snapped_delta(self.grid(pointer), self.stage.score.meter, first, delta)
        self._show(first + ticks, last + ticks)


def loop_edge_at(stage: Stage, x: float) -> str:
    """`left` or `right` when an end of the loop is at `x` pixels, else ""."""
    _, first, last = stage.loop
    if last <= first:
        return ""
    if abs(stage.time.x(last) - x) <= EDGE:
        return "right"
    return "left" if abs(stage.time.x(first) - x) <= EDGE else ""
