"""Ctrl, Shift and pull on the bars: what the net is to work on. A click there takes the mark away."""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.ui.piano_roll import hints, snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.translation import said


class MarkBars(Gesture):
    """From the press to the pointer, by the grid (Alt: to the tick); the selection of notes makes way."""

    cursor = Qt.CursorShape.SizeHorCursor
    scrolls = True

    def __init__(self, stage: Stage, start: Pointer) -> None:
        super().__init__(stage, start)
        self._before = stage.marked, stage.selection
        self._anchor = self._line(start)

    def drag(self, pointer: Pointer) -> None:
        if not self.has_moved(pointer):
            return
        first, last = sorted((self._anchor, self._line(pointer)))
        self.stage.mark((first, last) if last > first else None)

    def finish(self, pointer: Pointer) -> None:
        if not self.moved:
            self.stage.mark(None)

    def cancel(self) -> None:
        marked, selection = self._before
        self.stage.mark(marked)
        self.stage.select(selection)

    def words(self) -> str:
        if self.stage.marked is None:
            return ""
        first, last = self.stage.marked
        bar = self.stage.score.meter.position(first).bar + 1
        return said("Marked for the net: {0} from bar {1}").format(hints.length_text(self.stage, first, last), bar)

    def _line(self, pointer: Pointer) -> int:
        return max(0, snap.nearest_tick(self.grid(pointer), self.stage.score.meter, pointer.tick))
