"""What a steering lane looks like: a violet line from point to point over a filling, the neutral value as a level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from musegen_app.score.steering_points import SteeringPoint
from musegen_app.ui import steering_words
from musegen_app.ui import theme as tokens
from musegen_app.ui.piano_roll import grid
from musegen_app.ui.piano_roll.gestures.curve_base import CurveGesture
from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.piano_roll.value_chip import paint_chip
from musegen_app.ui.theme import colour
from musegen_app.ui.translation import said

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.curve_lane import CurveLane

_DOT, _PICKED_DOT = 3.0, 4.5
_BEYOND = 8.0  # pixels past the edges, so that no line ends in sight


def paint(painter: QPainter, lane: CurveLane) -> None:
    """Everything but what follows the pointer."""
    painter.fillRect(lane.rect(), colour(lane.stage.theme.ground))
    _paint_ground(painter, lane)
    if lane.shown:
        _paint_line(painter, lane)
        _paint_points(painter, lane)
    else:
        _paint_invitation(painter, lane)


def paint_over(painter: QPainter, lane: CurveLane) -> None:
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


def _paint_pointed(painter: QPainter, lane: CurveLane) -> None:
    """A ring around the point that is pointed at or dragged, and its value beside it."""
    place = _pointed(lane)
    if place is None:
        return
    at = QPointF(lane.stage.time.x(place[0]), lane.axis.y(place[1]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour(lane.stage.theme.text), 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(at, 6, 6)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    words = steering_words.value_words(lane.spec, place[1])
    paint_chip(painter, lane.stage.theme, at, words, QRectF(lane.rect()))


def _pointed(lane: CurveLane) -> SteeringPoint | None:
    if isinstance(lane.gesture, CurveGesture):
        tick = lane.gesture.pointed()
        return None if tick is None else (tick, lane.value_at(tick))
    if lane.hovered is None or lane.hovered >= len(lane.points):
        return None
    return lane.points[lane.hovered]


def _paint_ground(painter: QPainter, lane: CurveLane) -> None:
    stage, axis, spec = lane.stage, lane.axis, lane.spec
    for bar in grid.lines(stage.time, stage.score.meter, stage.snap, lane.width()).bars:
        painter.fillRect(stage.time.pixel(bar.tick), 0, 1, lane.height(), colour(stage.theme.grid_beat))
    for value in {spec.minimum, spec.neutral, spec.maximum}:
        ink = stage.theme.grid_bar if value == spec.neutral else stage.theme.row_line
        painter.fillRect(0, round(axis.y(value)), lane.width(), 1, colour(ink))
    painter.setFont(tokens.font(tokens.SIZE_SMALL))
    painter.setPen(colour(stage.theme.dim))
    for value, down in ((spec.maximum, 4), (spec.minimum, 4)):
        painter.drawText(QPointF(5, axis.y(value) + down), end_words(lane, value))


def end_words(lane: CurveLane, value: float) -> str:
    """What an end of the range means, in a word or two."""
    spec = lane.spec
    word = spec.high if value == spec.maximum else spec.low
    return said(word) if word else steering_words.value_words(spec, value)


def _paint_invitation(painter: QPainter, lane: CurveLane) -> None:
    name = steering_words.label(lane.spec).casefold()
    words = lane.tr("Draw {0} over time here").format(name)
    painter.setFont(tokens.font(tokens.SIZE_NORMAL))
    painter.setPen(colour(lane.stage.theme.dim))
    box = painter.boundingRect(QRectF(lane.rect()), int(Qt.AlignmentFlag.AlignCenter), words)
    painter.fillRect(box.adjusted(-8, 0, 8, 0), colour(lane.stage.theme.ground))
    painter.drawText(QRectF(lane.rect()), Qt.AlignmentFlag.AlignCenter, words)


def _paint_line(painter: QPainter, lane: CurveLane) -> None:
    """From point to point; before the first and behind the last the value that stays is dashed."""
    axis, time, ink = lane.axis, lane.stage.time, lane.stage.theme.generated
    places = [QPointF(time.x(tick), axis.y(value)) for tick, value in _in_sight(lane)]
    left = QPointF(max(-_BEYOND, time.x(0)), places[0].y())
    right = QPointF(lane.width() + _BEYOND, places[-1].y())
    base = axis.y(lane.spec.neutral)
    around = [QPointF(left.x(), base), left, *places, right, QPointF(right.x(), base)]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(ink, 50))
    painter.drawPolygon(QPolygonF(around))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(shapes.dashed(colour(ink, 170)))
    painter.drawLines([QLineF(left, places[0]), QLineF(places[-1], right)])
    painter.setPen(QPen(colour(ink), 2))
    painter.drawPolyline(QPolygonF(places))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _in_sight(lane: CurveLane) -> list[SteeringPoint]:
    """The points in sight with one beyond either edge."""
    low, high = lane.stage.time.tick(-_BEYOND), lane.stage.time.tick(lane.width() + _BEYOND)
    points = lane.shown
    inside = [i for i, (tick, _) in enumerate(points) if low <= tick <= high]
    first = inside[0] - 1 if inside else sum(1 for tick, _ in points if tick < low) - 1
    last = inside[-1] + 1 if inside else first + 1
    return list(points[max(0, first) : last + 1]) or [points[-1]]


def _paint_points(painter: QPainter, lane: CurveLane) -> None:
    """Round; picked ones are larger and have an outline."""
    axis, time, theme = lane.axis, lane.stage.time, lane.stage.theme
    plain: list[QRectF] = []
    chosen: list[QRectF] = []
    for place, (tick, value) in enumerate(lane.shown):
        picked = place in lane.picked and lane.stage.draft is None
        half = _PICKED_DOT if picked else _DOT
        (chosen if picked else plain).append(QRectF(time.x(tick) - half, axis.y(value) - half, 2 * half, 2 * half))
    shapes.fill_rects(painter, plain, colour(theme.generated), _DOT)
    shapes.fill_rects(painter, chosen, colour(theme.ground), _PICKED_DOT)
    shapes.outline_rects(painter, chosen, QPen(colour(theme.selection), 2), _PICKED_DOT)
