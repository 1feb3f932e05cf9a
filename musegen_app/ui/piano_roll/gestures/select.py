"""The rubber band: pull a rectangle over notes to select them; over ghosts of the take to choose a part of it; over
nothing at all to mark the bars for the net."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt

from musegen_app.ui.piano_roll import hints, hit, snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage


class Band(Gesture):
    """Selects what it touches; with Shift or Ctrl in addition to what is selected. A click on nothing deselects,
    a click on another track's ghost goes to that track."""

    cursor = Qt.CursorShape.ArrowCursor
    scrolls = True

    def __init__(self, stage: Stage, start: Pointer) -> None:
        super().__init__(stage, start)
        self._before = stage.selection
        self._marked = stage.marked
        self._kept = stage.selection if start.shift or start.ctrl else frozenset()
        self._rows = (start.y + stage.pitch.scroll) / stage.pitch.row
        self._ticks = (start.tick, start.tick)
        self._pitches = (start.pitch, start.pitch)

    def drag(self, pointer: Pointer) -> None:
        if not self.has_moved(pointer):
            return
        first, last = sorted((self.start.tick, pointer.tick))
        low, high = sorted((self.start.pitch, pointer.pitch))
        self._ticks, self._pitches = (first, last), (low, high)
        self.stage.set_band(self._rect(pointer))
        touched = hit.notes_in(self.stage.index.notes, first, last, low, high)
        self.stage.select(self._kept | {n.id for n in touched})

    def finish(self, pointer: Pointer) -> None:
        self.stage.set_band(None)
        if self.moved:
            if not self.stage.selection and not self._choose_take_part():
                self._mark()
            return
        self.stage.mark(None)
        ghost = hit.ghost_track_at(self.stage, pointer.tick, pointer.pitch)
        if ghost is not None and not self._kept:
            self.stage.track_wanted.emit(ghost)
        self.stage.select(self._kept)

    def cancel(self) -> None:
        self.stage.set_band(None)
        self.stage.select(self._before)
        self.stage.mark(self._marked)

    def words(self) -> str:
        return hints.selected_text(len(self.stage.selection))

    def _rect(self, pointer: Pointer) -> QRectF:
        """Anchored in the music, so that it grows when the view scrolls."""
        axis = self.stage.pitch
        start_y = self._rows * axis.row - axis.scroll
        left, right = sorted((self.stage.time.x(self.start.tick), pointer.x))
        top, bottom = sorted((start_y, pointer.y))
        return QRectF(round(left), round(top), round(right - left), round(bottom - top))

    def _mark(self) -> None:
        """The grid steps that the band touches."""
        first, last = (max(0, round(tick)) for tick in self._ticks)
        meter, grid = self.stage.score.meter, self.stage.snap
        span = snap.floor_tick(grid, meter, first), snap.ceil_tick(grid, meter, max(first + 1, last))
        self.stage.mark(span)

    def _choose_take_part(self) -> bool:
        """A band over ghosts only marks the grid steps they fill as the part to keep. False if there are none."""
        take = self.stage.take
        if take is None:
            return False
        ghosts = hit.notes_in(take.notes, *self._ticks, *self._pitches)
        if ghosts:
            meter = self.stage.score.meter
            first = snap.floor_tick(self.stage.snap, meter, min(n.start_tick for n in ghosts))
            last = snap.ceil_tick(self.stage.snap, meter, max(n.end_tick for n in ghosts))
            self.stage.set_take_range((first, last))
            self.stage.take_range_wanted.emit(first, last)
        return bool(ghosts)
