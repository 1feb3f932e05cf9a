"""Click on the bars: the playhead goes there. Pulled further, the click becomes a loop, or moves the one that is on."""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.gestures.loop import LoopDrag, LoopMove
from musegen_app.ui.piano_roll.pointer import Pointer


class Seek(Gesture):
    """Seeks at the release, to the nearest grid line (Alt: to the very tick)."""

    cursor = Qt.CursorShape.PointingHandCursor
    scrolls = True
    loop: LoopDrag | None = None

    def drag(self, pointer: Pointer) -> None:
        if self.loop is None and abs(pointer.x - self.start.x) > 5:
            self.loop = self._loop()
        if self.loop is not None:
            self.loop.drag(pointer)

    def _loop(self) -> LoopDrag:
        on, first, last = self.stage.loop
        inside = on and first <= self.start.tick < last and not self.start.ctrl
        return LoopMove(self.stage, self.start) if inside else LoopDrag(self.stage, self.start)

    def finish(self, pointer: Pointer) -> None:
        if self.loop is not None:
            self.loop.finish(pointer)
            return
        self.stage.seek_wanted.emit(snap.nearest_tick(self.grid(pointer), self.stage.score.meter, pointer.tick))

    def cancel(self) -> None:
        if self.loop is not None:
            self.loop.cancel()

    def words(self) -> str:
        return self.loop.words() if self.loop is not None else ""
