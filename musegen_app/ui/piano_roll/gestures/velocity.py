"""Velocities by hand: up and down on a note (Alt or Ctrl+Shift), on a stick of the lane, or drawn across the lane."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter

from PySide6.QtCore import Qt

from musegen_app.score import edits
from musegen_app.score.model import Note, Score
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.piano_roll.value_axis import ValueAxis
from musegen_app.ui.translation import said

LABEL = "Change velocity"
_PER_PIXEL = 1.0
_REACH = 4.0  # pixels beside a stick that still pass it
_start = attrgetter("start_tick")


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
        self.stage.preview_short(self._note.pitch, self.stage.last_velocity)
        self.stage.edit(LABEL, self._edited(), select=self.stage.selection)

    def cancel(self) -> None:
        super().cancel()
        self.stage.select(self._before)

    def words(self) -> str:
        value = self._values.get(self._note.id, self._note.velocity)
        more = len(self._notes) - 1
        return said("Velocity {0} and {1} more").format(value, more) if more else said("Velocity {0}").format(value)

    def _edited(self) -> Score:
        return edits.set_velocities(self.stage.score, self.stage.track_id, self._values)


class VelocityPaint(Gesture):
    """The pointer draws a curve; every note it passes (of the selection, if there is one) takes its height."""

    cursor = Qt.CursorShape.CrossCursor
    scrolls = True

    def __init__(self, stage: Stage, start: Pointer, axis: ValueAxis) -> None:
        super().__init__(stage, start)
        self._axis = axis
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
        return said("Velocity {0}").format(max(1, self._axis.value(self._last.y)))

    def _sweep(self, pointer: Pointer) -> None:
        """Onsets between the last place and this one, on the straight line that joins them."""
        self._values |= on_line(self.stage, self._axis, self._last, pointer)
        if self._values:
            self.stage.show_draft(self._edited())

    def _edited(self) -> Score:
        return edits.set_velocities(self.stage.score, self.stage.track_id, self._values)


def on_line(stage: Stage, axis: ValueAxis, first: Pointer, last: Pointer) -> dict[int, int]:
    """Velocities by note on the straight line between two places, for the notes (of the selection, if there is one)
    that begin between them or a few pixels beside."""
    reach = stage.time.ticks(_REACH)
    low, high = sorted((first.tick, last.tick))
    span = last.tick - first.tick
    values: dict[int, int] = {}
    for note in onsets(stage.index.notes, low - reach, high + reach):
        if not note.locked and (not stage.selection or note.id in stage.selection):
            share = min(1.0, max(0.0, (note.start_tick - first.tick) / span)) if span else 1.0
            values[note.id] = max(1, axis.value(first.y + (last.y - first.y) * share))
    return values


def onsets(notes: tuple[Note, ...], from_tick: float, to_tick: float) -> tuple[Note, ...]:
    """The notes that begin in [from_tick, to_tick]."""
    return notes[bisect_left(notes, from_tick, key=_start) : bisect_right(notes, to_tick, key=_start)]
