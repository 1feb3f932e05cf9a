"""The slim bar over the roll: tools, grid, zoom, follow, and the switches that fold the side columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QWidget

from musegen_app.ui.availability import set_tip
from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.parts.drag_grip import DragGrip
from musegen_app.ui.parts.icon_button import IconButton
from musegen_app.ui.parts.menu_arrow import MenuArrow
from musegen_app.ui.parts.tools_button import ToolsButton
from musegen_app.ui.theme import GAP, GAP_HALF

_HEIGHT = 40
_BUTTON = 30
_TOOLS = (("knife", "knife_tool"), ("glue", "glue_tool"), ("stamp", "stamp_tool"), ("swipe", "swipe_tool"))


class RollTools(QFrame):
    """`snap_picked` brings the name of a grid. Where there is no room for all, what the menus have as well is left
    out, least used first."""

    snap_picked = Signal(str)

    def __init__(self, actions: Actions, snaps: dict[str, str]) -> None:
        super().__init__()
        self.setProperty("surface", "bar")
        self.setFixedHeight(_HEIGHT)
        self.snap = QComboBox()
        for name, shown in snaps.items():
            self.snap.addItem(shown, name)
        self.snap.setMinimumWidth(84)
        self.snap.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.snap.setMinimumContentsLength(6)
        self.snap.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.snap.setAccessibleName(self.tr("Grid"))
        set_tip(self.snap, self.tr("What notes snap to; hold Alt while dragging to be free of it"))
        self.snap.activated.connect(lambda index: self.snap_picked.emit(self.snap.itemData(index)))
        self.tools = ToolsButton(actions, _TOOLS)
        self.more_tools = MenuArrow(self.tools, self.tr("More tools: knife, glue, chord stamp, swipe"))
        self.more_tools.take_menu(self.tools.menu_of_tools)
        self.grip = DragGrip("drag_out", actions["copy_as_midi"])
        self._spare: tuple[Sequence[QWidget], ...] = ()  # groups, least used last
        self._place(actions)

    def show_snap(self, name: str) -> None:
        self.snap.setCurrentIndex(max(0, self.snap.findData(name)))

    def minimumSizeHint(self) -> QSize:
        """What stays when everything spare is left out."""
        return QSize(self._wide([part for group in self._spare for part in group]), _HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As many groups as fit, least used first to go."""
        left_out: list[QWidget] = []
        for group in reversed(self._spare):
            if self._wide(left_out) <= self.width():
                break
            left_out.extend(group)
        for part in (part for group in self._spare for part in group):
            part.setVisible(part not in left_out)

    def _wide(self, without: Sequence[QWidget]) -> int:
        """How wide the row is without these."""
        row = self.layout()
        assert row is not None
        wide = row.contentsMargins().left() + row.contentsMargins().right() - GAP_HALF
        for item in (row.itemAt(place) for place in range(row.count())):
            assert item is not None
            part = item.widget()
            if part is None:
                wide += item.minimumSize().width()
            elif part not in without:
                wide += _narrowest(part) + GAP_HALF
        return wide

    def _place(self, actions: Actions) -> None:
        row = QHBoxLayout(self)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)  # `minimumSizeHint` knows better
        row.setContentsMargins(GAP, 0, GAP, 0)
        row.setSpacing(GAP_HALF)
        self._add(row, actions, (("panel_left", "show_tracks"),))
        row.addSpacing(GAP)
        self._add(row, actions, (("draw", "draw_tool"), ("select", "select_tool"), ("erase", "erase_tool")))
        self._put(row, self.tools)
        row.addWidget(self.more_tools)
        row.addSpacing(GAP)
        history = self._add(row, actions, (("undo", "undo"), ("redo", "redo")))
        row.addSpacing(GAP)
        grid = QLabel(self.tr("Grid"))
        grid.setProperty("role", "small")
        row.addWidget(grid)
        row.addWidget(self.snap)
        change = self._add(row, actions, (("quantise", "quantise_settings"), ("step", "step_input")))
        row.addStretch(1)
        self._put(row, self.grip)
        row.addSpacing(GAP)
        zoom = self._add(row, actions, (("zoom_out", "zoom_out"), ("zoom_in", "zoom_in"), ("zoom_fit", "zoom_fit")))
        row.addSpacing(GAP)
        self._add(row, actions, (("follow", "follow"), ("panel_right", "show_compose")))
        self._spare = (history, change, (self.grip,), zoom[:2], (grid,))

    def _add(self, row: QHBoxLayout, actions: Actions, group: tuple[tuple[str, str], ...]) -> list[QWidget]:
        buttons: list[QWidget] = []
        for picture, command in group:
            button = IconButton(picture, actions[command], role="dim")
            self._put(row, button)
            buttons.append(button)
        return buttons

    def _put(self, row: QHBoxLayout, button: IconButton) -> None:
        button.setProperty("kind", "quiet")
        button.setFixedSize(_BUTTON, _BUTTON)
        row.addWidget(button)


def _narrowest(part: QWidget) -> int:
    fixed = part.minimumWidth() == part.maximumWidth()
    return part.minimumWidth() if fixed else max(part.minimumWidth(), part.minimumSizeHint().width())
