"""Points of a steering lane: moved, picked with a rubber band, erased."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt

from musegen_app.score import edits
from musegen_app.score.model import Score
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.gestures.base import THRESHOLD
from musegen_app.ui.piano_roll.gestures.curve_base import CurveGesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.translation import said

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.curve_lane import CurveLane


class CurveMove(CurveGesture):
    """All points at `places` go along. A point moves in time and value, a line (`in_time` false) up and down."""

    cursor = Qt.CursorShape.SizeAllCursor
    scrolls = True

    def __init__(self, lane: CurveLane, start: Pointer, places: Collection[int], in_time: bool) -> None:
        super().__init__(lane, start)
        self._places = lane.picked if set(places) <= lane.picked else frozenset(places)
        self._in_time = in_time
        self._shift = (0, 0.0)
        lane.pick(self._places)

    def drag(self, pointer: Pointer) -> None:
        if self.has_moved(pointer):
            self._shift = self._held(pointer)
            self.show(self._edited())

    def finish(self, pointer: Pointer) -> None:
        edited = self._edited()
        if edited is self.stage.score:
            self.stage.drop_draft()
        else:
            self.lane.edit(self.lane.label(said("Move {0}")), edited, self._places)

    def pointed(self) -> int | None:
        points, place = self.lane.shown, min(self._places)
        return points[place][0] if self.moved and self._in_time and place < len(points) else None

    def words(self) -> str:
        tick = self.stage.time.tick(self.start.x) if not self._in_time else (self.pointed() or self.start.tick)
        return self.lane.words_at(max(0.0, tick), self.lane.value_at(tick))

    def _held(self, pointer: Pointer) -> tuple[int, float]:
        """How far to move; a shaking hand moves in one direction only."""
        down = self.start.y - pointer.y
        in_time = self._in_time and abs(pointer.tick - self.start.tick) > self._slack()
        first = self.lane.points[min(self._places)]
        ticks = pointer.tick - self.start.tick
        shift = snap.snapped_delta(self.grid(pointer), self.stage.score.meter, first[0], ticks) if in_time else 0
        if abs(down) <= THRESHOLD:
            return shift, 0.0
        axis = self.lane.axis
        return shift, axis.stepped(first[1] + down * axis.per_pixel) - first[1]

    def _edited(self) -> Score:
        spec = self.lane.spec
        return edits.move_steering_points(
            self.stage.score, self.name, self._places, *self._shift, spec.minimum, spec.maximum
        )


class CurveBand(CurveGesture):
    """Picks the points inside, besides those picked before."""

    cursor = Qt.CursorShape.CrossCursor
    scrolls = True

    def drag(self, pointer: Pointer) -> None:
        if not self.has_moved(pointer):
            return
        left, right = sorted((self.start.tick, pointer.tick))
        top, bottom = sorted((self.start.y, pointer.y))
        x, axis = self.stage.time.x, self.lane.axis
        self.lane.show_band(QRectF(x(left), top, x(right) - x(left), bottom - top))
        inside = {
            place
            for place, (tick, value) in enumerate(self.lane.points)
            if left <= tick <= right and top <= axis.y(value) <= bottom
        }
        self.lane.pick(self._before | inside)

    def finish(self, pointer: Pointer) -> None:
        self.lane.show_band(None)

    def words(self) -> str:
        count = len(self.lane.picked)
        return self.lane.tr("1 point picked") if count == 1 else self.lane.tr("{0} points picked").format(count)


class CurveErase(CurveGesture):
    """Points that the eraser passes go."""

    cursor = Qt.CursorShape.ForbiddenCursor
    scrolls = True

    def __init__(self, lane: CurveLane, start: Pointer) -> None:
        super().__init__(lane, start)
        self._gone: set[int] = set()
        lane.pick(())
        self.drag(start)

    def drag(self, pointer: Pointer) -> None:
        place = self.lane.point_at(pointer.x, pointer.y)
        if place is not None:
            self._gone.add(place)
            self.show(self._edited())

    def finish(self, pointer: Pointer) -> None:
        self.lane.edit(self.lane.label(said("Remove {0}")), self._edited())

    def _edited(self) -> Score:
        return edits.remove_steering_points(self.stage.score, self.name, self._gone)
