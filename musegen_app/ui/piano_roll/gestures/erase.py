"""Erase notes: every note that the pointer passes while the button is held goes."""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.score import edits
from musegen_app.score.model import Score
from musegen_app.ui.piano_roll import hit
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.translation import said


class Erase(Gesture):
    """One undo step for the whole sweep."""

    cursor = Qt.CursorShape.ForbiddenCursor
    scrolls = True

    def __init__(self, stage: Stage, start: Pointer) -> None:
        super().__init__(stage, start)
        self._ids: set[int] = set()
        self._last = start
        self._take(start.x, start.pitch)

    def drag(self, pointer: Pointer) -> None:
        """A fast sweep skips pixels: look at every point between the last two places."""
        last_x = self.stage.time.x(self._last.tick)
        rows = abs(pointer.pitch - self._last.pitch)
        stops = max(1, rows, int(abs(pointer.x - last_x) / 3))
        for stop in range(1, stops + 1):
            share = stop / stops
            pitch = round(self._last.pitch + (pointer.pitch - self._last.pitch) * share)
            self._take(last_x + (pointer.x - last_x) * share, pitch)
        self._last = pointer

    def finish(self, pointer: Pointer) -> None:
        count = len(self._ids)
        self.stage.edit("Erase note" if count == 1 else "Erase notes", self._edited())

    def words(self) -> str:
        count = len(self._ids)
        return said("Erasing 1 note") if count == 1 else said("Erasing {0} notes").format(count)

    def _take(self, x: float, pitch: int) -> None:
        found = hit.note_at(self.stage, x, pitch)
        if found is not None and found.note.id not in self._ids and not found.note.locked:
            self._ids.add(found.note.id)
            self.stage.show_draft(self._edited())

    def _edited(self) -> Score:
        if not self._ids:
            return self.stage.score
        return edits.remove_notes(self.stage.score, self.stage.track_id, self._ids)
