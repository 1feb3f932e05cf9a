"""An upright slider as on a mixing desk: a pull anywhere moves it, finely with Shift; a double click resets it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSlider, QWidget

from musegen_app.ui.theme import RADIUS_SMALL, Theme, colour

WIDTH, LEAST_HEIGHT = 30, 60
_CAP = 22  # pixels, the height of what is pulled
_FINE = 0.2


class Fader(QSlider):
    """`valueChanged` at every step, `sliderReleased` when a pull is over. Arrows and the wheel step by `singleStep`."""

    reset_wanted = Signal()

    def __init__(self, theme: Theme, low: int, high: int, usual: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._theme = theme
        self._ink = ""
        self._usual = usual
        self._pulled = 0.0  # the value with its fraction, while a pull lasts
        self._at = 0.0
        self.setRange(low, high)
        self.setPageStep(max(1, (high - low) // 10))
        self.setMinimumSize(WIDTH, LEAST_HEIGHT)
        self.setFixedWidth(WIDTH)
        self.reset_wanted.connect(lambda: self.setValue(self._usual))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_ink(self, ink: str) -> None:
        """The colour of the way up to the value; the accent without one."""
        self._ink = ink
        self.update()

    def show_value(self, value: int) -> None:
        """Without telling anybody."""
        self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(False)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, LEAST_HEIGHT + 40)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pulled, self._at = float(self.value()), event.position().y()
            self.setSliderDown(True)
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self.isSliderDown():
            return
        pace = _FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        way = (self._at - event.position().y()) / max(1.0, self._room())
        self._at = event.position().y()
        wanted = self._pulled + pace * way * (self.maximum() - self.minimum())
        self._pulled = min(float(self.maximum()), max(float(self.minimum()), wanted))
        self.setValue(round(self._pulled))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setSliderDown(False)  # tells sliderReleased

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.reset_wanted.emit()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle, cap = self.width() / 2, self._cap_y()
            floor = self.height() - _CAP / 2
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(self._theme.line))
            painter.drawRoundedRect(QRectF(middle - 2, _CAP / 2, 4, floor - _CAP / 2), 2, 2)
            painter.setBrush(colour(self._ink or self._theme.accent))
            painter.drawRoundedRect(QRectF(middle - 2, cap, 4, max(0.0, floor - cap)), 2, 2)
            usual = self._y_of(self._usual)
            painter.fillRect(QRectF(middle - 11, usual - 0.5, 6, 1), colour(self._theme.faint))
            painter.fillRect(QRectF(middle + 5, usual - 0.5, 6, 1), colour(self._theme.faint))
            self._paint_cap(painter, QRectF(middle - 11, cap - _CAP / 2 + 2, 22, _CAP - 4))

    def _paint_cap(self, painter: QPainter, cap: QRectF) -> None:
        theme = self._theme
        painter.setBrush(colour(theme.pressed if self.isSliderDown() or self.underMouse() else theme.hover))
        painter.setPen(QPen(colour(theme.accent if self.hasFocus() else theme.faint), 1))
        painter.drawRoundedRect(cap, RADIUS_SMALL, RADIUS_SMALL)
        painter.fillRect(QRectF(cap.left() + 4, cap.center().y() - 1, cap.width() - 8, 2), colour(theme.text))

    def _room(self) -> float:
        return float(self.height() - _CAP)

    def _cap_y(self) -> float:
        return self._y_of(self.value())

    def _y_of(self, value: int) -> float:
        share = (value - self.minimum()) / max(1, self.maximum() - self.minimum())
        return _CAP / 2 + (1 - share) * self._room()
