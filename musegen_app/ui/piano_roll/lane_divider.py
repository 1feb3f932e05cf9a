"""The line on top of a lane: pulled up or down it makes the lane higher or lower."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour

HEIGHT = 5
_STEP = 12  # pixels an arrow key


class LaneDivider(QWidget):
    """`pulled` brings how many pixels higher the lane is wanted than when the pull began, `begun` comes before;
    `reset` asks for its usual height."""

    begun = Signal()
    pulled = Signal(int)
    reset = Signal()

    def __init__(self, stage: Stage, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage = stage
        self._from: float | None = None
        self.setFixedHeight(HEIGHT)
        self.setCursor(Qt.CursorShape.SplitVCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        stage.theme_changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._stage.theme
        live = self._from is not None or self.hasFocus() or self.underMouse()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), colour(theme.ground))
            painter.fillRect(
                0, HEIGHT // 2, self.width(), 2 if live else 1, colour(theme.accent if live else theme.line)
            )

    # -- the mouse -----------------------------------------------------------------------------------------------

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        self._stage.hint.emit(self.tr("Pull to make the lane higher or lower, double-click for its usual height"))

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        self._stage.hint.emit("")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._from = event.globalPosition().y()
            self.begun.emit()
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self.pulled.emit(round(self._from - event.globalPosition().y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._from = None
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.reset.emit()

    # -- keys ----------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: _STEP, Qt.Key.Key_Down: -_STEP}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.begun.emit()
        self.pulled.emit(step)

    def event(self, event: QEvent) -> bool:
        """The arrows are meant for the lane while the line has the keyboard, not for the notes."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.setAccepted(event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down))
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._from = None
        self.update()
