"""A pedal drawn down across the lane, or let go where it was down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from musegen_app.score import edits
from musegen_app.score.control_values import DOWN
from musegen_app.score.model import Score
from musegen_app.ui.piano_roll import hints, snap
from musegen_app.ui.piano_roll.gestures.control_base import ControlGesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.translation import said

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.controller_lane import ControllerLane


class PedalDraw(ControlGesture):
    """The press turns over what is there: up becomes down for as long as it is pulled, and down becomes up. A click
    is one step of the grid long."""

    cursor = Qt.CursorShape.CrossCursor
    scrolls = True

    def __init__(self, lane: ControllerLane, start: Pointer) -> None:
        super().__init__(lane, start)
        self._down = lane.points.at(max(0.0, start.tick)) < DOWN
        self._span = self._between(start)
        self.show(self._edited())

    def drag(self, pointer: Pointer) -> None:
        self._span = self._between(pointer)
        self.show(self._edited())

    def finish(self, pointer: Pointer) -> None:
        self.lane.edit(self.lane.label(said("Draw {0}")), self._edited())

    def words(self) -> str:
        state = self.lane.tr("down") if self._down else self.lane.tr("up")
        first, last = (hints.place_text(self.stage, tick) for tick in self._span)
        return self.lane.tr("Pedal {0} from {1} to {2}").format(state, first, last)

    def _between(self, pointer: Pointer) -> tuple[int, int]:
        """From the grid line before the press to the one nearest to the pointer, a step at least."""
        meter, grid = self.stage.score.meter, self.grid(pointer)
        first = snap.floor_tick(grid, meter, self.start.tick)
        if pointer.tick < self.start.tick and self.has_moved(pointer):
            first = snap.floor_tick(grid, meter, pointer.tick)
            return first, max(snap.ceil_tick(grid, meter, self.start.tick), first + 1)
        least = first + snap.note_ticks(grid, meter, first)
        end = self.snapped(pointer)
        return first, max(least, end) if grid != snap.OFF or not self.has_moved(pointer) else max(first + 1, end)

    def _edited(self) -> Score:
        low, high = self._span
        return edits.set_pedal(self.stage.score, self.stage.track_id, low, high, self._down, self.name[1])
