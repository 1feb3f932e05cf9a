"""Resize the selected notes by an end: the right one changes where they stop, the left one where they begin."""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.score import edits, note_edits
from musegen_app.score.model import Note, Score
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.translation import said


class Resize(Gesture):
    """All selected notes by the same number of ticks, none shorter than a few."""

    cursor = Qt.CursorShape.SizeHorCursor
    scrolls = True

    def __init__(self, stage: Stage, start: Pointer, note: Note, left: bool) -> None:
        super().__init__(stage, start)
        self._note, self._left = note, left
        self._before = stage.selection
        if note.id not in stage.selection:
            stage.select({note.id})
        self._notes = stage.selected_notes()
        self._ticks = 0

    def drag(self, pointer: Pointer) -> None:
        if self.has_moved(pointer):
            self._ticks = self._held(pointer)
            if self._ticks == 0:
                self.stage.show_draft(self.stage.score)
            else:
                self._show(self._ticks)

    def _show(self, ticks: int) -> None:
        change = note_edits.resized_start if self._left else note_edits.resized
        self.stage.show_changed(self._notes, lambda n: change(n, ticks), self._edited)

    def finish(self, pointer: Pointer) -> None:
        change = -self._ticks if self._left else self._ticks
        self.stage.last_ticks = self._note.duration_ticks + change
        draft = self.stage.draft
        edited = draft.edited if draft is not None else self._edited()
        self.stage.edit("Resize notes", edited, select=self.stage.selection)

    def cancel(self) -> None:
        super().cancel()
        self.stage.select(self._before)

    def words(self) -> str:
        change = -self._ticks if self._left else self._ticks
        return said("Length {0:g} quarters").format((self._note.duration_ticks + change) / 960)

    def _held(self, pointer: Pointer) -> int:
        """How far the end moves: to a grid line, or by whole steps when that is nearer."""
        edge = self._note.start_tick if self._left else self._note.end_tick
        delta = pointer.tick - self.start.tick
        ticks = snap.snapped_delta(self.grid(pointer), self.stage.score.meter, edge, delta)
        spare = min(n.duration_ticks for n in self._notes) - snap.FINE_TICKS
        first = min(n.start_tick for n in self._notes)
        return min(max(0, spare), max(-first, ticks)) if self._left else max(-max(0, spare), ticks)

    def _edited(self) -> Score:
        ids = {n.id for n in self._notes}
        score, track_id = self.stage.score, self.stage.track_id
        if self._ticks == 0:
            return score
        if self._left:
            return edits.resize_notes_start(score, track_id, ids, self._ticks)
        return edits.resize_notes(score, track_id, ids, self._ticks)
