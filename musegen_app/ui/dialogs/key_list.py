"""Every key of the program, from the same table that makes the menus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from musegen_app.ui.commands.actions import key_text, translated
from musegen_app.ui.commands.catalog import COMMANDS, Menu
from musegen_app.ui.theme import GAP, GAP_DOUBLE

# What belongs into one column, so that the three are about equally long.
COLUMNS = (
    (Menu.FILE, Menu.COMPOSE, Menu.TRACK, Menu.HELP),
    (Menu.EDIT, Menu.NOTES, Menu.PLAY),
    (Menu.SONG, Menu.RECORD, Menu.VIEW),
)


class KeyList(QDialog):
    """One block for each menu, and what hand and keys do in the roll."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keys"))
        self.resize(1060, 640)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        inside = QWidget()
        columns = QHBoxLayout(inside)
        columns.setContentsMargins(GAP_DOUBLE, GAP_DOUBLE, GAP_DOUBLE + GAP, GAP_DOUBLE)
        columns.setSpacing(GAP_DOUBLE * 2)
        for menus in COLUMNS:
            blocks = [_block(translated(m.value).replace("&", ""), _rows(m)) for m in menus]
            if Menu.VIEW in menus:
                blocks.append(_block(self.tr("In the roll"), self._roll_rows()))
            column = QVBoxLayout()
            column.setSpacing(GAP_DOUBLE)
            for block in blocks:
                column.addLayout(block)
            column.addStretch(1)
            columns.addLayout(column)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        outer.addWidget(scroll)

    def _roll_rows(self) -> list[tuple[str, str]]:
        """What has no command of its own."""
        return [
            (self.tr("Step in the scale"), "Alt+Up / Down"),
            (self.tr("By a bar, by a hair"), "Ctrl, Alt+Left / Right"),
            (self.tr("Longer, shorter"), "Shift+Left / Right"),
            (self.tr("Velocity"), self.tr("Ctrl+Up / Down, a number")),
            (self.tr("Next note"), "Tab"),
            (self.tr("Copy"), self.tr("Ctrl+drag")),
            (self.tr("Free of the grid"), self.tr("Alt while dragging")),
            (self.tr("Zoom at the pointer"), self.tr("Ctrl+wheel")),
            (self.tr("Scroll"), self.tr("wheel, Shift+wheel, middle drag")),
            (self.tr("Keyboard piano"), self.tr("A S D F …, octave Z X, velocity C V")),
        ]


def _rows(menu: Menu) -> list[tuple[str, str]]:
    """Name and keys of each command of `menu` that has keys."""
    return [
        # Enter on the number pad and Return are one key to everybody but the keyboard.
        (translated(c.text).replace("&", "").rstrip("…"), "   ".join(key_text(k) for k in c.keys if "Return" not in k))
        for c in COMMANDS
        if c.menu is menu and c.keys
    ]


def _block(title: str, rows: list[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setVerticalSpacing(GAP // 2)
    heading = QLabel(title)
    heading.setProperty("role", "heading")
    grid.addWidget(heading, 0, 0, 1, 2)
    for place, (name, keys) in enumerate(rows, start=1):
        label = QLabel(name)
        label.setProperty("role", "dim")
        grid.addWidget(label, place, 0)
        grid.addWidget(QLabel(keys), place, 1, Qt.AlignmentFlag.AlignRight)
    grid.setColumnStretch(0, 1)
    return grid
