"""A whole number with − and +; it can also be typed."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from musegen_app.ui.availability import set_tip
from musegen_app.ui.parts import wheel
from musegen_app.ui.parts.icon_button import IconButton
from musegen_app.ui.parts.inline_edit import InlineEdit
from musegen_app.ui.theme import Theme


class Stepper(QWidget):
    """`changed` brings the number when the user changes it."""

    changed = Signal(int)

    def __init__(self, title: str, tip: str, low: int, high: int, usual: int) -> None:
        super().__init__()
        self._low, self._high = low, high
        self._value = usual
        self.fewer = IconButton("remove", role="dim")
        self.more = IconButton("add", role="dim")
        self.number = InlineEdit(str(usual))
        self._build(title, tip)
        self.fewer.clicked.connect(lambda: self._choose(self._value - 1))
        self.more.clicked.connect(lambda: self._choose(self._value + 1))
        self.number.committed.connect(self._on_typed)

    @property
    def value(self) -> int:
        return self._value

    def set_theme(self, theme: Theme) -> None:
        self.fewer.set_theme(theme)
        self.more.set_theme(theme)

    def set_value(self, value: int) -> None:
        """Show `value` without telling anybody."""
        self._value = min(self._high, max(self._low, value))
        self.number.show_text(str(self._value))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not wheel.is_for(self.number):
            event.ignore()
            return
        self._choose(self._value + (1 if event.angleDelta().y() > 0 else -1))
        event.accept()

    def _choose(self, value: int) -> None:
        before = self._value
        self.set_value(value)
        if self._value != before:
            self.changed.emit(self._value)

    def _on_typed(self, text: str) -> None:
        match = re.search(r"\d+", text)
        if match:
            self._choose(int(match[0]))

    def _build(self, title: str, tip: str) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        label = QLabel(title)
        row.addWidget(label, 1)
        for part in (self.fewer, self.number, self.more):
            row.addWidget(part)
            set_tip(part, tip)
        self.number.setProperty("role", "inline")
        self.number.setProperty("textSize", "name")
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.number.setFixedWidth(40)
        self.number.setAccessibleName(title)
        self.fewer.setAccessibleName(self.tr("{0}: fewer").format(title))
        self.more.setAccessibleName(self.tr("{0}: more").format(title))
        for button in (self.fewer, self.more):
            button.setAutoRepeat(True)
            button.setProperty("kind", "quiet")
