"""A track row is dragged to another place: a line shows where it would go. Esc, or leaving the window, cancels."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from musegen_app.ui.theme import Theme, colour

LINE = 3
_EDGE = 28  # pixels at the upper and lower end of the list that scroll it
_SCROLL_BY = 12
_SCROLL_EVERY_MS = 40


class DropLine(QWidget):
    """Where the row would go."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), colour(self._theme.accent))


class RowDrag(QObject):
    """One drag at a time. `dropped` brings the id and the place among the other rows."""

    dropped = Signal(int, int)

    def __init__(self, theme: Theme, area: QScrollArea, inside: QWidget) -> None:
        super().__init__(area)
        self._area, self._inside = area, inside
        self.line = DropLine(theme, inside)
        self._rows: list[tuple[int, QWidget]] = []
        self._moved: QWidget | None = None
        self._id = 0
        self._at = QPoint()
        self._place = 0
        self._scrolling = QTimer(self)
        self._scrolling.setInterval(_SCROLL_EVERY_MS)
        self._scrolling.timeout.connect(self._scroll)

    @property
    def active(self) -> bool:
        return self._moved is not None

    def begin(self, track_id: int, rows: Sequence[tuple[int, QWidget]]) -> None:
        """Drag the row of `track_id`; `rows` are all that can change places, from above."""
        self._rows = list(rows)
        self._id = track_id
        self._moved = next((row for number, row in rows if number == track_id), None)
        if self._moved is not None:
            QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
            self._moved.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._scrolling.start()

    def move(self, at: QPoint) -> None:
        """The pointer is there (on the screen)."""
        if self._moved is not None:
            self._at = at
            self._show()

    def drop(self) -> None:
        """Let go: tells where, if that is another place."""
        if self._moved is None:
            return
        before = next(i for i, (number, _) in enumerate(self._rows) if number == self._id)
        track_id, place = self._id, self._place
        self.cancel()
        if place != before:
            self.dropped.emit(track_id, place)

    def cancel(self) -> None:
        """Nothing moves."""
        if self._moved is not None:
            QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
            self._moved.unsetCursor()
        self._moved = None
        self._scrolling.stop()
        self.line.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.WindowDeactivate, QEvent.Type.ApplicationStateChange):
            self.cancel()
            return False
        ours = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if ours and event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            event.accept()
            self.cancel()
            return True
        return False

    def _show(self) -> None:
        """The line stands in the gap that is nearest to the pointer."""
        y = self._inside.mapFromGlobal(self._at).y()
        above = sum(1 for _, row in self._rows if y > row.geometry().center().y())
        own = next(i for i, (number, _) in enumerate(self._rows) if number == self._id)
        self._place = above - 1 if above > own else above
        last = self._rows[-1][1].geometry()
        top = self._rows[above][1].geometry().top() if above < len(self._rows) else last.bottom() + LINE
        self.line.setGeometry(0, max(0, top - LINE), self._inside.width(), LINE)
        self.line.raise_()
        self.line.show()

    def _scroll(self) -> None:
        port, bar = self._area.viewport(), self._area.verticalScrollBar()
        y = port.mapFromGlobal(self._at).y()
        if self.line.isVisible() and not _EDGE <= y <= port.height() - _EDGE:
            bar.setValue(bar.value() + (_SCROLL_BY if y > _EDGE else -_SCROLL_BY))
            self._show()
