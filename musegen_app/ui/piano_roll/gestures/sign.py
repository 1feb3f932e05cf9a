"""Move a sign of a strip along the song: a marker, a metre, a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from musegen_app.score.model import Score
from musegen_app.ui.piano_roll import hints, snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.sign_lane import Sign, SignLane


class SignMove(Gesture):
    """A click only picks it; a drag moves it by the grid, as far as the strip lets it."""

    cursor = Qt.CursorShape.ClosedHandCursor
    scrolls = True

    def __init__(self, lane: SignLane, start: Pointer, sign: Sign) -> None:
        super().__init__(lane.stage, start)
        self._lane, self._sign = lane, sign
        self._label = lane.tr("Move {0}").format(lane.word(sign))
        self._to = sign.tick

    def drag(self, pointer: Pointer) -> None:
        if not self.has_moved(pointer):
            return
        delta = pointer.tick - self.start.tick
        by = snap.snapped_delta(self.grid(pointer), self.stage.score.meter, self._sign.tick, delta)
        self._to = max(0, self._sign.tick + by)
        self.stage.show_draft(self._edited())

    def finish(self, pointer: Pointer) -> None:
        edited = self._edited()
        there = self._lane.arrived(self._sign, self._to, edited)
        self.stage.edit(self._label, edited)
        self.stage.pick((self._sign.kind, there))

    def words(self) -> str:
        if not self.moved:
            return ""
        there = self._lane.arrived(self._sign, self._to, self._edited())
        return f"{self._label}: {hints.place_text(self.stage, there)}"

    def _edited(self) -> Score:
        score = self.stage.score
        return self._lane.moved(score, self._sign, self._to) if self._to != self._sign.tick else score
