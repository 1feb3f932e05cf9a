"""The pencil in a steering lane: the path of the hand on the grid, or with Alt as it was drawn; a straight line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from musegen_app.score import edits
from musegen_app.score.model import Score
from musegen_app.score.steering_points import SteeringPoint, value_at
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.gestures.curve_base import CurveGesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.translation import said

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.curve_lane import CurveLane

_ERROR = 0.012  # of the range: what a hand does not mean


class CurveDraw(CurveGesture):
    """What is passed again is drawn anew. A click sets one point."""

    cursor = Qt.CursorShape.CrossCursor
    scrolls = True

    def __init__(self, lane: CurveLane, start: Pointer) -> None:
        super().__init__(lane, start)
        self._last = start
        self._path: dict[int, float] = {}
        lane.pick(())
        self._pass(start)

    def drag(self, pointer: Pointer) -> None:
        self.has_moved(pointer)
        self._pass(pointer)

    def finish(self, pointer: Pointer) -> None:
        self.lane.edit(self.lane.label(said("Draw {0}")), self._edited())

    def pointed(self) -> int | None:
        return max(0, round(self._last.tick))

    def words(self) -> str:
        return self.lane.words_at(max(0.0, self._last.tick), self.value(self._last))

    def _pass(self, pointer: Pointer) -> None:
        """The hand went straight from the last place to this one."""
        first, last = sorted((max(0, round(self._last.tick)), max(0, round(pointer.tick))))
        self._path = {tick: value for tick, value in self._path.items() if not first < tick < last}
        self._path[max(0, round(pointer.tick))] = self.value(pointer)
        self._last = pointer
        self.show(self._edited())

    def _edited(self) -> Score:
        spec, score = self.lane.spec, self.stage.score
        if not self.moved:
            return edits.add_steering_point(score, self.name, self.snapped(self.start), self.value(self.start))
        path = sorted(self._path.items())
        grid = self.grid(self._last)
        stroke = path if grid == snap.OFF else self._on_grid(path, grid)
        return edits.draw_steering(score, self.name, stroke, _ERROR * (spec.maximum - spec.minimum))

    def _on_grid(self, path: list[SteeringPoint], grid: str) -> list[SteeringPoint]:
        """The height of the path at each grid line from the one nearest to its begin to the one nearest to its end."""
        meter = self.stage.score.meter
        first, last = (snap.nearest_tick(grid, meter, tick) for tick in (path[0][0], path[-1][0]))
        ticks = [first]
        while ticks[-1] < last:
            ticks.append(snap.ceil_tick(grid, meter, ticks[-1] + 1))
        return [(tick, self.lane.axis.stepped(value_at(path, tick) or 0.0)) for tick in ticks]


class CurveRamp(CurveGesture):
    """A straight line from the press to the pointer."""

    cursor = Qt.CursorShape.CrossCursor
    scrolls = True

    def __init__(self, lane: CurveLane, start: Pointer) -> None:
        super().__init__(lane, start)
        self._first = (self.snapped(start), self.value(start))
        self._last = self._first

    def drag(self, pointer: Pointer) -> None:
        if self.has_moved(pointer):
            self._last = (self.snapped(pointer), self.value(pointer))
            self.show(self._edited())

    def finish(self, pointer: Pointer) -> None:
        if self.moved:
            self.lane.edit(self.lane.label(said("Draw {0}")), self._edited())

    def pointed(self) -> int | None:
        return self._last[0] if self.moved else None

    def words(self) -> str:
        return self.lane.words_at(*self._last)

    def _edited(self) -> Score:
        return edits.draw_steering(self.stage.score, self.name, sorted((self._first, self._last), key=lambda p: p[0]))
