"""View menu: tools, grid, zoom, folded panels, theme."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.panels.roll_tools import RollTools
from musegen_app.ui.piano_roll import snap as grids

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.view import RollView

_TOOLS = {"draw": "draw_tool", "select": "select_tool", "erase": "erase_tool"}
_THEMES = {"dark": "dark_theme", "light": "light_theme", "system": "system_theme"}


class ViewCommands:
    """Nothing here touches the document. `choose_theme` is called with dark, light or system."""

    def __init__(self, roll: RollView, tools: RollTools, actions: Actions, choose_theme: Callable[[str], None]) -> None:
        self._roll = roll
        self._tools = tools
        self._actions = actions
        self._choose_theme = choose_theme
        self._columns: dict[str, QWidget] = {}
        self._regions: tuple[QWidget, ...] = ()
        self._snap_before = "1/16"
        self._follow = True
        roll.toolChanged.connect(self.show_tool)
        roll.snapChanged.connect(self.show_snap)
        roll.followChanged.connect(self.show_follow)
        tools.snap_picked.connect(roll.set_snap)

    def set_columns(self, tracks: QWidget, compose: QWidget) -> None:
        """The panels that fold."""
        self._columns = {"show_tracks": tracks, "show_compose": compose}
        for command, column in self._columns.items():
            self._actions.show_checked(command, not column.isHidden())

    def set_regions(self, regions: Sequence[QWidget]) -> None:
        """Where F6 goes, in this order; folded ones are passed over."""
        self._regions = tuple(regions)

    def next_region(self) -> None:
        self._go_region(1)

    def previous_region(self) -> None:
        self._go_region(-1)

    def refresh(self) -> None:
        """Show what the roll is set to."""
        self.show_tool(self._roll.tool)
        self.show_snap(self._roll.snap)
        self.show_follow(self._follow)

    def draw_tool(self, _on: bool) -> None:
        self._roll.set_tool("draw")
        self.show_tool("draw")

    def select_tool(self, _on: bool) -> None:
        self._roll.set_tool("select")
        self.show_tool("select")

    def erase_tool(self, _on: bool) -> None:
        self._roll.set_tool("erase")
        self.show_tool("erase")

    def grid_finer(self) -> None:
        self._set_grid(grids.finer(self._roll.snap))

    def grid_coarser(self) -> None:
        self._set_grid(grids.coarser(self._roll.snap))

    def grid_triplet(self, on: bool) -> None:
        if grids.is_triplet(self._roll.snap) != on:
            self._set_grid(grids.toggled_triplet(self._roll.snap))

    def snap(self, on: bool) -> None:
        self._roll.set_snap(self._snap_before if on else "off")
        self.show_snap(self._roll.snap)

    def zoom_in(self) -> None:
        self._roll.zoom_in()

    def zoom_out(self) -> None:
        self._roll.zoom_out()

    def zoom_fit(self) -> None:
        self._roll.zooming.width()

    def zoom_selection(self) -> None:
        self._roll.zoom_to_selection()

    def follow(self, on: bool) -> None:
        self._roll.set_follow(on)
        self.show_follow(on)

    def show_tracks(self, on: bool) -> None:
        self._fold("show_tracks", on)

    def show_compose(self, on: bool) -> None:
        self._fold("show_compose", on)

    def dark_theme(self, _on: bool) -> None:
        self._choose_theme("dark")

    def light_theme(self, _on: bool) -> None:
        self._choose_theme("light")

    def system_theme(self, _on: bool) -> None:
        self._choose_theme("system")

    def show_theme(self, choice: str) -> None:
        for name, command in _THEMES.items():
            self._actions.show_checked(command, name == choice)

    def show_tool(self, tool: str) -> None:
        for name, command in _TOOLS.items():
            self._actions.show_checked(command, name == tool)

    def show_snap(self, snap: str) -> None:
        if snap != "off":
            self._snap_before = snap
        self._tools.show_snap(snap)
        self._actions.show_checked("snap", snap != "off")
        self._actions.show_checked("grid_triplet", grids.is_triplet(snap))

    def show_follow(self, on: bool) -> None:
        self._follow = on
        self._actions.show_checked("follow", on)

    def _fold(self, command: str, on: bool) -> None:
        if command in self._columns:
            self._columns[command].setVisible(on)
            self._actions.show_checked(command, on)

    def _go_region(self, by: int) -> None:
        focus = QApplication.focusWidget()
        here = next((i for i, r in enumerate(self._regions) if focus is r or r.isAncestorOf(focus)), 0) if focus else 0
        count = len(self._regions)
        for step in range(1, count):
            region = self._regions[(here + by * step) % count]
            if region.isVisible():
                region.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _set_grid(self, name: str) -> None:
        self._roll.set_snap(name)
        self.show_snap(name)
