"""Draw hits of a drum: one in each grid step that the pointer passes, all in the row where the button went down."""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.score import edits
from musegen_app.score.gm import DRUM_SOUNDS
from musegen_app.score.keys import pitch_name
from musegen_app.score.model import Note, Score
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage


class Hits(Gesture):
    """One undo step for the whole row of hits; steps that have a hit already are left as they are."""

    cursor = Qt.CursorShape.CrossCursor
    scrolls = True

    def __init__(self, stage: Stage, start: Pointer) -> None:
        super().__init__(stage, start)
        self._notes: dict[int, Note] = {}
        self._last = start.tick
        self._pass_over(start)

    def drag(self, pointer: Pointer) -> None:
        self._pass_over(pointer)
        self._last = pointer.tick

    def finish(self, pointer: Pointer) -> None:
        self.stage.preview_end()
        label = "Draw hit" if len(self._notes) == 1 else "Draw hits"
        self.stage.edit(label, self._edited(), select=[n.id for n in self._notes.values()])

    def words(self) -> str:
        pitch = self.start.pitch
        return f"{DRUM_SOUNDS.get(pitch, pitch_name(pitch))} · {len(self._notes)}"

    def _pass_over(self, pointer: Pointer) -> None:
        """Every step between the last place and this one: a quick hand skips pixels."""
        meter, grid = self.stage.score.meter, self.grid(pointer)
        first, last = sorted((self._last, pointer.tick))
        tick, before = snap.floor_tick(grid, meter, max(0.0, first)), len(self._notes)
        while tick <= last and (grid != snap.OFF or not self._notes):
            self._hit(tick, snap.note_ticks(grid, meter, tick))
            tick = snap.ceil_tick(grid, meter, tick + 1)
        if len(self._notes) > before:
            self.stage.show_draft(self._edited())
            self.stage.preview(self.start.pitch, velocity=self.stage.last_velocity)

    def _hit(self, tick: int, ticks: int) -> None:
        pitch = self.start.pitch
        there = any(n.pitch == pitch and n.start_tick == tick for n in self.stage.index.between(tick - 1, tick + 1))
        if tick not in self._notes and not there:
            self._notes[tick] = Note(tick, ticks, pitch, self.stage.last_velocity)

    def _edited(self) -> Score:
        if not self._notes:
            return self.stage.score
        return edits.add_notes(self.stage.score, self.stage.track_id, tuple(self._notes.values()))
