"""How a control steers the net over time, drawn below the roll: points joined by straight lines."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QWheelEvent
from PySide6.QtWidgets import QWidget

from musegen_app.sampling.steering.control import ControlSpec
from musegen_app.score import edits
from musegen_app.score.model import Score
from musegen_app.score.steering_edits import steering_points
from musegen_app.score.steering_points import Points, value_at
from musegen_app.ui import steering_words
from musegen_app.ui.piano_roll import curve_painting, hints
from musegen_app.ui.piano_roll.curve_axis import CurveAxis
from musegen_app.ui.piano_roll.curve_keys import CurveKeys
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.gestures.curve_choose import curve_gesture, curve_hint
from musegen_app.ui.piano_roll.lane_field import Typed
from musegen_app.ui.piano_roll.point_lane import PointLane
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.translation import said

_NEAR = 7.0  # pixels around a point that take it
_LINE_NEAR = 5.0
_FIELD = QRect(0, 0, 110, 24)


class CurveLane(PointLane):
    """Points are named by their places; `picked` ones are what keys and drags mean. Has the keyboard when touched."""

    def __init__(self, stage: Stage, spec: ControlSpec, parent: QWidget | None = None) -> None:
        super().__init__(stage, spec.label, parent)
        self.spec = spec
        self._keys = CurveKeys(self)

    # -- what there is -------------------------------------------------------------------------------------------

    @property
    def keys(self) -> CurveKeys:
        return self._keys

    @property
    def has_points(self) -> bool:
        return bool(self.points)

    @property
    def axis(self) -> CurveAxis:
        return CurveAxis(self.spec, self.height())

    @property
    def points(self) -> Points:
        """Those of the song."""
        return steering_points(self.stage.score, self.spec.name)

    @property
    def shown(self) -> Points:
        """Those that a drag would leave."""
        draft = self.stage.draft
        return self.points if draft is None else steering_points(draft.score, self.spec.name)

    def value_at(self, tick: float) -> float:
        """What is drawn for `tick`; without points what changes nothing."""
        value = value_at(self.shown, max(0, round(tick)))
        return self.spec.neutral if value is None else value

    def point_at(self, x: float, y: float) -> int | None:
        """The place of the point under (x, y) pixels."""
        axis, time = self.axis, self.stage.time
        near = []
        for place, (tick, value) in enumerate(self.points):
            across, down = abs(time.x(tick) - x), abs(axis.y(value) - y)
            if across <= _NEAR and down <= _NEAR:
                near.append((across + down, place))
        return min(near)[1] if near else None

    def line_at(self, x: float, y: float) -> frozenset[int] | None:
        """The places of the two points (at the ends: the one) whose line passes under (x, y)."""
        points, tick = self.points, self.stage.time.tick(x)
        if not points or abs(self.axis.y(self.value_at(tick)) - y) > _LINE_NEAR:
            return None
        after = sum(1 for p in points if p[0] <= tick)
        return frozenset({max(0, after - 1), min(after, len(points) - 1)})

    def edit(self, label: str, edited: Score, picked: Iterable[int] = (), coalesce: str = "") -> None:
        """Ask for `edited`; then `picked` are the points that are picked."""
        self.stage.edit(label, edited, self.stage.selection, coalesce)
        self.picked = frozenset(p for p in picked if p < len(self.points))
        self.refresh()

    # -- words ---------------------------------------------------------------------------------------------------

    def words_at(self, tick: float, value: float) -> str:
        """Such as `Density few notes 40 %, bar 3 beat 2`."""
        where = hints.place_text(self.stage, tick)
        return f"{steering_words.label(self.spec)} {steering_words.value_words(self.spec, value)}, {where}"

    def label(self, words: str) -> str:
        """What an undo step is called: `Draw {0}` becomes `Draw density`."""
        return words.format(steering_words.label(self.spec).casefold())

    def ask_value(self, place: int) -> None:
        """A field for the value of a point."""
        tick, value = self.points[place]
        box = _FIELD.translated(self.stage.time.pixel(tick) + 8, round(self.axis.y(value)) - _FIELD.height() // 2)
        box.moveLeft(min(max(0, box.left()), max(0, self.width() - box.width())))
        box.moveTop(min(max(0, box.top()), max(0, self.height() - box.height())))
        words = self.tr("Value of {0}").format(steering_words.label(self.spec))
        text = steering_words.value_words(self.spec, value)
        self._field.open(box, Typed(words, text, text, lambda typed: self._take(place, typed)), self)

    def _take(self, place: int, typed: str) -> bool:
        value = steering_words.read_value(self.spec, typed)
        if value is None or place >= len(self.points):
            self.stage.hint.emit(self.tr("Type a value such as {0}").format(self._example()))
            return False
        places = self.picked if place in self.picked else frozenset({place})
        points = [(t, value if i in places else v) for i, (t, v) in enumerate(self.points)]
        edited = edits.set_steering_points(self.stage.score, self.spec.name, points)
        self.edit(self.label(said("Set {0}")), edited, places)
        return True

    def _example(self) -> str:
        return steering_words.value_words(self.spec, self.spec.maximum)

    # -- painting ------------------------------------------------------------------------------------------------

    def paint_base(self, painter: QPainter, clip: QRect) -> None:
        curve_painting.paint(painter, self)

    def paint_over(self, painter: QPainter, clip: QRectF) -> None:
        curve_painting.paint_over(painter, self)

    def of_music(self) -> object:
        return self.shown, self.stage.score.meter, self.picked

    def _music_changed(self) -> None:
        super()._music_changed()
        self.picked = frozenset(p for p in self.picked if p < len(self.points))

    # -- the mouse -----------------------------------------------------------------------------------------------

    def begin(self, pointer: Pointer) -> Gesture | None:
        if pointer.double and pointer.button is Qt.MouseButton.LeftButton:
            place = self.point_at(pointer.x, pointer.y)
            if place is not None:
                self.ask_value(place)
                return None
        return curve_gesture(self, pointer)

    def hover(self, pointer: Pointer) -> None:
        cursor, words = curve_hint(self, pointer)
        self.setCursor(cursor)
        self.stage.hint.emit(words)
        self._set_hovered(self.point_at(pointer.x, pointer.y))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A notch over a point is a step up or down; elsewhere the wheel scrolls as in the roll."""
        pointer, turned = self.point(event), event.angleDelta().y()
        place = self.point_at(pointer.x, pointer.y)
        if place is None or not turned or pointer.ctrl or pointer.shift or self.gesture is not None:
            super().wheelEvent(event)
            return
        if place not in self.picked:
            self.pick({place})
        self._keys.step(1 if turned > 0 else -1)
        event.accept()
