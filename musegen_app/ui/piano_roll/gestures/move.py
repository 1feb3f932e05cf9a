"""Move the selected notes: in time by the grid, in pitch by rows; with Ctrl a copy moves and the notes stay."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import Qt

from musegen_app.score import edits, note_edits
from musegen_app.score.model import Note, Score, new_id
from musegen_app.ui.piano_roll import hints, snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.translation import said


class Move(Gesture):
    """`note` is the one under the pointer; the whole selection goes with it. Shift holds time or pitch fixed.

    Beyond the edge of the window it becomes a MIDI file in the hand (see `drag_out.py`).
    A click without a drag selects the note alone; with Ctrl it puts the note into the selection or out of it.
    """

    cursor = Qt.CursorShape.ClosedHandCursor
    scrolls = True
    carries = True

    def __init__(self, stage: Stage, start: Pointer, note: Note) -> None:
        super().__init__(stage, start)
        self._note = note
        self._before = stage.selection
        self._looked_at = stage.time, stage.pitch
        self._shift = (0, 0)
        self._copies: tuple[Note, ...] = ()
        self._was_selected = note.id in stage.selection
        if not self._was_selected:
            stage.select((stage.selection if start.ctrl else frozenset()) | {note.id})
        self._notes = stage.selected_notes()
        self._ids = frozenset(n.id for n in self._notes)
        self._moving = [n for n in self._notes if not n.locked]
        self._lifted = frozenset(n.id for n in self._moving)
        self._first = min(n.start_tick for n in self._notes)
        self._low, self._high = min(n.pitch for n in self._notes), max(n.pitch for n in self._notes)
        stage.preview(note.pitch, velocity=note.velocity)

    def drag(self, pointer: Pointer) -> None:
        if not self.has_moved(pointer):
            return
        shift = self._held(pointer)
        if shift == self._shift and self.stage.draft is not None:
            return
        if shift[1] != self._shift[1]:
            self.stage.preview(self._pitch(self._note, shift[1]), velocity=self._note.velocity)
        self._shift = shift
        if shift == (0, 0) or self.stage.pitch.rows is not None:
            self.stage.show_draft(self._edited())
        elif self.start.ctrl:
            self.stage.show_notes(frozenset(), self._copied(*shift), self._edited)
        else:
            self.stage.show_notes(self._lifted, note_edits.moved_together(self._moving, *shift), self._edited)

    def finish(self, pointer: Pointer) -> None:
        self.stage.preview_end()
        self.stage.last_ticks, self.stage.last_velocity = self._note.duration_ticks, self._note.velocity
        if self._shift == (0, 0):
            self.stage.drop_draft()
            self._clicked()
            return
        draft = self.stage.draft  # what it would do is what it does
        edited = draft.edited if draft is not None else self._edited()
        copied = bool(self._copies)
        ids = {n.id for n in self._copies} if copied else self._ids
        self.stage.edit("Copy notes" if copied else "Move notes", edited, select=ids)

    def cancel(self) -> None:
        super().cancel()
        self.stage.select(self._before)
        time, pitch = self._looked_at
        if (self.stage.time, self.stage.pitch) != self._looked_at and self.stage.pitch.rows == pitch.rows:
            self.stage.set_view(time=time, pitch=pitch)  # it has scrolled on its way out

    def words(self) -> str:
        if self._shift == (0, 0):
            return ""
        pitch = self._pitch(self._note, self._shift[1])
        name = hints.name_text(self.stage, pitch, self._note.start_tick)
        quarters = self._shift[0] / 960
        return said("{0} · {1:+g} quarters · {2:+d} semitones").format(name, quarters, pitch - self._note.pitch)

    def _clicked(self) -> None:
        """The button went up where it went down."""
        if self.moved:
            return
        if self.start.ctrl:
            self.stage.select(self._before ^ {self._note.id})
        elif self._was_selected:
            self.stage.select({self._note.id})

    def _held(self, pointer: Pointer) -> tuple[int, int]:
        """How far to move, held within the song's begin and the 128 pitches."""
        delta = pointer.tick - self.start.tick
        ticks = snap.snapped_delta(self.grid(pointer), self.stage.score.meter, self._note.start_tick, delta)
        ticks = max(-self._first, ticks)
        rows = self._rows(pointer.pitch)
        if pointer.shift and not self.start.shift:
            along = abs(pointer.x - self.start.x) >= abs(pointer.y - self.start.y)
            return (ticks, 0) if along else (0, rows)
        return ticks, rows

    def _rows(self, pitch: int) -> int:
        """How many rows up, so that none of the notes leaves the roll."""
        axis = self.stage.pitch
        rows = round(axis.place(self.start.pitch) - axis.place(pitch))
        return max(math.ceil(axis.place(self._low)) - axis.count + 1, min(math.floor(axis.place(self._high)), rows))

    def _pitch(self, note: Note, rows: int) -> int:
        """Where the note comes to lie: rows are semitones unless the roll is folded."""
        return self.stage.pitch.stepped(note.pitch, rows)

    def _edited(self) -> Score:
        ticks, rows = self._shift
        score, track_id = self.stage.score, self.stage.track_id
        if self.start.ctrl:
            return edits.add_notes(score, track_id, self._copied(ticks, rows))
        if self.stage.pitch.rows is None:
            return edits.move_notes(score, track_id, self._ids, ticks, rows)
        moved = edits.move_notes(score, track_id, self._ids, ticks, 0)
        return edits.set_pitches(moved, track_id, {n.id: self._pitch(n, rows) for n in self._notes})

    def _copied(self, ticks: int, rows: int) -> tuple[Note, ...]:
        """The copies, the same ones for the whole drag."""
        ids = [n.id for n in self._copies] or [new_id() for _ in self._notes]
        self._copies = tuple(
            replace(n, id=i, start_tick=n.start_tick + ticks, pitch=self._pitch(n, rows), locked=False)
            for n, i in zip(self._notes, ids, strict=True)
        )
        return self._copies
