"""Move a chord symbol along the song. (It is written in place: see `chord_lane.py`.)"""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.score import edits
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.model import Score
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage


class ChordMove(Gesture):
    """A click picks the symbol, a drag moves it by the grid; one already standing there gives way."""

    cursor = Qt.CursorShape.ClosedHandCursor
    scrolls = True

    def __init__(self, stage: Stage, start: Pointer, symbol: ChordSymbol) -> None:
        super().__init__(stage, start)
        self._symbol = symbol
        self._to = symbol.tick
        stage.select(())
        stage.pick_chord(symbol.tick)

    def drag(self, pointer: Pointer) -> None:
        if not self.has_moved(pointer):
            return
        grid = self.grid(pointer)
        delta = pointer.tick - self.start.tick
        self._to = self._symbol.tick + snap.snapped_delta(grid, self.stage.score.meter, self._symbol.tick, delta)
        self.stage.show_draft(self._edited())

    def finish(self, pointer: Pointer) -> None:
        edited = self._edited()
        self.stage.pick_chord(self._to)
        self.stage.edit("Move chord", edited)

    def words(self) -> str:
        place = self.stage.score.meter.position(self._to)
        return f"{self._symbol.text} to bar {place.bar + 1}"

    def _edited(self) -> Score:
        if self._to == self._symbol.tick:
            return self.stage.score
        return edits.move_chord(self.stage.score, self._symbol.tick, self._to)
