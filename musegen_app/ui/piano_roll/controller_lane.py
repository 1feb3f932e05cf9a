"""One control of the active track below the roll, in steps with points: a wheel, a pedal, any controller."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QWheelEvent
from PySide6.QtWidgets import QWidget

from musegen_app.score import edits
from musegen_app.score.control_names import full_name, plain_name
from musegen_app.score.control_values import is_pedal, limits
from musegen_app.score.controls import ControlName
from musegen_app.score.model import ControlKind, Score
from musegen_app.ui.piano_roll import controller_painting, hints, snap, value_words
from musegen_app.ui.piano_roll.control_points import ControlPoints, PointCache
from musegen_app.ui.piano_roll.controller_keys import ControllerKeys
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.gestures.control_choose import control_gesture, control_hint
from musegen_app.ui.piano_roll.lane_field import Typed
from musegen_app.ui.piano_roll.point_lane import PointLane
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.piano_roll.value_axis import ValueAxis
from musegen_app.ui.translation import said

_NEAR = 6.0  # pixels around a point that take it
_LINE_NEAR = 4.0
_FIELD_WIDTH = 76
_FIELD_HEIGHT = 24


class ControllerLane(PointLane):
    """Points are named by their ticks; `picked` ones are what keys and drags mean. Has the keyboard when touched."""

    def __init__(self, stage: Stage, name: ControlName, parent: QWidget | None = None) -> None:
        super().__init__(stage, full_name(name), parent)
        self.name = name
        self._written = PointCache(name)
        self._drafted = PointCache(name)
        self._keys = ControllerKeys(self)

    # -- what there is -------------------------------------------------------------------------------------------

    @property
    def keys(self) -> ControllerKeys:
        return self._keys

    @property
    def has_points(self) -> bool:
        return bool(self.points.ticks)

    @property
    def axis(self) -> ValueAxis:
        low, high = limits(self.name)
        return ValueAxis(low, high, self.height())

    @property
    def points(self) -> ControlPoints:
        """Those of the song."""
        return self._written.of(self.stage.track)

    @property
    def shown(self) -> ControlPoints:
        """Those that a drag would leave."""
        draft, written = self.stage.draft, self.points
        if draft is None:
            return written
        track = next((t for t in draft.score.tracks if t.id == self.stage.track_id), None)
        if track is not None and self._written.knows(track):
            return written
        if track is not None and not self._drafted.knows(track):
            self._drafted.follow(self._written)
        return self._drafted.of(track)

    @property
    def only_in_time(self) -> bool:
        """Points move left and right only: pedals are up or down, programs have no order."""
        return is_pedal(self.name) or self.name[0] is ControlKind.PROGRAM

    def point_at(self, x: float, y: float) -> int | None:
        """The tick of the point under the place."""
        stage, axis = self.stage, self.axis
        first, last = self.points.span(stage.time.tick(x - _NEAR), stage.time.tick(x + _NEAR) + 1)
        if self.name[0] is ControlKind.PROGRAM:
            return controller_painting.flag_at(self, x)
        near = []
        for tick, value in self.points.some(first, last):
            across = abs(stage.time.x(tick) - x)
            down = 0.0 if self.only_in_time else abs(axis.y(value) - y)
            if across <= _NEAR and down <= _NEAR:
                near.append((across + down, tick))
        return min(near)[1] if near else None

    def segment_at(self, x: float, y: float) -> int | None:
        """The tick of the point whose line goes on under the place."""
        place = self.points.place_before(self.stage.time.tick(x))
        if place < 0 or self.only_in_time:
            return None
        return self.points.ticks[place] if abs(self.axis.y(self.points.values[place]) - y) <= _LINE_NEAR else None

    def edit(self, label: str, edited: Score, picked: Iterable[int] | None = None, coalesce: str = "") -> None:
        """Ask for `edited`; then `picked` are the points that are picked."""
        self.stage.edit(label, edited, self.stage.selection, coalesce)
        if picked is not None:
            self.picked = frozenset(picked) & frozenset(self.points.ticks)
        self.refresh()

    # -- words ---------------------------------------------------------------------------------------------------

    def value_words(self, tick: float, value: int) -> str:
        """Such as `Sustain down, bar 3 beat 2`."""
        where = hints.place_text(self.stage, tick)
        return f"{plain_name(self.name)} {value_words.value_text(self.name, value)}, {where}"

    def ask_value(self, tick: int, begin: str | None = None) -> None:
        """A field for the value at `tick`; with `begin` that much of it is typed already."""
        value = self.points.at(tick)
        x = min(max(0, self.stage.time.pixel(tick) + 8), max(0, self.width() - _FIELD_WIDTH))
        y = min(max(0, round(self.axis.y(value)) - _FIELD_HEIGHT // 2), max(0, self.height() - _FIELD_HEIGHT))
        words = self.tr("Value of {0}").format(full_name(self.name))
        text = value_words.typed_text(self.name, value) if begin is None else begin
        place = QRect(x, y, _FIELD_WIDTH, min(_FIELD_HEIGHT, self.height()))
        asked = Typed(words, str(value), text, lambda typed: self._take(tick, typed), begun=begin is not None)
        self._field.open(place, asked, self)

    def _take(self, tick: int, typed: str) -> bool:
        value = value_words.read(self.name, typed)
        if value is None:
            self.stage.hint.emit(self.tr("Type a number from {0} to {1}").format(*_typed_limits(self.name)))
            return False
        ticks = self.picked if tick in self.picked else frozenset({tick})
        values = dict.fromkeys(ticks, value)
        self.edit(self.label(said("Set {0}")), self.edited_values(values), ticks)
        return True

    def edited_values(self, values: dict[int, int]) -> Score:
        return edits.set_control_values(self.stage.score, self.stage.track_id, self.name, values)

    def label(self, words: str) -> str:
        """What an undo step is called: `Draw {0}` becomes `Draw sustain`."""
        return words.format(said(plain_name(self.name)).casefold())

    # -- painting ------------------------------------------------------------------------------------------------

    def paint_base(self, painter: QPainter, clip: QRect) -> None:
        controller_painting.paint(painter, self)

    def paint_over(self, painter: QPainter, clip: QRectF) -> None:
        controller_painting.paint_over(painter, self)

    def of_music(self) -> object:
        stage = self.stage
        return self.shown, stage.colour_of(stage.track_id), stage.score.meter, bool(self.picked) and stage.draft is None

    def _music_changed(self) -> None:
        super()._music_changed()
        self.picked &= frozenset(self.points.ticks) if self.picked else frozenset()

    # -- the mouse -----------------------------------------------------------------------------------------------

    def begin(self, pointer: Pointer) -> Gesture | None:
        if self.stage.track is None:
            self.stage.hint.emit(self.tr("Add a track first: a controller moves what a track plays"))
            return None
        if pointer.double and pointer.button is Qt.MouseButton.LeftButton:
            return self._double(pointer)
        return control_gesture(self, pointer)

    def _double(self, pointer: Pointer) -> Gesture | None:
        tick = self.point_at(pointer.x, pointer.y)
        if tick is None:
            tick = self.segment_at(pointer.x, pointer.y)
        grid = snap.OFF if pointer.alt else self.stage.snap
        self.ask_value(snap.floor_tick(grid, self.stage.score.meter, pointer.tick) if tick is None else tick)
        return None

    def hover(self, pointer: Pointer) -> None:
        cursor, words = control_hint(self, pointer)
        self.setCursor(cursor)
        self.stage.hint.emit(words)
        self._set_hovered(self.point_at(pointer.x, pointer.y))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A notch over a point or its line is a small step up or down; elsewhere the wheel scrolls as in the roll."""
        pointer, turned = self.point(event), event.angleDelta().y()
        tick = self.point_at(pointer.x, pointer.y)
        if tick is None:
            tick = self.segment_at(pointer.x, pointer.y)
        if tick is None or not turned or self.only_in_time or pointer.ctrl or pointer.shift or self.gesture is not None:
            super().wheelEvent(event)
            return
        if tick not in self.picked:
            self.pick({tick})
        self._keys.step(1 if turned > 0 else -1)
        event.accept()


def _typed_limits(name: ControlName) -> tuple[str, str]:
    low, high = limits(name)
    return value_words.typed_text(name, low), value_words.typed_text(name, high)
