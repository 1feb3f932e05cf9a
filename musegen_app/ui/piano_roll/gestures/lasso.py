"""The lasso: draw around notes to select them, in addition to what is selected."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainterPath

from musegen_app.score.model import Note
from musegen_app.ui.piano_roll import hints, hit
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.marks import Marks, Place
from musegen_app.ui.piano_roll.painters.marks import polygon_of
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage

_CLOSE = 3.0  # pixels between two corners


class Lasso(Gesture):
    """Selects every note that the closed line touches or holds. A click leaves the selection as it is."""

    cursor = Qt.CursorShape.CrossCursor
    scrolls = True

    def __init__(self, stage: Stage, start: Pointer) -> None:
        super().__init__(stage, start)
        self._before = stage.selection
        self._line: list[Place] = [self._place(start)]
        self._last = start

    def drag(self, pointer: Pointer) -> None:
        if not self.has_moved(pointer):
            return
        if abs(pointer.x - self._last.x) + abs(pointer.y - self._last.y) >= _CLOSE:
            self._line.append(self._place(pointer))
            self._last = pointer
        line = (*self._line, self._place(pointer))
        self._show(line)
        self.stage.select(self._before | {n.id for n in self._inside(line)})

    def finish(self, pointer: Pointer) -> None:
        self._show(())

    def cancel(self) -> None:
        self._show(())
        self.stage.select(self._before)

    def words(self) -> str:
        return hints.selected_text(len(self.stage.selection))

    def _show(self, line: tuple[Place, ...]) -> None:
        self.stage.set_marks(Marks(line, step=self.stage.marks.step))

    def _place(self, pointer: Pointer) -> Place:
        axis = self.stage.pitch
        return pointer.tick, (pointer.y + axis.scroll) / axis.row

    def _inside(self, line: tuple[Place, ...]) -> list[Note]:
        path = QPainterPath()
        path.addPolygon(polygon_of(self.stage, line))
        path.closeSubpath()
        ticks, box = [tick for tick, _ in line], path.boundingRect()
        low, high = self.stage.pitch.pitch(box.bottom()), self.stage.pitch.pitch(box.top())
        near = hit.notes_in(self.stage.index.between(min(ticks), max(ticks)), min(ticks), max(ticks) + 1, low, high)
        return [n for n in near if path.intersects(self._box(n))]

    def _box(self, note: Note) -> QRectF:
        time, axis = self.stage.time, self.stage.pitch
        left = time.x(note.start_tick)
        return QRectF(left, axis.y(note.pitch), max(1.0, time.x(note.end_tick) - left), axis.row)
