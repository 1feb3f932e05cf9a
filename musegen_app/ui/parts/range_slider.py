"""A range of pitches over a small keyboard: two handles, and what lies between them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from musegen_app.ui.parts import wheel
from musegen_app.ui.theme import Theme, colour, mixed

LOW, HIGH = 0.0, 127.0  # no limit
_FIRST, _LAST = 20, 109  # one key beyond those of a piano at either end: no limit
_BLACK = frozenset({1, 3, 6, 8, 10})
_HANDLE, _KEYS, _HEIGHT = 6, 12, 18  # pixels


class RangeSlider(QWidget):
    """`changed` brings (low, high) in MIDI pitches, 0 and 127 for no limit, at every step of the user's hand."""

    accessible_role = QAccessible.Role.Slider
    changed = Signal(float, float)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._low, self._high = LOW, HIGH
        self._held = ""  # "low", "high", "both"
        self._held_at = 0
        self._ruled = False
        self.setFixedHeight(_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    @property
    def range(self) -> tuple[float, float]:
        return self._low, self._high

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_range(self, low: float, high: float) -> None:
        """Show it without telling anybody."""
        self._low, self._high = low, high
        self.update()

    def show_ruled(self, on: bool) -> None:
        """A lane of the song says what counts."""
        self._ruled = on
        self.update()

    def x_of(self, pitch: float) -> float:
        """Where a handle at `pitch` stands."""
        place = min(_LAST, max(_FIRST, pitch))
        return _HANDLE / 2 + (place - _FIRST) / (_LAST - _FIRST) * (self.width() - _HANDLE)

    def sizeHint(self) -> QSize:
        return QSize(120, _HEIGHT)

    # -- the hand ------------------------------------------------------------------------------------------------
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        x = event.position().x()
        self._held = self._nearest(x)
        self._held_at = self._pitch_at(x)
        if self._held != "both":
            self._move(self._held, self._held_at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if not self._held:
            whole = self._nearest(x) == "both"
            self.setCursor(Qt.CursorShape.SizeAllCursor if whole else Qt.CursorShape.SizeHorCursor)
            return
        pitch = self._pitch_at(x)
        if self._held == "both":
            self._shift(pitch - self._held_at)
            self._held_at = pitch
        else:
            self._move(self._held, pitch)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = ""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._choose(LOW, HIGH)
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not wheel.is_for(self):
            event.ignore()
            return
        turned = event.angleDelta().y()
        if turned:
            held = self._nearest(event.position().x())
            self._step("low" if held == "both" else held, 1 if turned > 0 else -1)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the lowest note, with Shift the highest."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: -12, Qt.Key.Key_Up: 12}.get(
            Qt.Key(event.key()), 0
        )
        if step:
            self._step("high" if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else "low", step)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.ignore()  # the row has the menu

    # -- inside --------------------------------------------------------------------------------------------------
    def _nearest(self, x: float) -> str:
        low, high = self.x_of(self._low), self.x_of(self._high)
        if self._low > LOW and self._high < HIGH and low + 2 * _HANDLE < x < high - 2 * _HANDLE:
            return "both"
        return "low" if abs(x - low) < abs(x - high) or (low == high and x < low) else "high"

    def _pitch_at(self, x: float) -> int:
        share = (x - _HANDLE / 2) / max(1, self.width() - _HANDLE)
        return min(_LAST, max(_FIRST, round(_FIRST + share * (_LAST - _FIRST))))

    def _step(self, which: str, by: int) -> None:
        pitch = self._low if which == "low" else self._high
        self._move(which, min(_LAST, max(_FIRST, round(pitch))) + by)

    def _move(self, which: str, pitch: int) -> None:
        if which == "low":
            self._choose(min(_limit(pitch), self._high), self._high)
        else:
            self._choose(self._low, max(_limit(pitch), self._low))

    def _shift(self, by: int) -> None:
        """Both handles; one that stands for no limit stays."""
        low = self._low + by if self._low > LOW else self._low
        high = self._high + by if self._high < HIGH else self._high
        if low in (LOW, max(low, _FIRST + 1)) and high in (HIGH, min(high, _LAST - 1)):
            self._choose(low, high)

    def _choose(self, low: float, high: float) -> None:
        if (low, high) != (self._low, self._high):
            self.set_range(low, high)
            self.changed.emit(low, high)

    # -- painting ------------------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint_keys(painter)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for pitch, free in ((self._low, self._low == LOW), (self._high, self._high == HIGH)):
                self._paint_handle(painter, self.x_of(pitch), free)

    def _paint_keys(self, painter: QPainter) -> None:
        """The octaves; keys in the range have the accent in them."""
        theme, top = self._theme, (self.height() - _KEYS) / 2
        limited = (self._low > LOW or self._high < HIGH) and self.isEnabled() and not self._ruled
        white, black = mixed(theme.panel, theme.text, 0.22), mixed(theme.panel, theme.text, 0.10)
        inside, inside_black = mixed(theme.panel, theme.accent, 0.85), mixed(theme.panel, theme.accent, 0.55)
        width = (self.width() - _HANDLE) / (_LAST - _FIRST)
        for pitch in range(_FIRST + 1, _LAST):
            x = self.x_of(pitch) - width / 2
            is_black, within = pitch % 12 in _BLACK, limited and self._low <= pitch <= self._high
            ink = (inside_black if is_black else inside) if within else (black if is_black else white)
            painter.fillRect(QRectF(x, top, width + 0.5, _KEYS * 0.6 if is_black else _KEYS), ink)
            if pitch % 12 == 0:
                painter.fillRect(QRectF(x - 0.5, top, 1, _KEYS), colour(theme.panel))

    def _paint_handle(self, painter: QPainter, x: float, free: bool) -> None:
        theme = self._theme
        ink = theme.text if self.isEnabled() and not free and not self._ruled else theme.faint
        if self.isEnabled() and (self.hasFocus() or self._held):
            ink = theme.accent
        painter.setPen(QPen(colour(theme.panel), 1))
        painter.setBrush(colour(ink))
        painter.drawRoundedRect(QRectF(QPointF(x - _HANDLE / 2, 1), QPointF(x + _HANDLE / 2, self.height() - 1)), 3, 3)


def _limit(pitch: int) -> float:
    """The pitch of a place; the ends mean no limit."""
    if pitch <= _FIRST:
        return LOW
    return HIGH if pitch >= _LAST else float(pitch)
