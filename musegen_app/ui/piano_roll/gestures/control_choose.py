"""Which gesture a press in a controller lane starts, and what the pointer says before it: the same questions once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from musegen_app.score.control_names import plain_name
from musegen_app.score.control_values import is_pedal
from musegen_app.score.model import ControlKind
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.gestures.control_band import ControlBand
from musegen_app.ui.piano_roll.gestures.control_draw import ControlDraw
from musegen_app.ui.piano_roll.gestures.control_erase import ControlErase
from musegen_app.ui.piano_roll.gestures.control_move import ControlMove
from musegen_app.ui.piano_roll.gestures.control_pedal import PedalDraw
from musegen_app.ui.piano_roll.gestures.control_ramp import ControlRamp
from musegen_app.ui.piano_roll.gestures.control_segment import ControlSegment
from musegen_app.ui.piano_roll.pointer import Pointer

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.controller_lane import ControllerLane

_ROOMY = 12.0  # pixels between points that the pencil can still tell apart


def control_gesture(lane: ControllerLane, pointer: Pointer) -> Gesture | None:
    """None when the press means nothing, or only picks a point."""
    tick = _grabbed(lane, pointer)
    if lane.stage.tool == "erase":
        return ControlErase(lane, pointer)
    if tick is not None and pointer.button is Qt.MouseButton.LeftButton:
        if pointer.shift:
            lane.pick(lane.picked ^ {tick})
            return None
        return ControlMove(lane, pointer, tick)
    if pointer.button is Qt.MouseButton.RightButton or (pointer.shift and not pointer.ctrl):
        return ControlBand(lane, pointer) if lane.only_in_time else ControlRamp(lane, pointer)
    return _on_empty(lane, pointer) if pointer.button is Qt.MouseButton.LeftButton else None


def _on_empty(lane: ControllerLane, pointer: Pointer) -> Gesture:
    if not pointer.ctrl and draws(lane):
        lane.pick(())
        return PedalDraw(lane, pointer) if is_pedal(lane.name) else ControlDraw(lane, pointer)
    segment = None if pointer.ctrl else lane.segment_at(pointer.x, pointer.y)
    return ControlBand(lane, pointer) if segment is None else ControlSegment(lane, pointer, segment)


def draws(lane: ControllerLane) -> bool:
    """Whether a pull across an empty place draws: with the pencil, and in a lane where there is nothing to pick."""
    if lane.name[0] is ControlKind.PROGRAM:
        return False
    return lane.stage.tool in ("draw", "stamp") or not lane.points.ticks


def _grabbed(lane: ControllerLane, pointer: Pointer) -> int | None:
    """The point that a press takes. The pencil draws over points that stand close to each other."""
    tick = lane.point_at(pointer.x, pointer.y)
    if tick is None or not draws(lane) or lane.only_in_time:
        return tick
    room = lane.points.room(lane.points.place_before(tick))
    return tick if room * lane.stage.time.pixels_per_tick >= _ROOMY else None


def control_hint(lane: ControllerLane, pointer: Pointer) -> tuple[Qt.CursorShape, str]:
    """Cursor and sentence for the pointer over the lane."""
    tick = _grabbed(lane, pointer)
    here = max(0.0, pointer.tick)
    if lane.stage.tool == "erase":
        return Qt.CursorShape.ForbiddenCursor, lane.tr("Pull over points to erase them")
    if tick is not None:
        words = lane.value_words(tick, lane.points.at(tick))
        return Qt.CursorShape.SizeAllCursor, words + lane.tr(" · pull to move, double-click to type, Delete to remove")
    said = lane.value_words(here, lane.points.at(here))
    if draws(lane):
        return Qt.CursorShape.CrossCursor, said + _drawing_words(lane)
    if lane.segment_at(pointer.x, pointer.y) is not None:
        return Qt.CursorShape.SizeVerCursor, said + lane.tr(" · pull up or down, double-click to type")
    return Qt.CursorShape.ArrowCursor, said + _picking_words(lane)


def _drawing_words(lane: ControllerLane) -> str:
    if is_pedal(lane.name):
        return lane.tr(" · pull across to press it or to let it go")
    return lane.tr(" · draw, Shift+pull for a straight line, Ctrl+pull to pick points")


def _picking_words(lane: ControllerLane) -> str:
    if lane.name[0] is ControlKind.PROGRAM:
        return lane.tr(" · double-click to write a program")
    if is_pedal(lane.name):
        return lane.tr(" · pull to pick, B draws")
    return lane.tr(" · pull to pick, Shift+pull for a straight line, B draws {0}").format(
        plain_name(lane.name).casefold()
    )
