"""Five stars that are clicked or typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from musegen_app.ui.availability import set_tip
from musegen_app.ui.theme import RADIUS_SMALL, Theme, colour

MOST = 5
_STAR = 16  # pixels
_STEPS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1}
_POINTS = (
    (0.0, -1.0),
    (0.26, -0.36),
    (0.95, -0.31),
    (0.42, 0.14),
    (0.59, 0.81),
    (0.0, 0.44),
    (-0.59, 0.81),
    (-0.42, 0.14),
    (-0.95, -0.31),
    (-0.26, -0.36),
)


class StarRow(QWidget):
    """`rated` brings 1 to 5, or 0: the stars are taken away (by a click on the last one that is lit)."""

    accessible_role = QAccessible.Role.Slider
    rated = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._value = 0
        self._under = 0
        self.setFixedSize(QSize(MOST * _STAR + 4, _STAR + 4))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        set_tip(self, self.tr("How good is it? Click, or type 0 to 5"))
        self.show_value(0)

    @property
    def value(self) -> int:
        return self._value

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_value(self, value: int) -> None:
        self._value = value
        self.setAccessibleName(self.tr("Rating"))
        self.setAccessibleDescription(self.tr("{0} of {1} stars").format(value, MOST))
        self.update()

    # -- mouse and keys ------------------------------------------------------------------------------------------
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            star = self._star_at(event.position())
            self.rated.emit(0 if star == self._value else star)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._under = self._star_at(event.position())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._under = 0
        self.update()

    def event(self, event: QEvent) -> bool:
        """Digits and arrows are no shortcuts of the window while the stars have the keyboard."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self._meant(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        value = self._meant(event)
        if value is None:
            super().keyPressEvent(event)
        elif value != self._value:
            self.rated.emit(value)

    def _meant(self, event: QKeyEvent) -> int | None:
        key, kept = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if kept:
            return None
        if Qt.Key.Key_0 <= key <= Qt.Key.Key_5:
            return key - Qt.Key.Key_0
        step = _STEPS.get(key)
        return min(MOST, max(0, self._value + step)) if step is not None else None

    def _star_at(self, place: QPointF) -> int:
        return min(MOST, max(1, int((place.x() - 2) // _STAR) + 1))

    # -- painting ------------------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        lit, theme = self._under or self._value, self._theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for star in range(1, MOST + 1):
                on = star <= lit
                painter.setPen(QPen(colour(theme.warm if on else theme.faint), 1))
                painter.setBrush(colour(theme.warm, 255 if on else 0))
                painter.drawPolygon(_polygon(star))
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(colour(theme.text))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_SMALL, RADIUS_SMALL)


def _polygon(star: int) -> QPolygonF:
    middle = QPointF(2 + (star - 0.5) * _STAR, 2 + _STAR / 2)
    reach = _STAR * 0.4
    return QPolygonF([QPointF(middle.x() + x * reach, middle.y() + y * reach) for x, y in _POINTS])
