"""A small knob with its name above and its value below: pull up or down, wheel, arrows, or type the value."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QLabel, QVBoxLayout, QWidget

from musegen_app.ui.availability import set_tip
from musegen_app.ui.parts.inline_edit import InlineEdit
from musegen_app.ui.theme import Theme, colour

SIZE = 26
WIDTH = 34
_TURN = 270.0  # degrees from one end to the other
_PULL = 140.0  # pixels of a pull from one end to the other
_FINE = 0.2


class Dial(QAbstractSlider):
    """The knob itself. `sliderReleased` when a pull is over; `middle` is where its arc begins."""

    reset_wanted = Signal()

    def __init__(self, theme: Theme, low: int, high: int, middle: int) -> None:
        super().__init__()
        self._theme = theme
        self._middle = middle
        self._pulled = 0.0
        self._at = 0.0
        self.setRange(low, high)
        self.setPageStep(10)
        self.setFixedSize(SIZE, SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.valueChanged.connect(lambda _value: self.update())

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(SIZE, SIZE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pulled, self._at = float(self.value()), event.position().y()
            self.setSliderDown(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self.isSliderDown():
            return
        pace = _FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        wanted = self._pulled + pace * (self._at - event.position().y()) / _PULL * (self.maximum() - self.minimum())
        self._at = event.position().y()
        self._pulled = min(float(self.maximum()), max(float(self.minimum()), wanted))
        self.setValue(round(self._pulled))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setSliderDown(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.reset_wanted.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        self.setValue(self.value() + (2 if turned > 0 else -2) if turned else self.value())
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ring = QRectF(self.rect()).adjusted(3, 3, -3, -3)
            start, end = self._angle(self._middle), self._angle(self.value())
            painter.setPen(QPen(colour(self._theme.line), 3))
            painter.drawArc(ring, 225 * 16, -round(_TURN * 16))
            painter.setPen(QPen(colour(self._theme.accent), 3))
            painter.drawArc(ring, round(start * 16), round((end - start) * 16))
            painter.translate(self.rect().center())
            painter.rotate(90 - end)
            painter.setPen(QPen(colour(self._theme.text), 2))
            painter.drawLine(0, -4, 0, -8)
            if self.hasFocus():
                painter.resetTransform()
                painter.setPen(QPen(colour(self._theme.accent), 1))
                painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _angle(self, value: int) -> float:
        """Degrees, against the clock from three o'clock."""
        share = (value - self.minimum()) / max(1, self.maximum() - self.minimum())
        return 225.0 - share * _TURN


class Knob(QWidget):
    """`changed` brings the value at every step of the user's hand; `words` writes it, `read` understands what was typed
    (raises ValueError)."""

    changed = Signal(int)
    settled = Signal()

    def __init__(
        self,
        theme: Theme,
        title: str,
        name: str,
        limits: tuple[int, int, int],
        words: Callable[[int], str] = str,
        read: Callable[[str], int] = int,
    ) -> None:
        """`limits`: lowest, highest and usual value; `title` is short, `name` says it in full."""
        super().__init__()
        low, high, self._usual = limits
        self._words, self._read, self._name = words, read, name
        self.dial = Dial(theme, low, high, self._usual if low < 0 else low)
        self.number = InlineEdit()
        self._title = QLabel(title)
        self._name_parts(name)
        self._place()
        self.dial.valueChanged.connect(self._on_turn)
        self.dial.sliderReleased.connect(self.settled)
        self.dial.reset_wanted.connect(lambda: self.dial.setValue(self._usual))
        self.number.committed.connect(self._on_typed)
        self.show_value(self._usual)

    def show_value(self, value: int) -> None:
        """Without telling anybody."""
        self.dial.blockSignals(True)
        self.dial.setValue(value)
        self.dial.blockSignals(False)
        self.dial.update()
        self.number.show_text(self._words(value))

    def belongs_to(self, owner: str) -> None:
        """Say whose it is to those who do not see it."""
        name = self.tr("{0} of {1}").format(self._name, owner)
        self.dial.setAccessibleName(name)
        self.number.setAccessibleName(self.tr("{0}, as a number").format(name))

    def _on_turn(self, value: int) -> None:
        self.number.show_text(self._words(value))
        self.changed.emit(value)

    def _on_typed(self, text: str) -> None:
        try:
            self.dial.setValue(min(self.dial.maximum(), max(self.dial.minimum(), self._read(text.strip()))))
        except ValueError:
            return
        self.number.show_text(self._words(self.dial.value()))
        self.settled.emit()

    def _name_parts(self, name: str) -> None:
        tip = self.tr("{0}\nPull up or down, finely with Shift; double click: back to {1}. The value can be typed.")
        for part in (self.dial, self._title, self.number):
            set_tip(part, tip.format(name, self._words(self._usual)))
        self.dial.setAccessibleName(name)
        self.number.setAccessibleName(self.tr("{0}, as a number").format(name))
        self.number.setProperty("role", "inline")
        self.number.setProperty("textSize", "value")
        self.number.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.number.setFixedWidth(WIDTH)
        self._title.setProperty("role", "small")

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._title, self.dial, self.number):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
