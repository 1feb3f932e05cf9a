"""A button for the tools that are used now and then: it shows the one that was chosen last, its arrow the others."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.parts.icon_button import IconButton
from musegen_app.ui.theme import DARK, Theme


class ToolsButton(IconButton):
    """`tools` are pairs of a picture and the command it stands for. A click takes the tool, or puts it back."""

    def __init__(self, actions: Actions, tools: tuple[tuple[str, str], ...]) -> None:
        super().__init__(tools[0][0], role="dim")
        self._theme = DARK
        self._tools = [(picture, actions[name]) for picture, name in tools]
        self._shown = self._tools[0][1]
        self.menu_of_tools = QMenu(self)
        self.menu_of_tools.setToolTipsVisible(True)
        self.setCheckable(True)
        for _, action in self._tools:
            self.menu_of_tools.addAction(action)
            action.changed.connect(self._follow_tools)
        self.clicked.connect(lambda _checked=False: self._shown.trigger())
        self._follow_tools()

    def add_menu(self, menu: QMenu) -> None:
        """Choices of one of the tools, below the tools."""
        self.menu_of_tools.addSeparator()
        self.menu_of_tools.addMenu(menu)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        super().set_theme(theme)

    def _follow_tools(self) -> None:
        """Show the tool that is in the hand, else the one that was there last."""
        taken: tuple[str, QAction] | None = next((t for t in self._tools if t[1].isChecked()), None)
        if taken is not None:
            self._shown = taken[1]
            self.show_picture(taken[0], self._theme)
        self.setChecked(taken is not None)
        self.setToolTip(self._shown.toolTip())
        self.setAccessibleName(self._shown.text().replace("&", ""))
