"""Pull a step of the tempo: up and down for its value, sideways for its place. The first few pixels decide which."""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.score import edits
from musegen_app.score.model import Score
from musegen_app.score.time import MAX_BPM, MIN_BPM
from musegen_app.ui.piano_roll import hints, snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.translation import said

_BPM_A_PIXEL = 0.5
_FINE = 0.1  # with Shift


class TempoPull(Gesture):
    """A click picks the step. Whole numbers; with Shift tenths. The step at the beginning does not move sideways."""

    cursor = Qt.CursorShape.SizeVerCursor
    scrolls = True

    def __init__(self, stage: Stage, start: Pointer, tick: int) -> None:
        super().__init__(stage, start)
        self._tick = self._to = tick
        self._bpm = self._now = stage.score.tempo.at(tick).bpm
        self._sideways: bool | None = None

    def drag(self, pointer: Pointer) -> None:
        if not self.has_moved(pointer):
            return
        if self._sideways is None:
            across, down = abs(pointer.x - self.start.x), abs(pointer.y - self.start.y)
            self._sideways = across > down and self._tick > 0
        if self._sideways:
            delta = pointer.tick - self.start.tick
            by = snap.snapped_delta(self.grid(pointer), self.stage.score.meter, self._tick, delta)
            self._to = max(1, self._tick + by)
        else:
            self._now = self._value(self.start.y - pointer.y, pointer.shift)
        self.stage.show_draft(self._edited())

    def finish(self, pointer: Pointer) -> None:
        edited = self._edited()
        self.stage.edit("Move tempo" if self._sideways else "Set tempo", edited)
        self.stage.pick(("tempo", self._to))

    def words(self) -> str:
        if self._sideways is None:
            return ""
        return said("{0:g} bpm from {1}").format(self._now, hints.place_text(self.stage, self._to))

    def _value(self, up: float, fine: bool) -> float:
        bpm = self._bpm + up * (_FINE if fine else _BPM_A_PIXEL)
        return min(MAX_BPM, max(MIN_BPM, round(bpm, 1) if fine else round(bpm)))

    def _edited(self) -> Score:
        score = self.stage.score
        if self._sideways is None:
            return score
        if self._sideways:
            return edits.move_tempo(score, self._tick, self._to)
        return edits.set_tempo(score, self._tick, self._now) if self._now != self._bpm else score
