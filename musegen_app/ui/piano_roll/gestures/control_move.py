"""Points of a controller lane pulled: in time by the grid, up and down by value; with Ctrl their values are scaled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from musegen_app.score import edits
from musegen_app.score.model import Score
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.gestures.base import THRESHOLD
from musegen_app.ui.piano_roll.gestures.control_base import ControlGesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.value_words import centre_of
from musegen_app.ui.translation import said

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.controller_lane import ControllerLane

_TWICE = 50.0  # pixels up that double the values


class ControlMove(ControlGesture):
    """`tick` is the point under the pointer; all picked points go with it. Shift holds time or value fixed.

    A click without a drag picks the point alone; with Ctrl it puts the point to the picked ones or takes it out.
    """

    cursor = Qt.CursorShape.SizeAllCursor
    scrolls = True

    def __init__(self, lane: ControllerLane, start: Pointer, tick: int) -> None:
        super().__init__(lane, start)
        self._tick = tick
        if tick not in lane.picked:
            lane.pick((lane.picked if start.ctrl else frozenset()) | {tick})
        self._ticks = lane.picked
        self._shift = (0, 0)
        self._scaled = 0.0

    def drag(self, pointer: Pointer) -> None:
        if not self.has_moved(pointer):
            return
        self._scaled = (self.start.y - pointer.y) / _TWICE if pointer.ctrl and not self.lane.only_in_time else 0.0
        self._shift = (0, 0) if self._scaled else self._held(pointer)
        self.show(self._edited())

    def finish(self, pointer: Pointer) -> None:
        edited = self._edited()
        if edited is self.stage.score:
            self.stage.drop_draft()
            self._clicked()
            return
        ahead = max(self._shift[0], -min(self._ticks))
        self.lane.edit(self.lane.label(said("Move {0}")), edited, {tick + ahead for tick in self._ticks})

    def pointed(self) -> int | None:
        return max(0, self._tick + self._shift[0]) if self.moved else None

    def words(self) -> str:
        tick = max(0, self._tick + self._shift[0])
        return self.lane.value_words(tick, self.lane.shown.at(tick))

    def _clicked(self) -> None:
        if self.moved:
            return
        if self.start.ctrl:
            self.lane.pick(self._before ^ {self._tick})
        else:
            self.lane.pick({self._tick})

    def _held(self, pointer: Pointer) -> tuple[int, int]:
        """How far to move; a shaking hand moves in one direction only."""
        across, down = pointer.x - self.start.x, self.start.y - pointer.y
        along = abs(across) >= abs(down)
        fixed = pointer.shift and not self.start.shift
        in_time = not (fixed and not along) and abs(pointer.tick - self.start.tick) > self._slack()
        in_value = not self.lane.only_in_time and not (fixed and along) and abs(down) > THRESHOLD
        ticks = pointer.tick - self.start.tick
        meter = self.stage.score.meter
        return (
            snap.snapped_delta(self.grid(pointer), meter, self._tick, ticks) if in_time else 0,
            round(down * self.lane.axis.per_pixel) if in_value else 0,
        )

    def _edited(self) -> Score:
        score, track_id = self.stage.score, self.stage.track_id
        if self._scaled:
            factor = max(0.0, 1.0 + self._scaled)
            return edits.scale_controls(score, track_id, self.name, self._ticks, factor, centre_of(self.name))
        return edits.move_controls(score, track_id, self.name, self._ticks, *self._shift)
