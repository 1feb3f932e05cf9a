"""A named value with a slider: drag, wheel and arrows step, the number can be typed, a double click resets."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QWidget

from musegen_app.ui.availability import set_tip
from musegen_app.ui.parts import wheel
from musegen_app.ui.parts.inline_edit import InlineEdit

_HANDLE = 14  # pixels; the style sheet draws it that wide


class JumpSlider(QSlider):
    """A horizontal slider that jumps to where it is pressed and resets on a double click."""

    reset_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setPageStep(1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            span = max(1, self.width() - _HANDLE)
            share = min(1.0, max(0.0, (event.position().x() - _HANDLE / 2) / span))
            self.setValue(round(self.minimum() + share * (self.maximum() - self.minimum())))
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.reset_wanted.emit()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if wheel.is_for(self):
            super().wheelEvent(event)
        else:
            event.ignore()


class ValueSlider(QWidget):
    """`changed` brings the value at every step of the user's hand, not when the program sets it. `words` writes the
    value; whatever it writes, a plain number can be typed."""

    changed = Signal(float)

    def __init__(
        self,
        title: str,
        tip: str,
        low: float,
        high: float,
        usual: float,
        step: float = 0.05,
        words: Callable[[float], str] = "{:.2f}".format,
    ) -> None:
        super().__init__()
        self._words = words
        self._low, self._high, self._usual, self._step = low, high, usual, step
        self._value = usual
        self._title = QLabel(title)
        self._number = InlineEdit()
        self._slider = JumpSlider()
        self._name_parts(title, tip)
        self._place_parts()
        self._slider.setRange(0, round((high - low) / step))
        self.set_value(usual)
        self._slider.valueChanged.connect(self._on_slider)
        self._slider.reset_wanted.connect(lambda: self._choose(self._usual))
        self._number.committed.connect(self._on_typed)

    @property
    def value(self) -> float:
        return self._value

    @property
    def slider(self) -> JumpSlider:
        return self._slider

    @property
    def number(self) -> InlineEdit:
        return self._number

    @property
    def stops(self) -> tuple[QWidget, QWidget]:
        """Where the Tab key stops, in this order."""
        return self._number, self._slider

    def set_value(self, value: float) -> None:
        """Show `value` without telling anybody."""
        self._value = min(self._high, max(self._low, value))
        self._slider.blockSignals(True)
        self._slider.setValue(round((self._value - self._low) / self._step))
        self._slider.blockSignals(False)
        self._number.show_text(self._words(self._value))

    def _choose(self, value: float) -> None:
        self.set_value(value)
        self.changed.emit(self._value)

    def _on_slider(self, position: int) -> None:
        self._choose(round(self._low + position * self._step, 6))

    def _on_typed(self, text: str) -> None:
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            return
        self._choose(value)

    def _name_parts(self, title: str, tip: str) -> None:
        whole = self.tr("{0}\nDouble click: back to {1}. The number can be typed.").format(
            tip, self._words(self._usual)
        )
        for part in (self, self._title, self._slider, self._number):
            set_tip(part, whole)
        self._slider.setAccessibleName(title)
        self._number.setAccessibleName(self.tr("{0}, as a number").format(title))
        self._number.setProperty("role", "inline")
        self._number.setProperty("textSize", "value")
        self._number.setAlignment(Qt.AlignmentFlag.AlignRight)
        widest = max((self._words(v) for v in (self._low, self._high, self._usual)), key=len)
        self._number.setFixedWidth(max(52, self._number.fontMetrics().horizontalAdvance(widest) + 12))

    def _place_parts(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        grid.addWidget(self._title, 0, 0)
        grid.addWidget(self._number, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self._slider, 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)
