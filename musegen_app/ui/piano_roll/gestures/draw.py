"""Draw a note: press where it begins, pull to the right for its length, up or down for its pitch."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt

from musegen_app.score import edits
from musegen_app.score.keys import pitch_name
from musegen_app.score.model import Note, Score
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.translation import said


class Draw(Gesture):
    """One new note with the length and the velocity of the last one."""

    cursor = Qt.CursorShape.CrossCursor
    scrolls = True

    def __init__(self, stage: Stage, start: Pointer) -> None:
        super().__init__(stage, start)
        meter = stage.score.meter
        tick = snap.floor_tick(self.grid(start), meter, start.tick)
        ticks = stage.last_ticks or snap.note_ticks(stage.snap, meter, tick)
        self.note = Note(tick, ticks, start.pitch, stage.last_velocity)
        self._show()
        self._sound()

    def drag(self, pointer: Pointer) -> None:
        if not self.has_moved(pointer):
            return
        note = replace(self.note, pitch=pointer.pitch)
        if abs(pointer.x - self.start.x) > self.stage.pitch.row / 2:
            note = replace(note, duration_ticks=self._ticks(pointer))
        another = note.pitch != self.note.pitch
        self.note = note
        self._show()
        if another:
            self._sound()

    def finish(self, pointer: Pointer) -> None:
        stage = self.stage
        stage.preview_end()
        stage.last_ticks = self.note.duration_ticks
        stage.edit("Draw note", self._edited(), select={self.note.id})

    def words(self) -> str:
        key = self.stage.key_at(self.note.start_tick)
        beats = self.note.duration_ticks / self.stage.score.meter.at(self.note.start_tick).beat_ticks
        length = said("1 beat") if beats == 1 else said("{0:g} beats").format(beats)
        return f"{pitch_name(self.note.pitch, key)} · {length}"

    def _sound(self) -> None:
        self.stage.preview(self.note.pitch, velocity=self.note.velocity)

    def _ticks(self, pointer: Pointer) -> int:
        """From the onset to the pointer, at least a grid step."""
        grid, meter, begin = self.grid(pointer), self.stage.score.meter, self.note.start_tick
        end = snap.ceil_tick(grid, meter, max(begin + 1, pointer.tick))
        return max(snap.FINE_TICKS, end - begin)

    def _show(self) -> None:
        self.stage.show_draft(self._edited())

    def _edited(self) -> Score:
        return edits.add_notes(self.stage.score, self.stage.track_id, (self.note,))
