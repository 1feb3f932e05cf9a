"""Pull an end of the take's bracket: only what lies between the ends will be kept."""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.translation import said

EDGE = 6.0


class TakeEdge(Gesture):
    """One end follows the pointer by the grid, inside the take."""

    cursor = Qt.CursorShape.SizeHorCursor
    scrolls = True

    def __init__(self, stage: Stage, start: Pointer, left: bool) -> None:
        super().__init__(stage, start)
        self._left = left
        self._before = stage.take_range

    def drag(self, pointer: Pointer) -> None:
        take, bounds = self.stage.take, part(self.stage)
        if take is None or bounds is None or not self.has_moved(pointer):
            return
        tick = snap.nearest_tick(self.grid(pointer), self.stage.score.meter, pointer.tick)
        tick = min(take.end_tick, max(take.start_tick, tick))
        first, last = (min(tick, bounds[1] - 1), bounds[1]) if self._left else (bounds[0], max(tick, bounds[0] + 1))
        self.stage.set_take_range((first, last))

    def finish(self, pointer: Pointer) -> None:
        bounds = part(self.stage)
        if self.moved and bounds is not None:
            self.stage.take_range_wanted.emit(*bounds)

    def cancel(self) -> None:
        self.stage.set_take_range(self._before)

    def words(self) -> str:
        bounds = part(self.stage)
        if bounds is None:
            return ""
        bars = (bounds[1] - bounds[0]) / self.stage.score.meter.at(bounds[0]).bar_ticks
        return said("Keep {0:.3g} bars of the take").format(bars)


def part(stage: Stage) -> tuple[int, int] | None:
    """The part of the take that would be kept; None without a take."""
    take = stage.take
    return (stage.take_range or (take.start_tick, take.end_tick)) if take is not None else None


def take_edge_at(stage: Stage, x: float) -> str:
    """`left` or `right` when an end of the bracket is at `x` pixels, else ""."""
    bounds = part(stage)
    if bounds is None:
        return ""
    if abs(stage.time.x(bounds[1]) - x) <= EDGE:
        return "right"
    return "left" if abs(stage.time.x(bounds[0]) - x) <= EDGE else ""
