"""Velocities by hand: up and down on a note (Alt or Ctrl+Shift), on a stick of the lane, or drawn across the lane."""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.score import edits
from musegen_app.score.model import Note, Score
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage

LABEL = "Change velocity"
_PER_PIXEL = 1.0


class VelocityPull(Gesture):
    """Up is louder, for all selected notes by the same amount."""

    cursor = Qt.CursorShape.SizeVerCursor

    def __init__(self, stage: Stage, start: Pointer, note: Note, per_pixel: float = _PER_PIXEL) -> None:
        super().__init__(stage, start)
        self._note, self._per_pixel = note, per_pixel
        self._before = stage.selection
        if note.id not in stage.selection:
            stage.select({note.id})
        self._notes = stage.selected_notes()
        self._values: dict[int, int] = {}

    def drag(self, pointer: Pointer) -> None:
        if not self.has_moved(pointer):
            return
        change = round((self.start.y - pointer.y) * self._per_pixel)
        self._values = {n.id: min(127, max(1, n.velocity + change)) for n in self._notes}
        self.stage.show_draft(self._edited())

    def finish(self, pointer: Pointer) -> None:
        self.stage.preview_end()
        if not self._values:
            return
        self.stage.last_velocity = self._values[self._note.id]
        self.stage.preview(self._note.pitch, self.stage.last_velocity)
        self.stage.preview_end()
        self.stage.edit(LABEL, self._edited(), select=self.stage.selection)

    def cancel(self) -> None:
        super().cancel()
        self.stage.select(self._before)

    def words(self) -> str:
        value = self._values.get(self._note.id, self._note.velocity)
        more = f" and {len(self._notes) - 1} more" if len(self._notes) > 1 else ""
        return f"Velocity {value}{more}"

    def _edited(self) -> Score:
        return edits.set_velocities(self.stage.score, self.stage.track_id, self._values)


class VelocityPaint(Gesture):
    """The pointer draws a curve; every note it passes (of the selection, if there is one) takes its height."""

    cursor = Qt.CursorShape.CrossCursor
    scrolls = True

    def __init__(self, stage: Stage, start: Pointer, lane_height: int, pad: int) -> None:
        super().__init__(stage, start)
        self._height, self._pad = lane_height, pad
        self._last = start
        self._values: dict[int, int] = {}
        self._sweep(start)

    def drag(self, pointer: Pointer) -> None:
        self._sweep(pointer)
        self._last = pointer

    def finish(self, pointer: Pointer) -> None:
        if self._values:
            self.stage.last_velocity = next(reversed(self._values.values()))
            self.stage.edit(LABEL, self._edited(), select=self.stage.selection)

    def words(self) -> str:
        return f"Velocity {self._value(self._last.y)}"

    def _sweep(self, pointer: Pointer) -> None:
        """Onsets between the last place and this one, on the straight line that joins them."""
        reach = self.stage.time.ticks(4)
        first, last = sorted((self._last.tick, pointer.tick))
        span = pointer.tick - self._last.tick
        for note in self.stage.index.between(first - reach, last + reach):
            if not first - reach <= note.start_tick <= last + reach or not self._counts(note):
                continue
            share = min(1.0, max(0.0, (note.start_tick - self._last.tick) / span)) if span else 1.0
            self._values[note.id] = self._value(self._last.y + (pointer.y - self._last.y) * share)
        if self._values:
            self.stage.show_draft(self._edited())

    def _counts(self, note: Note) -> bool:
        chosen = self.stage.selection
        return not note.locked and (not chosen or note.id in chosen)

    def _value(self, y: float) -> int:
        room = max(1, self._height - 2 * self._pad)
        return min(127, max(1, round((self._height - self._pad - y) / room * 127)))

    def _edited(self) -> Score:
        return edits.set_velocities(self.stage.score, self.stage.track_id, self._values)
