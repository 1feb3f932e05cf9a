"""A button with words that carries out a command and shows its key."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from musegen_app.ui.icons import icon
from musegen_app.ui.theme import Theme


class CommandButton(QPushButton):
    """Follows the action in being enabled and in its tooltip, which says why it is not."""

    def __init__(self, action: QAction, picture: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._action = action
        self._picture = picture
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumHeight(32)
        self.setIconSize(QSize(14, 14))
        self.clicked.connect(lambda _checked=False: action.trigger())
        action.changed.connect(self._copy)
        self._copy()

    def set_theme(self, theme: Theme) -> None:
        self.setIcon(icon(self._picture, theme, theme.text))

    def show_title(self, title: str) -> None:
        self.setText(title)

    def _copy(self) -> None:
        enabled = self._action.isEnabled()
        self.setEnabled(enabled)
        self.setToolTip(self._action.toolTip())
        self.setProperty("why_disabled", None if enabled else self._action.toolTip())
