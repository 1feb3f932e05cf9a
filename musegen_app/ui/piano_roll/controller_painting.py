"""What a controller lane looks like: steps over a filling, points as squares; spans of a pedal; flags of programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from musegen_app.score.control_names import plain_name
from musegen_app.score.control_values import down_spans, is_pedal
from musegen_app.score.model import ControlKind
from musegen_app.ui import theme as tokens
from musegen_app.ui.piano_roll import grid, value_words
from musegen_app.ui.piano_roll.gestures.control_base import ControlGesture
from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.piano_roll.value_chip import paint_chip
from musegen_app.ui.theme import colour

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.controller_lane import ControllerLane

_SQUARES_UP_TO = 300  # points in sight
_SQUARES_APART = 7.0  # pixels; those that stand closer are drawn when they are picked only
_STEPS_UP_TO = 1500  # more than that are drawn as one column a pixel
_FLAG_HEIGHT = 18
_FLAG_PAD = 6
_PEDAL_PAD = 8


def paint(painter: QPainter, lane: ControllerLane) -> None:
    """Everything but what follows the pointer."""
    theme = lane.stage.theme
    painter.fillRect(lane.rect(), colour(theme.ground))
    _paint_ground(painter, lane)
    if not lane.shown.ticks:
        _paint_invitation(painter, lane)
    elif lane.name[0] is ControlKind.PROGRAM:
        _paint_flags(painter, lane)
    else:
        _paint_values(painter, lane)


def paint_over(painter: QPainter, lane: ControllerLane) -> None:
    """The point under the pointer, the rubber band, and who has the keyboard."""
    theme = lane.stage.theme
    _paint_pointed(painter, lane)
    if lane.band is not None:
        painter.fillRect(lane.band, colour(theme.accent, 40))
        painter.setPen(shapes.dashed(colour(theme.accent)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(lane.band)
    if lane.hasFocus():
        painter.fillRect(0, 0, 2, lane.height(), colour(theme.accent))


def _paint_pointed(painter: QPainter, lane: ControllerLane) -> None:
    """A ring around the point that is pointed at or dragged, and its value beside it."""
    tick = lane.gesture.pointed() if isinstance(lane.gesture, ControlGesture) else lane.hovered
    if tick is None or lane.name[0] is ControlKind.PROGRAM:
        return
    value = lane.shown.at(tick)
    place = QPointF(lane.stage.time.x(tick), lane.axis.y(value))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour(lane.stage.theme.text), 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(place, 6, 6)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    paint_chip(painter, lane.stage.theme, place, value_words.value_text(lane.name, value), QRectF(lane.rect()))


def flag_at(lane: ControllerLane, x: float) -> int | None:
    """The tick of the program whose flag is drawn at `x` pixels."""
    for tick, value in reversed(lane.points.points):
        left = lane.stage.time.x(tick)
        if left - 2 <= x <= left + _flag_width(value):
            return tick
    return None


# -- ground --------------------------------------------------------------------------------------------------------


def _paint_ground(painter: QPainter, lane: ControllerLane) -> None:
    stage, axis = lane.stage, lane.axis
    for bar in grid.lines(stage.time, stage.score.meter, stage.snap, lane.width()).bars:
        painter.fillRect(stage.time.pixel(bar.tick), 0, 1, lane.height(), colour(stage.theme.grid_beat))
    if lane.only_in_time:
        return
    centre = value_words.centre_of(lane.name)
    for value in {axis.low, centre, axis.high}:
        ink = stage.theme.grid_bar if value == centre else stage.theme.row_line
        painter.fillRect(0, round(axis.y(value)), lane.width(), 1, colour(ink))
    painter.setFont(tokens.font(tokens.SIZE_SMALL))
    painter.setPen(colour(stage.theme.dim))
    painter.drawText(QPointF(5, axis.y(axis.high) + 4), value_words.limit_text(lane.name))


def _paint_invitation(painter: QPainter, lane: ControllerLane) -> None:
    name = plain_name(lane.name).casefold()
    if lane.name[0] is ControlKind.PROGRAM:
        words = lane.tr("No program changes yet: double-click to write one")
    elif is_pedal(lane.name):
        words = lane.tr("No {0} yet: pull across to press it").format(name)
    else:
        words = lane.tr("No {0} yet: draw here").format(name)
    painter.setFont(tokens.font(tokens.SIZE_NORMAL))
    painter.setPen(colour(lane.stage.theme.dim))
    box = painter.boundingRect(QRectF(lane.rect()), int(Qt.AlignmentFlag.AlignCenter), words)
    painter.fillRect(box.adjusted(-8, 0, 8, 0), colour(lane.stage.theme.ground))
    painter.drawText(QRectF(lane.rect()), Qt.AlignmentFlag.AlignCenter, words)


# -- values --------------------------------------------------------------------------------------------------------


def _paint_values(painter: QPainter, lane: ControllerLane) -> None:
    stage = lane.stage
    first, last = lane.shown.span(stage.time.tick(-8), stage.time.tick(lane.width() + 8))
    if is_pedal(lane.name):
        _paint_spans(painter, lane, first, last)
    if last - first > _STEPS_UP_TO:
        from musegen_app.ui.piano_roll.controller_columns import paint_columns

        ink, base = stage.colour_of(stage.track_id), value_words.centre_of(lane.name)
        paint_columns(painter, lane.shown, stage.time, lane.axis, base, ink, lane.width())
    else:
        _paint_steps(painter, lane, first, last)
    if last - first <= _SQUARES_UP_TO:
        _paint_squares(painter, lane, first, last)


def _paint_steps(painter: QPainter, lane: ControllerLane, first: int, last: int) -> None:
    """A level line from point to point; before the first one a dashed line shows what is in force."""
    points, axis, x_of = lane.shown, lane.axis, lane.stage.time.x
    ink = lane.stage.colour_of(lane.stage.track_id)
    base = axis.y(value_words.centre_of(lane.name))
    y = axis.y(points.values[first - 1] if first else points.before)
    left = -8.0 if first else x_of(0)
    areas: list[QRectF] = []
    lines: list[QLineF] = []
    for place in range(first, last + 1):
        right = x_of(points.ticks[place]) if place < last else lane.width() + 8.0
        if place or first:
            lines.append(QLineF(left, y, right, y))
            areas.append(QRectF(left, min(y, base), right - left, abs(y - base)))
        else:
            painter.setPen(shapes.dashed(colour(ink, 150)))
            painter.drawLine(QLineF(left, y, right, y))
        if place < last:
            below = axis.y(points.values[place])
            lines.append(QLineF(right, y, right, below))
            left, y = right, below
    if not is_pedal(lane.name):
        shapes.fill_rects(painter, areas, colour(ink, 60), 0)
    painter.setPen(QPen(colour(ink), 1.5))
    painter.drawLines(lines)


def _paint_squares(painter: QPainter, lane: ControllerLane, first: int, last: int) -> None:
    """The points; picked ones are larger and have an outline."""
    axis, time = lane.axis, lane.stage.time
    plain: list[QRectF] = []
    chosen: list[QRectF] = []
    known = lane.shown
    for place in range(first, last):
        tick, value = known.ticks[place], known.values[place]
        picked = tick in lane.picked and lane.stage.draft is None
        if not picked and known.room(place) * time.pixels_per_tick < _SQUARES_APART:
            continue
        half = 4.0 if picked else 2.5
        square = QRectF(time.x(tick) - half, axis.y(value) - half, 2 * half, 2 * half)
        (chosen if picked else plain).append(square)
    shapes.fill_rects(painter, plain, colour(lane.stage.colour_of(lane.stage.track_id)), 0)
    shapes.fill_rects(painter, chosen, colour(lane.stage.theme.ground), 0)
    shapes.outline_rects(painter, chosen, QPen(colour(lane.stage.theme.selection), 2), 0)


# -- pedals and programs ---------------------------------------------------------------------------------------------


def _paint_spans(painter: QPainter, lane: ControllerLane, first: int, last: int) -> None:
    """Where the pedal is down, beginning with the point before those in sight."""
    x_of, height = lane.stage.time.x, lane.height()
    boxes = []
    known = lane.shown
    for since, until in down_spans(known.some(max(0, first - 1), last), 0 if first else known.before):
        left = max(-8.0, x_of(since))
        right = min(lane.width() + 8.0, x_of(until) if until is not None else lane.width() + 8.0)
        if right > left:
            boxes.append(QRectF(left, _PEDAL_PAD, max(1.0, right - left), height - 2 * _PEDAL_PAD))
    shapes.fill_rects(painter, boxes, colour(lane.stage.colour_of(lane.stage.track_id), 90), 0)
    painter.setFont(tokens.font(tokens.SIZE_SMALL))
    painter.setPen(colour(lane.stage.theme.text))
    for box in boxes:
        if box.width() > 44 and height > 30:
            inside = box.adjusted(max(0.0, -box.left()) + 8, 0, 0, 0)
            painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, lane.tr("down"))


def _paint_flags(painter: QPainter, lane: ControllerLane) -> None:
    """Each program change with the name of its instrument; without room for the name only its pole."""
    theme, x_of = lane.stage.theme, lane.stage.time.x
    ink = lane.stage.colour_of(lane.stage.track_id)
    painter.setFont(tokens.font(tokens.SIZE_SMALL))
    points = lane.shown.points
    for place, (tick, value) in enumerate(points):
        left = x_of(tick)
        width = _flag_width(value)
        if left > lane.width() or left + width < 0:
            continue
        room = x_of(points[place + 1][0]) - left if place + 1 < len(points) else width
        picked = tick in lane.picked
        painter.fillRect(QRectF(left, 4, 2, lane.height() - 8), colour(theme.selection if picked else ink))
        box = QRectF(left, 6, max(2.0, min(width, room - 2)), _FLAG_HEIGHT)
        shapes.fill_rects(painter, [box], colour(ink, 90), tokens.RADIUS_SMALL)
        if picked:
            shapes.outline_rects(painter, [box], QPen(colour(theme.selection), 2), tokens.RADIUS_SMALL)
        painter.setPen(colour(theme.text))
        inside = box.adjusted(_FLAG_PAD, 0, 0, 0)
        words = value_words.value_text(lane.name, value)
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, max(0, int(inside.width())))
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def _flag_width(value: int) -> float:
    metrics = QFontMetricsF(tokens.font(tokens.SIZE_SMALL))
    return metrics.horizontalAdvance(value_words.value_text((ControlKind.PROGRAM, 0), value)) + 2 * _FLAG_PAD
