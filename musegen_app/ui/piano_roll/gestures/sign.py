"""Move a sign of a strip along the song: a marker, a metre, a key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from musegen_app.score.model import Score
from musegen_app.ui.piano_roll import hints, snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage


class SignMove(Gesture):
    """A click only picks it; a drag moves it by the grid. `moved` makes the score with the sign at another tick."""

    cursor = Qt.CursorShape.ClosedHandCursor
    scrolls = True

    def __init__(
        self, stage: Stage, start: Pointer, kind: str, tick: int, label: str, moved: Callable[[int], Score]
    ) -> None:
        super().__init__(stage, start)
        self._kind, self._tick, self._label, self._moved = kind, tick, label, moved
        self.to_tick = tick

    def drag(self, pointer: Pointer) -> None:
        if not self.has_moved(pointer):
            return
        delta = pointer.tick - self.start.tick
        by = snap.snapped_delta(self.grid(pointer), self.stage.score.meter, self._tick, delta)
        self.to_tick = max(0, self._tick + by)
        self.stage.show_draft(self._edited())

    def finish(self, pointer: Pointer) -> None:
        if self.to_tick == self._tick:
            self.stage.drop_draft()
            return
        self.stage.edit(self._label, self._edited())
        self.stage.pick((self._kind, self.to_tick))

    def words(self) -> str:
        return f"{self._label}: {hints.place_text(self.stage, self.to_tick)}" if self.moved else ""

    def _edited(self) -> Score:
        return self._moved(self.to_tick) if self.to_tick != self._tick else self.stage.score
