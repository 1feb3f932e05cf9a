"""The knife: a click cuts a note in two, a pull cuts every note that its line crosses."""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.score import edits
from musegen_app.score.model import Note, Score
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.marks import Marks
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.translation import said


class Knife(Gesture):
    """Cuts lie on the grid; inside a note that is shorter than a step, on half of a step or less. Alt: anywhere."""

    cursor = Qt.CursorShape.SplitHCursor
    scrolls = True

    def __init__(self, stage: Stage, start: Pointer) -> None:
        super().__init__(stage, start)
        self._cuts: dict[int, int] = {}
        self._cut_along(start)

    def drag(self, pointer: Pointer) -> None:
        self._cut_along(pointer)

    def finish(self, pointer: Pointer) -> None:
        edited, count = self._edited(), len(self._cuts)
        self._clear()
        self.stage.edit("Split note" if count == 1 else "Split notes", edited, select=self.stage.selection)

    def cancel(self) -> None:
        super().cancel()
        self._clear()

    def words(self) -> str:
        count = len(self._cuts)
        if not count:
            return said("No note to cut here")
        return said("Cutting 1 note") if count == 1 else said("Cutting {0} notes").format(count)

    def _cut_along(self, pointer: Pointer) -> None:
        """A straight line from the press to the pointer; within one row it is a cut under the pointer."""
        rows = pointer.pitch - self.start.pitch
        low, high = sorted((self.start.pitch, pointer.pitch))
        self._cuts = {}
        for pitch in range(low, high + 1):
            share = (pitch - self.start.pitch) / rows if rows else 1.0
            tick = self.start.tick + (pointer.tick - self.start.tick) * share
            note = self.stage.index.at(tick, pitch)
            if note is not None and not note.locked:
                self._cuts[note.id] = cut_tick(self.stage, note, tick, self.grid(pointer))
        self._show(pointer)

    def _show(self, pointer: Pointer) -> None:
        stage, axis = self.stage, self.stage.pitch
        top, bottom = ((y + axis.scroll) / axis.row for y in (axis.y(self.start.pitch), axis.y(pointer.pitch)))
        first, last = sorted(((top, self.start.tick), (bottom, pointer.tick)))
        stage.set_marks(Marks(cut=((first[1], first[0]), (last[1], last[0] + 1)), step=stage.marks.step))
        stage.show_draft(self._edited())

    def _clear(self) -> None:
        self.stage.set_marks(Marks(step=self.stage.marks.step))

    def _edited(self) -> Score:
        score = self.stage.score
        for note_id, tick in self._cuts.items():
            score = edits.cut_notes(score, self.stage.track_id, {note_id}, (tick,))
        return score


def cut_tick(stage: Stage, note: Note, tick: float, grid: str) -> int:
    """Where a cut near `tick` goes: the nearest grid line inside the note, else one of a finer grid."""
    meter = stage.score.meter
    if grid != snap.OFF:
        line = snap.nearest_tick(grid, meter, tick)
        step = snap.step_ticks(grid, meter, tick)
        while step > snap.FINE_TICKS:
            if note.start_tick < line < note.end_tick:
                return line
            step //= 2
            begin = round(tick) - meter.position(max(0, round(tick))).tick
            line = begin + round((tick - begin) / step) * step
    return min(note.end_tick - 1, max(note.start_tick + 1, round(tick)))
