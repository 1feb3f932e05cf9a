"""A take as a small picture: click it to hear it, drag over its bars to use them, type a digit to rate it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from musegen_app.sampling.take import Take
from musegen_app.ui.parts.take_face import Face, TakeFace, picture_rect
from musegen_app.ui.theme import Theme

CARD = QSize(62, 54)
LOW_CARD = QSize(62, 39)  # where there are many
ROW = QSize(62, 28)
DRAGGED = 4  # pixels up to which a press is a click; a bar of eight is seven pixels wide
_WAYS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class TakeCard(QAbstractButton):
    """Checked = the take in the roll. `moved`: an arrow asks for the card beside; `bars_chosen`: ticks that a drag has
    gone over, whole bars."""

    opened = Signal()  # by a double click
    rated = Signal(int)
    deleted = Signal()
    moved = Signal(int, int)
    bars_chosen = Signal(int, int)
    bars_shown = Signal(int, int)  # the same while it is dragged; from = to: none
    menu_wanted = Signal(QPoint)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._painter = TakeFace()
        self._face: Face | None = None
        self._bars: tuple[int, ...] = ()
        self._pressed_at: QPoint | None = None
        self._chosen: tuple[int, int] | None = None
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # one card of the grid is a stop of the Tab key
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def take(self) -> Take | None:
        return self._face.take if self._face is not None else None

    def sizeHint(self) -> QSize:
        return ROW if self._face is not None and self._face.row else CARD

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.sizeHint().height())

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_face(self, face: Face, bars: tuple[int, ...]) -> None:
        """`bars`: where the bars of the take begin, and its end, in ticks."""
        self._bars = bars
        before = self._face
        if before is not None and before.take.id == face.take.id:
            face = replace(face, span=before.span, playhead=before.playhead if face.current else None)
            if face.take is before.take and face == before:
                return
        self._face = face
        self.setChecked(face.current)
        self.update()

    def show_playhead(self, share: float | None) -> None:
        """Where in the take the song is."""
        if self._face is not None and self._face.playhead != share:
            self._face = replace(self._face, playhead=share)
            self.update()

    # -- painting ------------------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._face is None:
            return
        with QPainter(self) as painter:
            self._painter.paint(painter, self._face, self.size(), self._theme, self.underMouse(), self.hasFocus())

    # -- mouse ---------------------------------------------------------------------------------------------------
    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        start, here = self._pressed_at, event.position().toPoint()
        if start is not None and (self._chosen or abs(here.x() - start.x()) > DRAGGED):
            self._choose(self._bars_between(start.x(), here.x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        chosen, self._pressed_at = self._chosen, None
        self._choose(None)
        if chosen is None:
            super().mouseReleaseEvent(event)
            return
        self.setDown(False)  # it was dragged, not clicked
        if self.rect().adjusted(-20, -20, 20, 20).contains(event.position().toPoint()):
            self.bars_chosen.emit(*chosen)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self.opened.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    # -- keys ----------------------------------------------------------------------------------------------------
    def event(self, event: QEvent) -> bool:
        """Keys that mean something here are no shortcuts of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _means_something(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _means_something(event):
            super().keyPressEvent(event)
        elif event.key() in _WAYS:
            self.moved.emit(*_WAYS[event.key()])
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.deleted.emit()
        else:
            self.rated.emit(event.key() - Qt.Key.Key_0)

    # -- inside --------------------------------------------------------------------------------------------------
    def _choose(self, chosen: tuple[int, int] | None) -> None:
        if chosen == self._chosen or self._face is None:
            return
        self._chosen = chosen
        self._face = replace(self._face, span=self._shares(chosen) if chosen else None)
        self.bars_shown.emit(*(chosen or (0, 0)))
        self.update()

    def _bars_between(self, first: int, last: int) -> tuple[int, int] | None:
        """The bars that the pointer has gone over, in ticks."""
        if self._face is None or len(self._bars) < 2:
            return None
        low, high = (self._tick(x) for x in sorted((first, last)))
        start = max(tick for tick in self._bars[:-1] if tick <= low)
        return start, min(tick for tick in self._bars[1:] if tick > min(high, self._bars[-1] - 1))

    def _tick(self, x: int) -> int:
        assert self._face is not None
        box = picture_rect(self.size(), self._face.row)
        take = self._face.take
        share = min(1.0, max(0.0, (x - box.x()) / max(1, box.width())))
        return take.start_tick + int(share * (take.end_tick - take.start_tick))

    def _shares(self, ticks: tuple[int, int]) -> tuple[float, float]:
        assert self._face is not None
        take = self._face.take
        reach = max(1, take.end_tick - take.start_tick)
        low, high = ((tick - take.start_tick) / reach for tick in ticks)
        return low, high


def _means_something(event: QKeyEvent) -> bool:
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
    key = event.key()
    known = key in _WAYS or key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
    return plain and (known or Qt.Key.Key_0 <= key <= Qt.Key.Key_5)
