"""A button that is an icon and carries out a command; its picture follows the theme."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QWidget

from musegen_app.ui.icons import SIZE, icon
from musegen_app.ui.theme import Theme


class IconButton(QToolButton):
    """`role` names the theme colour of the icon, `checked_role` the one while it is switched on."""

    def __init__(
        self,
        picture: str,
        action: QAction | None = None,
        role: str = "text",
        checked_role: str = "accent",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._picture, self._role, self._checked_role = picture, role, checked_role
        self._command = action
        self.setIconSize(QSize(SIZE, SIZE))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        if action is not None:
            self._follow(action)

    def set_theme(self, theme: Theme) -> None:
        self.setIcon(icon(self._picture, theme, getattr(theme, self._role), getattr(theme, self._checked_role)))

    def show_picture(self, picture: str, theme: Theme) -> None:
        """Another icon, such as pause in place of play."""
        if picture != self._picture:
            self._picture = picture
            self.set_theme(theme)

    def _follow(self, action: QAction) -> None:
        """Like setDefaultAction, but the icon stays the button's own, so that menus stay free of pictures."""
        self.setCheckable(action.isCheckable())
        self.clicked.connect(lambda _checked=False: action.trigger())
        action.changed.connect(self._copy)
        self._copy()

    def _copy(self) -> None:
        action = self._command
        assert action is not None
        self.setEnabled(action.isEnabled())
        self.setChecked(action.isChecked())
        self.setToolTip(action.toolTip())
        self.setProperty("why_disabled", None if action.isEnabled() else action.toolTip())
        self.setAccessibleName(action.text().replace("&", ""))
