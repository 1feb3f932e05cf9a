"""A narrow arrow beside a button that opens the choices of that button."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QMenu, QToolButton

from musegen_app.ui.availability import set_tip
from musegen_app.ui.icons import icon
from musegen_app.ui.parts.icon_button import IconButton
from musegen_app.ui.theme import Theme

WIDTH = 16


class MenuArrow(QToolButton):
    """A click opens `menu`, and so does a right click on `button`. Never waits for the choice."""

    def __init__(self, button: IconButton, tip: str) -> None:
        super().__init__()
        self._button = button
        self._choices: QMenu | None = None
        self.setProperty("kind", "arrow")
        self.setFixedWidth(WIDTH)
        self.setIconSize(QSize(10, 10))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tip)
        set_tip(self, tip)
        self.clicked.connect(self.open)
        button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        button.customContextMenuRequested.connect(lambda _place: self.open())

    @property
    def choices(self) -> QMenu | None:
        return self._choices

    def take_menu(self, menu: QMenu) -> None:
        self._choices = menu

    def open(self) -> None:
        if self._choices is not None:
            self._choices.popup(self._button.mapToGlobal(QPoint(0, self._button.height() + 2)))

    def set_theme(self, theme: Theme) -> None:
        self.setIcon(icon("chevron_down", theme, theme.dim))
