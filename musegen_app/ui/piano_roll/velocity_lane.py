"""Velocities below the roll: one stick a note. Pull a head, or draw a curve across the lane."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from musegen_app.score import edits
from musegen_app.score.model import Note, OriginKind
from musegen_app.ui.piano_roll import grid, hints
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.gestures.velocity import LABEL, VelocityPaint, VelocityPull
from musegen_app.ui.piano_roll.lane import Lane
from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.piano_roll.painters.ink import ink_of, take_ink
from musegen_app.ui.piano_roll.painters.take import is_promised
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour

HEIGHT = 100
PAD = 10
_HEAD = 3.5
_NEAR = 6.0  # pixels around a head that take it


class VelocityLane(Lane):
    """The sticks of the active track."""

    def __init__(self, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(stage, "Velocities", parent)
        self.setFixedHeight(HEIGHT)
        stage.selection_changed.connect(self.refresh)
        stage.draft_changed.connect(lambda _lifted: self.refresh())
        stage.take_changed.connect(self.update)

    # -- painting ------------------------------------------------------------------------------------------------

    def paint_base(self, painter: QPainter) -> None:
        theme = self.stage.theme
        painter.fillRect(self.rect(), colour(theme.ground))
        self._paint_ground(painter)
        first, last = self.stage.index.span(*self._ticks())
        if shapes.is_crowd(last - first):
            from musegen_app.ui.piano_roll.painters.sticks import paint_sticks

            paint_sticks(painter, self.stage, self.width(), self.height(), PAD)
        else:
            for ink, heads in self._heads(self._notes(*self._ticks())).items():
                self._paint_sticks(painter, ink, heads)
        painter.fillRect(0, 0, self.width(), 1, colour(theme.line))

    def paint_over(self, painter: QPainter, clip: QRectF) -> None:
        """The sticks of the take: (of the part of it that would be kept): hollow heads until they are decided."""
        take = self.stage.take
        if take is None:
            return
        first, last = self.stage.time.tick(clip.left() - 6), self.stage.time.tick(clip.right() + 6)
        low, high = self.stage.take_range or (take.start_tick, take.end_tick)
        shown = [n for n in take.notes if first <= n.start_tick < last and low <= n.start_tick < high]
        for promised in (False, True):
            heads = [
                QPointF(self._x(n), self.y_of(n.velocity))
                for n in shown
                if is_promised(self.stage, take, n) is promised
            ]
            self._paint_ghost_sticks(painter, heads, promised)

    def _paint_ghost_sticks(self, painter: QPainter, heads: list[QPointF], promised: bool) -> None:
        ink = take_ink(self.stage)
        if promised:
            self._paint_sticks(painter, ink, heads)
            return
        floor = self.height() - PAD / 2
        painter.setPen(shapes.dashed(colour(ink, 160)))
        painter.drawLines([QLineF(h.x() + 1, h.y() + _HEAD, h.x() + 1, floor) for h in heads])
        painter.setPen(QPen(colour(ink), 1))
        painter.setBrush(colour(self.stage.theme.ground))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for head in heads:
            painter.drawEllipse(QPointF(head.x() + 1, head.y()), _HEAD, _HEAD)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _playhead_moved(self, before: int, after: int) -> None:
        super()._playhead_moved(before, after)
        if self.stage.take is not None and self.stage.playing:
            self.update()  # the take's sticks become solid behind the line

    def _paint_ground(self, painter: QPainter) -> None:
        stage = self.stage
        for velocity in (32, 64, 96, 127):
            painter.fillRect(0, round(self.y_of(velocity)), self.width(), 1, colour(stage.theme.row_line))
        for bar in grid.lines(stage.time, stage.score.meter, stage.snap, self.width()).bars:
            painter.fillRect(round(stage.time.x(bar.tick)), 0, 1, self.height(), colour(stage.theme.grid_beat))

    def _paint_sticks(self, painter: QPainter, ink: str, heads: list[QPointF]) -> None:
        floor = self.height() - PAD / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(ink))
        painter.drawRects([QRectF(h.x(), h.y(), 2, floor - h.y()) for h in heads])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for head in heads:
            painter.drawEllipse(QPointF(head.x() + 1, head.y()), _HEAD, _HEAD)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _heads(self, notes: list[Note]) -> dict[str, list[QPointF]]:
        """Places of the heads by colour, the selected ones last."""
        stage = self.stage
        inks = {kind: ink_of(stage, kind) for kind in OriginKind}
        chosen = stage.theme.selection
        heads: dict[str, list[QPointF]] = {ink: [] for ink in (*inks.values(), chosen)}
        for note in notes:
            ink = chosen if note.id in stage.selection else inks[note.origin.kind]
            heads[ink].append(QPointF(self._x(note), self.y_of(note.velocity)))
        return heads

    def _ticks(self) -> tuple[float, float]:
        """What is in sight."""
        return self.stage.time.tick(-_NEAR), self.stage.time.tick(self.width() + _NEAR)

    def _notes(self, first: float, last: float) -> list[Note]:
        """Notes whose onset is there, as the drag would leave them."""
        stage = self.stage
        lifted, moved = (stage.draft.lifted, stage.draft.notes) if stage.draft is not None else (frozenset(), ())
        found = [n for n in stage.index.between(first, last) if n.id not in lifted]
        return [n for n in (*found, *moved) if first <= n.start_tick < last]

    # -- arithmetic ----------------------------------------------------------------------------------------------

    def y_of(self, velocity: int) -> float:
        return self.height() - PAD - (self.height() - 2 * PAD) * velocity / 127

    def _x(self, note: Note) -> int:
        return round(self.stage.time.x(note.start_tick))

    def note_at(self, x: float, y: float) -> Note | None:
        """The note whose head is nearest to the place, if one is near."""
        near = [
            (abs(self._x(n) + 1 - x) + abs(self.y_of(n.velocity) - y), n)
            for n in self._notes(self.stage.time.tick(x - 2 * _NEAR), self.stage.time.tick(x + 2 * _NEAR))
            if abs(self._x(n) + 1 - x) <= _NEAR and abs(self.y_of(n.velocity) - y) <= _NEAR + 2
        ]
        return min(near, key=lambda found: found[0])[1] if near else None

    # -- the mouse -----------------------------------------------------------------------------------------------

    def begin(self, pointer: Pointer) -> Gesture | None:
        if pointer.button is not Qt.MouseButton.LeftButton or self.stage.track is None:
            return None
        found = self.note_at(pointer.x, pointer.y)
        if found is not None:
            return VelocityPull(self.stage, pointer, found, 127 / (self.height() - 2 * PAD))
        return VelocityPaint(self.stage, pointer, self.height(), PAD)

    def hover(self, pointer: Pointer) -> None:
        found = self.note_at(pointer.x, pointer.y)
        self.setCursor(Qt.CursorShape.SizeVerCursor if found else Qt.CursorShape.CrossCursor)
        if found is not None:
            self.stage.hint.emit(f"{hints.note_text(self.stage, found)} · pull up or down")
        else:
            whom = "the selected notes" if self.stage.selection else "the notes"
            self.stage.hint.emit(f"Velocity · draw across {whom}, or pull a head; wheel: one up or down")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A notch over a stick is one up or down; elsewhere the wheel scrolls as in the roll."""
        pointer = self.point(event)
        found = self.note_at(pointer.x, pointer.y)
        turned = event.angleDelta().y()
        if found is None or not turned or pointer.ctrl or pointer.shift:
            super().wheelEvent(event)
            return
        ids = self.stage.selection if found.id in self.stage.selection else frozenset({found.id})
        notes = [n for n in self.stage.index.notes if n.id in ids]
        step = 1 if turned > 0 else -1
        values = {n.id: min(127, max(1, n.velocity + step)) for n in notes}
        edited = edits.set_velocities(self.stage.score, self.stage.track_id, values)
        self.stage.edit(LABEL, edited, self.stage.selection, f"wheel velocity {sorted(ids)}")
        event.accept()
