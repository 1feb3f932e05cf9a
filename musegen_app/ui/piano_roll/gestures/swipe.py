"""Swipe over the roll: the net writes anew what the pointer passes, as in PIANOTO (Hadjeres and Crestel 2021)."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt

from musegen_app.score import edits
from musegen_app.score.model import Score
from musegen_app.ui.piano_roll import hints, hit, snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.translation import said


class Swipe(Gesture):
    """All of the track in the grid steps from the first to the last that were passed; with Shift only the notes that
    were touched. What goes is not drawn meanwhile."""

    cursor = Qt.CursorShape.PointingHandCursor
    scrolls = True

    def __init__(self, stage: Stage, start: Pointer) -> None:
        super().__init__(stage, start)
        self._only = start.shift
        self._touched: set[int] = set()
        self._last = start
        self._span = self._step(start)
        self._pass(start)

    def drag(self, pointer: Pointer) -> None:
        self._pass(pointer)
        self._last = pointer

    def finish(self, pointer: Pointer) -> None:
        self._clear()
        self.stage.drop_draft()
        if not self._only:
            self.stage.swipe_wanted.emit(*self._span, ())
            return
        notes = self.stage.index.table.chosen(frozenset(self._touched))
        free = [n for n in notes if not n.locked]
        if free:
            low, high = min(n.start_tick for n in free), max(n.end_tick for n in free)
            self.stage.swipe_wanted.emit(low, high, tuple(n.id for n in free))

    def cancel(self) -> None:
        super().cancel()
        self._clear()

    def words(self) -> str:
        if self._only:
            count = len(self._touched)
            return (
                said("The net writes 1 note anew")
                if count == 1
                else said("The net writes {0} notes anew").format(count)
            )
        first, last = self._span
        bar = self.stage.score.meter.position(first).bar + 1
        return said("The net writes {0} anew, from bar {1}").format(hints.length_text(self.stage, first, last), bar)

    def _pass(self, pointer: Pointer) -> None:
        low, high = self._step(pointer)
        self._span = min(self._span[0], low), max(self._span[1], high)
        first, last = sorted((self._last.tick, pointer.tick))
        bottom, top = sorted((self._last.pitch, pointer.pitch))
        self._touched |= {n.id for n in hit.notes_in(self.stage.index.notes, first, last + 1, bottom, top)}
        self.stage.show_draft(self._without())
        self.stage.set_marks(replace(self.stage.marks, swipe=None if self._only else self._span))

    def _without(self) -> Score:
        """The song without what is to be written anew; locked notes stay."""
        stage = self.stage
        if self._only:
            gone = set(self._touched)
        else:
            gone = {n.id for n in stage.index.notes if self._span[0] <= n.start_tick < self._span[1]}
        gone -= {n.id for n in stage.index.notes if n.locked and n.id in gone}
        return edits.remove_notes(stage.score, stage.track_id, gone) if gone else stage.score

    def _step(self, pointer: Pointer) -> tuple[int, int]:
        grid, meter = self.grid(pointer), self.stage.score.meter
        tick = max(0, round(pointer.tick))
        return snap.floor_tick(grid, meter, tick), max(tick + 1, snap.ceil_tick(grid, meter, tick + 1))

    def _clear(self) -> None:
        self.stage.set_marks(replace(self.stage.marks, swipe=None))
