"""The slider of a control with a neutral place: filled from there, dim while it wishes nothing."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent

from musegen_app.ui.parts import wheel
from musegen_app.ui.parts.value_slider import JumpSlider
from musegen_app.ui.theme import Theme, colour

HANDLE = 14  # pixels
_HEIGHT = 16
_GROOVE = 4


class ControlSlider(JumpSlider):
    """`neutral` is the position (in steps) from which it is filled.

    A learned knob that has not been picked up yet shows as a triangle below the groove; a value that a lane draws over
    time, as a dashed groove.
    """

    def __init__(self, theme: Theme, steps: int, neutral: int) -> None:
        super().__init__()
        self._theme = theme
        self._neutral = neutral
        self._knob: float | None = None
        self._ruled = False
        self.setRange(0, steps)
        self.setMinimumHeight(_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.valueChanged.connect(lambda _value: self.update())

    @property
    def knob(self) -> float | None:
        """Where the waiting knob stands, 0..1; None: none waits."""
        return self._knob

    @property
    def ruled(self) -> bool:
        return self._ruled

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_knob(self, share: float | None) -> None:
        """Where a learned knob stands (0..1) that has still to be turned to the value; None: none waits."""
        self._knob = share
        self.update()

    def show_ruled(self, on: bool) -> None:
        """A lane of the song says what counts."""
        self._ruled = on
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, _HEIGHT)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """One step a notch."""
        if not wheel.is_for(self):
            event.ignore()
            return
        turned = event.angleDelta().y()
        if turned:
            self.setValue(self.value() + (self.singleStep() if turned > 0 else -self.singleStep()))
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_groove(painter)
            self._paint_handle(painter)
            if self._knob is not None and self.isEnabled():
                self._paint_knob(painter, self._x_of_share(self._knob))

    def _paint_groove(self, painter: QPainter) -> None:
        theme, middle = self._theme, self.height() / 2
        left, right = 0.0, float(self.width())
        if self._ruled:
            pen = QPen(colour(theme.faint), 2, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawLine(QPointF(left, middle), QPointF(right, middle))
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.line))
        painter.drawRoundedRect(QRectF(left, middle - _GROOVE / 2, right - left, _GROOVE), 2, 2)
        zero, here = self._zero(left, right), self._x(self.value())
        if self.isEnabled():
            painter.setBrush(colour(theme.accent))
            painter.drawRoundedRect(QRectF(min(zero, here), middle - _GROOVE / 2, abs(here - zero), _GROOVE), 2, 2)
        if self.minimum() < self._neutral < self.maximum():
            painter.fillRect(QRectF(zero - 0.5, middle - 5, 1, 10), colour(theme.faint))

    def _zero(self, left: float, right: float) -> float:
        """Where the filling begins: at the very end of the groove if it is neutral there."""
        ends = {self.minimum(): left, self.maximum(): right}
        return ends.get(self._neutral, self._x(self._neutral))

    def _paint_handle(self, painter: QPainter) -> None:
        theme = self._theme
        wished = self.isEnabled() and self.value() != self._neutral and not self._ruled
        ink = theme.text if wished else theme.faint
        if self.isEnabled() and (self.hasFocus() or self.underMouse()):
            ink = theme.accent
        centre = QPointF(self._x(self.value()), self.height() / 2)
        painter.setPen(QPen(colour(theme.panel), 1))
        painter.setBrush(colour(ink))
        painter.drawEllipse(centre, HANDLE / 2, HANDLE / 2)

    def _paint_knob(self, painter: QPainter, x: float) -> None:
        low = float(self.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self._theme.warm))
        painter.drawPolygon(QPolygonF([QPointF(x, low - 6), QPointF(x - 4, low), QPointF(x + 4, low)]))

    def _x(self, position: int) -> float:
        return self._x_of_share((position - self.minimum()) / max(1, self.maximum() - self.minimum()))

    def _x_of_share(self, share: float) -> float:
        return HANDLE / 2 + share * (self.width() - HANDLE)
