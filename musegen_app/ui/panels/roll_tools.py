"""The slim bar over the roll: tools, grid, zoom, follow, and the switches that fold the side columns."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel

from musegen_app.ui.availability import set_tip
from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.parts.icon_button import IconButton
from musegen_app.ui.theme import GAP, GAP_HALF


class RollTools(QFrame):
    """`snap_picked` brings the name of a grid."""

    snap_picked = Signal(str)

    def __init__(self, actions: Actions, snaps: dict[str, str]) -> None:
        super().__init__()
        self.setProperty("surface", "bar")
        self.setFixedHeight(40)
        self.snap = QComboBox()
        for name, shown in snaps.items():
            self.snap.addItem(shown, name)
        self.snap.setMinimumWidth(84)
        self.snap.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.snap.setMinimumContentsLength(8)
        self.snap.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.snap.setAccessibleName(self.tr("Grid"))
        set_tip(self.snap, self.tr("What notes snap to; hold Alt while dragging to be free of it"))
        self.snap.activated.connect(lambda index: self.snap_picked.emit(self.snap.itemData(index)))
        self._place(actions)

    def show_snap(self, name: str) -> None:
        self.snap.setCurrentIndex(max(0, self.snap.findData(name)))

    def _place(self, actions: Actions) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, 0, GAP, 0)
        row.setSpacing(GAP_HALF)
        groups = (
            (("panel_left", "show_tracks"),),
            (("draw", "draw_tool"), ("select", "select_tool"), ("erase", "erase_tool")),
            (("undo", "undo"), ("redo", "redo")),
        )
        for group in groups:
            self._add(row, actions, group)
            row.addSpacing(GAP)
        grid = QLabel(self.tr("Grid"))
        grid.setProperty("role", "small")
        row.addWidget(grid)
        row.addWidget(self.snap)
        row.addStretch(1)
        self._add(row, actions, (("zoom_out", "zoom_out"), ("zoom_in", "zoom_in"), ("zoom_fit", "zoom_fit")))
        row.addSpacing(GAP)
        self._add(row, actions, (("follow", "follow"), ("panel_right", "show_compose")))

    def _add(self, row: QHBoxLayout, actions: Actions, group: tuple[tuple[str, str], ...]) -> None:
        for picture, command in group:
            button = IconButton(picture, actions[command], role="dim")
            button.setProperty("kind", "quiet")
            button.setFixedSize(30, 30)
            row.addWidget(button)
