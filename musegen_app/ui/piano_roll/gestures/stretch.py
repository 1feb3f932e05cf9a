"""Stretch: an end of the selection is pulled, and all of it follows in proportion, starts and lengths."""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.score import edits
from musegen_app.score.model import Note, Score
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.translation import said


class Stretch(Gesture):
    """The end of `note` that was pressed goes with the pointer; the other end of the selection stays. A click
    without a drag takes the note out of the selection."""

    cursor = Qt.CursorShape.SplitHCursor
    scrolls = True

    def __init__(self, stage: Stage, start: Pointer, note: Note, left: bool) -> None:
        super().__init__(stage, start)
        self._note, self._left = note, left
        notes = [n for n in stage.selected_notes() if not n.locked]
        self._first = min((n.start_tick for n in notes), default=0)
        self._last = max((n.end_tick for n in notes), default=0)
        self._parts = (1, 1)  # new length : old length

    def drag(self, pointer: Pointer) -> None:
        if not self.has_moved(pointer):
            return
        edge = self._note.start_tick if self._left else self._note.end_tick
        delta = pointer.tick - self.start.tick
        moved = edge + snap.snapped_delta(self.grid(pointer), self.stage.score.meter, edge, delta)
        old = self._last - edge if self._left else edge - self._first
        new = self._last - moved if self._left else moved - self._first
        self._parts = (self._within(new, old), max(1, old))
        self.stage.show_draft(self._edited())

    def finish(self, pointer: Pointer) -> None:
        if not self.moved:
            self.stage.select(self.stage.selection - {self._note.id})
            return
        self.stage.edit("Stretch notes", self._edited(), select=self.stage.selection)

    def words(self) -> str:
        return said("Stretched to {0:.0%}").format(self._parts[0] / self._parts[1]) if self.moved else ""

    def _within(self, new: int, old: int) -> int:
        """Not shorter than a few ticks, and not beyond the beginning of the song."""
        most = old * self._last // max(1, self._last - self._first) if self._left else new
        return max(snap.FINE_TICKS, min(new, most))

    def _edited(self) -> Score:
        score, track_id, ids = self.stage.score, self.stage.track_id, self.stage.selection
        if self._parts[0] == self._parts[1]:
            return score
        after = edits.stretch_notes(score, track_id, ids, *self._parts)
        if not self._left:
            return after
        end = max(n.end_tick for n in after.track(track_id).notes if n.id in ids and not n.locked)
        return edits.move_notes(after, track_id, ids, self._last - end, 0)
