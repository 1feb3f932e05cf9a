"""Move or copy a chord symbol along the song, or the boundary between two. (Writing in place: `chord_lane.py`.)"""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.score import edits
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.model import Score
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.translation import said


class ChordMove(Gesture):
    """A click picks the symbol, a drag moves it by the grid; one already standing there gives way."""

    cursor = Qt.CursorShape.ClosedHandCursor
    scrolls = True
    label = "Move chord"

    def __init__(self, stage: Stage, start: Pointer, symbol: ChordSymbol) -> None:
        super().__init__(stage, start)
        self._symbol = symbol
        self._to = symbol.tick
        stage.select(())
        stage.pick_chord(symbol.tick)

    def drag(self, pointer: Pointer) -> None:
        if not self.has_moved(pointer):
            return
        delta = pointer.tick - self.start.tick
        by = snap.snapped_delta(self.grid(pointer), self.stage.score.meter, self._symbol.tick, delta)
        self._to = self._within(self._symbol.tick + by)
        self.stage.show_draft(self._edited())

    def finish(self, pointer: Pointer) -> None:
        edited = self._edited()
        self.stage.pick_chord(self._to)
        self.stage.edit(self.label, edited)

    def words(self) -> str:
        place = self.stage.score.meter.position(self._to)
        return said("{0} to bar {1}").format(self._symbol.text, place.bar + 1)

    def _within(self, tick: int) -> int:
        return max(0, tick)

    def _edited(self) -> Score:
        if self._to == self._symbol.tick:
            return self.stage.score
        return edits.move_chord(self.stage.score, self._symbol.tick, self._to)


class ChordCopy(ChordMove):
    """The symbol stays, and stands once more where it is dropped. Begun with Alt or Ctrl, so Alt is no free grid."""

    cursor = Qt.CursorShape.DragCopyCursor
    label = "Copy chord"

    def grid(self, pointer: Pointer) -> str:
        return self.stage.snap

    def _edited(self) -> Score:
        return edits.copy_chord(self.stage.score, self._symbol.tick, self._to)


class ChordEdge(ChordMove):
    """Where one chord ends and the next begins: the boundary stays between its neighbours."""

    cursor = Qt.CursorShape.SizeHorCursor
    label = "Length of chord"

    def __init__(self, stage: Stage, start: Pointer, symbol: ChordSymbol) -> None:
        super().__init__(stage, start, symbol)
        ticks = [s.tick for s in stage.score.chords.symbols]
        place = ticks.index(symbol.tick)
        self._low = ticks[place - 1] + 1 if place else 0
        self._high = ticks[place + 1] - 1 if place + 1 < len(ticks) else None

    def words(self) -> str:
        beats = (self._to - self._low + 1) / self.stage.score.meter.at(self._low).beat_ticks
        words = said("{0} begins after {1:g} beats of the chord before").format(self._symbol.text, beats)
        return words if self.moved else ""

    def _within(self, tick: int) -> int:
        tick = max(self._low, tick)
        return tick if self._high is None else min(self._high, tick)
