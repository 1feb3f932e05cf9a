"""The pencil in a controller lane: one step a grid line, or with Alt the very curve that the hand drew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from musegen_app.score import edits
from musegen_app.score.control_values import Point, between
from musegen_app.score.model import Score
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.gestures.control_base import ControlGesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.translation import said

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.controller_lane import ControllerLane


class ControlDraw(ControlGesture):
    """What is passed again is drawn anew. A click sets one point."""

    cursor = Qt.CursorShape.CrossCursor
    scrolls = True

    def __init__(self, lane: ControllerLane, start: Pointer) -> None:
        super().__init__(lane, start)
        self._last = start
        self._path: dict[int, int] = {}
        self._pass(start)

    def drag(self, pointer: Pointer) -> None:
        self._pass(pointer)

    def finish(self, pointer: Pointer) -> None:
        self.lane.edit(self.lane.label(said("Draw {0}")), self._edited())

    def pointed(self) -> int | None:
        return max(0, round(self._last.tick))

    def words(self) -> str:
        return self.lane.value_words(max(0.0, self._last.tick), self.value(self._last))

    def _pass(self, pointer: Pointer) -> None:
        """The hand went straight from the last place to this one."""
        first, last = sorted((max(0, round(self._last.tick)), max(0, round(pointer.tick))))
        self._path = {tick: value for tick, value in self._path.items() if not first < tick < last}
        self._path[max(0, round(pointer.tick))] = self.value(pointer)
        self._last = pointer
        self.show(self._edited())

    def _edited(self) -> Score:
        path = sorted(self._path.items())
        score, track_id = self.stage.score, self.stage.track_id
        grid = self.grid(self._last)
        if grid == snap.OFF:
            return edits.draw_controls(score, track_id, self.name, path)
        cells = self._cells(path, grid)
        end = snap.ceil_tick(grid, score.meter, cells[-1][0] + 1)
        return edits.set_controls(score, track_id, self.name, _changes(cells), cells[0][0], end)

    def _cells(self, path: list[Point], grid: str) -> list[Point]:
        """The height of the path in the middle of each grid step."""
        meter = self.stage.score.meter
        cells: list[Point] = []
        tick, place = snap.floor_tick(grid, meter, path[0][0]), 1
        while tick <= path[-1][0]:
            after = snap.ceil_tick(grid, meter, tick + 1)
            middle = min(path[-1][0], max(path[0][0], (tick + after) // 2))
            while place < len(path) - 1 and path[place][0] < middle:
                place += 1
            end = path[min(place, len(path) - 1)]
            cells.append((tick, between(path[max(0, place - 1)], end, middle)))
            tick = after
        return cells


def _changes(cells: list[Point]) -> list[Point]:
    """Without those that say again what is in force."""
    return [cell for i, cell in enumerate(cells) if i == 0 or cell[1] != cells[i - 1][1]]
