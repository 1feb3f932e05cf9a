"""Which gesture a press in a steering lane starts, and what the pointer says before it: the same questions once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.gestures.curve_draw import CurveDraw, CurveRamp
from musegen_app.ui.piano_roll.gestures.curve_move import CurveBand, CurveErase, CurveMove
from musegen_app.ui.piano_roll.pointer import Pointer

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.curve_lane import CurveLane


def curve_gesture(lane: CurveLane, pointer: Pointer) -> Gesture | None:
    """None when the press only picks a point."""
    if lane.stage.tool == "erase":
        return CurveErase(lane, pointer)
    if pointer.button is Qt.MouseButton.RightButton:
        return CurveRamp(lane, pointer)
    place = lane.point_at(pointer.x, pointer.y)
    if place is not None and (pointer.shift or pointer.ctrl):
        lane.pick(lane.picked ^ {place})
        return None
    if place is not None:
        return CurveMove(lane, pointer, {place}, in_time=True)
    if pointer.shift:
        return CurveRamp(lane, pointer)
    if pointer.ctrl:
        return CurveBand(lane, pointer)
    line = None if _drawing(lane) else lane.line_at(pointer.x, pointer.y)
    return CurveDraw(lane, pointer) if line is None else CurveMove(lane, pointer, line, in_time=False)


def curve_hint(lane: CurveLane, pointer: Pointer) -> tuple[Qt.CursorShape, str]:
    """Cursor and sentence for the pointer over the lane."""
    if lane.stage.tool == "erase":
        return Qt.CursorShape.ForbiddenCursor, lane.tr("Pull over points to erase them")
    place = lane.point_at(pointer.x, pointer.y)
    if place is not None:
        said = lane.words_at(*lane.points[place])
        return Qt.CursorShape.SizeAllCursor, said + lane.tr(" · pull to move, double-click to type, Delete to remove")
    here = max(0.0, pointer.tick)
    said = lane.words_at(here, lane.value_at(here))
    if not _drawing(lane) and lane.line_at(pointer.x, pointer.y) is not None:
        return Qt.CursorShape.SizeVerCursor, said + lane.tr(" · pull the line up or down")
    return Qt.CursorShape.CrossCursor, said + lane.tr(
        " · draw, Shift+pull for a straight line, Ctrl+pull to pick points"
    )


def _drawing(lane: CurveLane) -> bool:
    return lane.stage.tool in ("draw", "stamp")
