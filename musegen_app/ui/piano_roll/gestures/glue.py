"""Glue: a click joins a note with the next one of its pitch, a pull joins all of a pitch that it passes."""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.score import edits
from musegen_app.score.model import Score
from musegen_app.ui.piano_roll import hit
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.translation import said


class Glue(Gesture):
    """One undo step, whatever it passed."""

    cursor = Qt.CursorShape.PointingHandCursor
    scrolls = True

    def __init__(self, stage: Stage, start: Pointer) -> None:
        super().__init__(stage, start)
        self._ids: list[int] = []
        self._take(start)

    def drag(self, pointer: Pointer) -> None:
        self._take(pointer)

    def finish(self, pointer: Pointer) -> None:
        edited = self._edited()
        if self._ids and edited is self.stage.score:
            self.stage.hint.emit(said("There is no free note of the same pitch behind this one"))
        self.stage.edit("Glue notes", edited, select=self.stage.selection)

    def words(self) -> str:
        count = len(self._ids)
        return said("Gluing {0} notes of their pitches").format(count) if count > 1 else ""

    def _take(self, pointer: Pointer) -> None:
        found = hit.note_at(self.stage, pointer.x, pointer.pitch)
        if found is not None and found.note.id not in self._ids and not found.note.locked:
            self._ids.append(found.note.id)
            self.stage.show_draft(self._edited())

    def _edited(self) -> Score:
        score, track_id = self.stage.score, self.stage.track_id
        if len(self._ids) == 1:
            return edits.glue_note(score, track_id, self._ids[0])
        return edits.join_notes(score, track_id, self._ids) if self._ids else score
