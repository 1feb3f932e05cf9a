"""The playing speed as a small button that opens its choices; it stands out when it is not the written tempo."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QPushButton

from musegen_app.ui.availability import set_tip

WRITTEN = 100


class SpeedButton(QPushButton):
    """Shows a percentage."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "speed")
        self.setFixedWidth(52)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Playing speed"))
        set_tip(self, self.tr("Playing speed in percent of the written tempo; the pitch stays"))
        self._choices: QMenu | None = None
        self.clicked.connect(self._open)
        self.show_speed(WRITTEN)

    def take_menu(self, menu: QMenu) -> None:
        self._choices = menu

    def _open(self) -> None:
        if self._choices is not None:
            self._choices.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def show_speed(self, percent: int) -> None:
        self.setText(f"{percent} %")
        if self.property("chosen") != (percent != WRITTEN):
            self.setProperty("chosen", percent != WRITTEN)
            self.style().unpolish(self)
            self.style().polish(self)
