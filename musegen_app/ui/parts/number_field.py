"""A number in a field: typed, stepped with the arrows or the wheel while it has the focus; a double click resets."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from musegen_app.ui.availability import set_tip
from musegen_app.ui.parts.inline_edit import InlineEdit


class NumberField(InlineEdit):
    """`changed` brings the number when the user changes it. 0 is the usual value."""

    changed = Signal(float)

    def __init__(self, name: str, tip: str, low: float, high: float, decimals: int = 0, unit: str = "") -> None:
        super().__init__()
        self._low, self._high = low, high
        self._decimals, self._unit = decimals, unit
        self._value = 0.0
        self.setProperty("role", "field")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFixedWidth(90 if unit else 52)
        self.setAccessibleName(name)
        set_tip(self, self.tr("{0}\nDouble click: back to 0.").format(tip))
        self.committed.connect(self._on_typed)
        self.show_value(0.0)

    @property
    def value(self) -> float:
        return self._value

    def show_value(self, value: float) -> None:
        """Show `value` without telling anybody."""
        self._value = value
        signed = f"{value:+.{self._decimals}f}" if value else "0"
        self.show_text(signed.replace("-", "−") + self._unit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if step:
            self._choose(self._value + step)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            self._choose(self._value + (1 if event.angleDelta().y() > 0 else -1))
            event.accept()
        else:
            event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._choose(0.0)
        event.accept()

    def _choose(self, value: float) -> None:
        before = self._value
        self.setModified(False)
        self.show_value(min(self._high, max(self._low, round(value, self._decimals))))
        if self._value != before:
            self.changed.emit(self._value)

    def _on_typed(self, text: str) -> None:
        match = re.search(r"[+-]?\d+(?:[.,]\d+)?", text.replace("−", "-"))
        if match:
            self._choose(float(match[0].replace(",", ".")))
