"""Velocities below the roll: one stick a note. Pull a head, draw a curve across the lane, or a straight line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from musegen_app.score import edits
from musegen_app.score.model import Note
from musegen_app.ui.piano_roll import grid, hints, velocity_painting
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.gestures.velocity import LABEL, VelocityPaint, VelocityPull, onsets
from musegen_app.ui.piano_roll.gestures.velocity_ramp import VelocityRamp
from musegen_app.ui.piano_roll.note_lane import NoteLane
from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.piano_roll.painters.ink import take_ink
from musegen_app.ui.piano_roll.painters.take import is_promised
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.piano_roll.value_axis import ValueAxis
from musegen_app.ui.theme import colour

HEIGHT = 100
_TRACE = 8  # pixels beside the onset of a note that its stick or head may touch
_NEAR = 6.0  # pixels around a head that take it
_HEAD_ROOM = 2.5  # pixels of width that each head needs on the average, or none has one
_CHOSEN_FIRST = 3.0  # pixels that a selected head counts as nearer: chords have heads at one place


class VelocityLane(NoteLane):
    """The sticks of the active track."""

    def __init__(self, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(stage, "Velocities", parent)
        self.hovered: Note | None = None
        self.setFixedHeight(HEIGHT)
        stage.take_changed.connect(self.update)

    @property
    def axis(self) -> ValueAxis:
        return ValueAxis(0, 127, self.height())

    # -- painting ------------------------------------------------------------------------------------------------

    @property
    def slides(self) -> bool:
        return True

    def looked_at(self) -> object:
        return super().looked_at(), *self._density()

    def around(self, notes: Sequence[Note]) -> QRect:
        left, right = (self.stage.time.pixel(n.start_tick) for n in (notes[0], notes[-1]))
        return QRect(left, 0, right - left, self.height()).adjusted(-_TRACE, 0, _TRACE, 0)

    def update_drafts(self, drafted: Sequence[Sequence[Note]]) -> None:
        if self.gesture is not None:  # it may draw a line, too
            self.update()
        for notes in drafted:
            self.update(self.around(notes) & self.rect())

    def _density(self) -> tuple[bool, bool]:
        """Whether there are too many notes in sight to be drawn one by one, and whether each has room for its head."""
        first, last = self.stage.index.begun(*self._ticks(self.rect()))
        return shapes.is_crowd(last - first), (last - first) * _HEAD_ROOM <= self.width()

    def paint_base(self, painter: QPainter, clip: QRect) -> None:
        painter.fillRect(clip, colour(self.stage.theme.ground))
        self._paint_ground(painter, clip)
        self._paint_sticks(painter, clip)

    def _paint_sticks(self, painter: QPainter, clip: QRect, drafted: bool = False) -> None:
        """Of the notes that no drag has lifted, or of what it would make of them."""
        crowd, roomy = self._density()
        if crowd:
            from musegen_app.ui.piano_roll.painters.sticks import paint_sticks

            paint_sticks(painter, self.stage, self.axis, clip, roomy, drafted)
        else:
            notes = self._drafted(*self._ticks(clip)) if drafted else self._resting(*self._ticks(clip))
            velocity_painting.paint_notes(painter, self.stage, self.axis, notes)

    def paint_over(self, painter: QPainter, clip: QRectF) -> None:
        if self.stage.draft is not None and self.stage.draft.notes:
            part = self.around(self.stage.draft.notes) & clip.toAlignedRect()
            if not part.isEmpty():
                self._paint_sticks(painter, part, drafted=True)
        self._paint_take(painter, clip)
        if isinstance(self.gesture, VelocityRamp):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colour(self.stage.theme.text), 1.5, Qt.PenStyle.DashLine))
            painter.drawLine(self.gesture.line)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        elif self.hovered is not None and self.gesture is None:
            velocity_painting.paint_pointed(painter, self.stage, self.axis, self.hovered, self.width())

    def _paint_take(self, painter: QPainter, clip: QRectF) -> None:
        """The sticks of the take (of the part of it that would be kept): hollow heads until they are decided."""
        take, axis = self.stage.take, self.axis
        if take is None:
            return
        first, last = self.stage.time.tick(clip.left() - 6), self.stage.time.tick(clip.right() + 6)
        low, high = self.stage.take_range or (take.start_tick, take.end_tick)
        ours = take.notes_on(self.stage.track_id) or take.notes
        shown = [n for n in ours if first <= n.start_tick < last and low <= n.start_tick < high]
        for promised in (False, True):
            heads = [
                QPointF(self._x(n), axis.y(n.velocity)) for n in shown if is_promised(self.stage, take, n) is promised
            ]
            look = velocity_painting.round_look(take_ink(self.stage), hollow=not promised)
            velocity_painting.paint_sticks(painter, self.stage, look, heads, axis.height - axis.pad / 2)

    def _playhead_moved(self, before: int, after: int) -> None:
        super()._playhead_moved(before, after)
        if self.stage.take is not None and self.stage.playing:
            self.update()  # the take's sticks become solid behind the line

    def _music_changed(self) -> None:
        self.hovered = None
        super()._music_changed()

    def _paint_ground(self, painter: QPainter, clip: QRect) -> None:
        stage = self.stage
        for velocity in (32, 64, 96, 127):
            painter.fillRect(clip.left(), round(self.y_of(velocity)), clip.width(), 1, colour(stage.theme.row_line))
        found = grid.around(stage.time, stage.score.meter, stage.snap, clip.left(), clip.right() + 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(stage.theme.grid_beat))
        height = self.height()
        painter.drawRects([QRect(stage.time.pixel(bar.tick), 0, 1, height) for bar in found.bars])

    def _ticks(self, clip: QRect) -> tuple[float, float]:
        """Where notes begin whose heads are seen in `clip`."""
        return self.stage.time.tick(clip.left() - _NEAR), self.stage.time.tick(clip.right() + 1 + _NEAR)

    def _notes(self, first: float, last: float) -> list[Note]:
        """Notes whose onset is there, as the drag would leave them."""
        return [*self._resting(first, last), *self._drafted(first, last)]

    def _resting(self, first: float, last: float) -> list[Note]:
        """Those that no drag has lifted."""
        lifted = self.stage.draft.lifted if self.stage.draft is not None else frozenset()
        return [n for n in onsets(self.stage.index.notes, first, last) if n.id not in lifted]

    def _drafted(self, first: float, last: float) -> list[Note]:
        moved = self.stage.draft.notes if self.stage.draft is not None else ()
        return [n for n in moved if first <= n.start_tick < last]

    # -- arithmetic ----------------------------------------------------------------------------------------------

    def y_of(self, velocity: int) -> float:
        return self.axis.y(velocity)

    def _x(self, note: Note) -> int:
        return self.stage.time.pixel(note.start_tick)

    def note_at(self, x: float, y: float) -> Note | None:
        """The note whose head is nearest to the place, if one is near; of a chord rather a selected one."""
        time, chosen = self.stage.time, self.stage.selection
        near = []
        for note in self._notes(time.tick(x - 2 * _NEAR), time.tick(x + 2 * _NEAR)):
            across, down = abs(self._x(note) + 1 - x), abs(self.y_of(note.velocity) - y)
            if across <= _NEAR and down <= _NEAR + 2:
                near.append((across + down - (_CHOSEN_FIRST if note.id in chosen else 0), note))
        return min(near, key=lambda found: found[0])[1] if near else None

    # -- the mouse -----------------------------------------------------------------------------------------------

    def begin(self, pointer: Pointer) -> Gesture | None:
        if self.stage.track is None:
            return None
        if pointer.button is Qt.MouseButton.RightButton or (pointer.shift and self._left(pointer)):
            return VelocityRamp(self.stage, pointer, self.axis)
        if not self._left(pointer):
            return None
        found = self.note_at(pointer.x, pointer.y)
        if found is not None:
            return VelocityPull(self.stage, pointer, found, self.axis.per_pixel)
        return VelocityPaint(self.stage, pointer, self.axis)

    def _left(self, pointer: Pointer) -> bool:
        return pointer.button is Qt.MouseButton.LeftButton

    def hover(self, pointer: Pointer) -> None:
        found = self.note_at(pointer.x, pointer.y)
        self.setCursor(Qt.CursorShape.SizeVerCursor if found else Qt.CursorShape.CrossCursor)
        if found is not None:
            words = self.tr("pull up or down, wheel for one; a click, a number and Enter set it")
            self.stage.hint.emit(f"{hints.note_text(self.stage, found)} · {words}")
        else:
            whom = self.tr("the selected notes") if self.stage.selection else self.tr("the notes")
            words = self.tr("Velocity · draw across {0}, Shift+pull for a straight line, or pull a head")
            self.stage.hint.emit(words.format(whom))
        self._set_hovered(found)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._set_hovered(None)

    def _set_hovered(self, note: Note | None) -> None:
        if note is not self.hovered:
            self.hovered = note
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A notch over a stick is one up or down; elsewhere the wheel scrolls as in the roll."""
        pointer = self.point(event)
        found = self.note_at(pointer.x, pointer.y)
        turned = event.angleDelta().y()
        if found is None or not turned or pointer.ctrl or pointer.shift or self.gesture is not None:
            super().wheelEvent(event)
            return
        notes = self.stage.selected_notes() if found.id in self.stage.selection else (found,)
        step = 1 if turned > 0 else -1
        values = {n.id: min(127, max(1, n.velocity + step)) for n in notes}
        edited = edits.set_velocities(self.stage.score, self.stage.track_id, values)
        whom = f"{len(values)} {min(values)} {max(values)}"
        self.stage.edit(LABEL, edited, self.stage.selection, f"wheel velocity {whom}")
        event.accept()
