"""Every key and gesture of the program, from the same table that makes the menus, to look through and to search."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from musegen_app.ui.dialogs.key_rows import Block, blocks, fits, in_columns
from musegen_app.ui.parts.search_line import SearchLine
from musegen_app.ui.theme import GAP, GAP_DOUBLE, Theme

SIZE = (1080, 660)
NARROWEST_COLUMN = 320
MOST_COLUMNS = 3
WIDEST_KEYS = 24  # letters; more are written in two lines
_SCROLL_STEP = 40  # pixels a press of an arrow scrolls


class KeyList(QDialog):
    """Stays open beside the song. Typing leaves only what fits; the arrows scroll, Esc closes."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys and gestures"))
        self.line = SearchLine(theme, self.tr("Search: a word, or a key such as Ctrl+D"))
        self.none = QLabel(self.tr("No key does that. Ctrl+P finds every command, with or without a key."))
        self._blocks = [_BlockView(block) for block in blocks()]
        self._scroll = QScrollArea()
        self._columns: list[QVBoxLayout] = []
        self._placed: tuple[tuple[int, ...], ...] = ()
        self._place()
        self.resize(*SIZE)
        self._search("")

    def open_again(self) -> None:
        """In front, with everything in sight."""
        self.line.clear()
        self._search("")
        self.show()
        self.raise_()
        self.activateWindow()
        self.line.setFocus()

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """Name and keys of each row that the search left, in order."""
        return tuple(pair for block in self._blocks for pair in block.shown)

    def set_theme(self, theme: Theme) -> None:
        self.line.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    # -- inside --------------------------------------------------------------------------------------------------
    def _search(self, typed: str) -> None:
        for block in self._blocks:
            block.leave(typed)
        self.none.setVisible(not self.shown)
        self._lay_out()
        self._scroll.verticalScrollBar().setValue(0)

    def _lay_out(self) -> None:
        """Blocks in as many columns as there is room for, about equally long."""
        alive = [i for i, block in enumerate(self._blocks) if block.shown]
        count = max(1, min(MOST_COLUMNS, (self.width() - 2 * GAP_DOUBLE) // NARROWEST_COLUMN))
        heights = [self._blocks[i].sizeHint().height() + GAP_DOUBLE for i in alive]
        placed = tuple(tuple(alive[i] for i in column) for column in in_columns(heights, count))
        if placed == self._placed:
            return
        self._placed = placed
        for column in self._columns:
            for block in self._blocks:
                column.removeWidget(block)
        for column, places in zip(self._columns, placed, strict=False):
            for place in places:
                column.insertWidget(column.count() - 1, self._blocks[place])

    def _place(self) -> None:
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(GAP_DOUBLE, GAP, GAP_DOUBLE + GAP, GAP_DOUBLE)
        row.setSpacing(GAP_DOUBLE)
        for _ in range(MOST_COLUMNS):
            column = QVBoxLayout()
            column.setSpacing(GAP_DOUBLE)
            column.addStretch(1)
            row.addLayout(column, 1)
            self._columns.append(column)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        self._place_around(self._scroll)
        self.line.textChanged.connect(self._search)
        self.line.left.connect(self.close)
        bar = self._scroll.verticalScrollBar()
        self.line.stepped.connect(lambda by: bar.setValue(bar.value() + by * _SCROLL_STEP))

    def _place_around(self, scroll: QScrollArea) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, GAP_DOUBLE, 0, 0)
        outer.setSpacing(GAP)
        top = QVBoxLayout()
        top.setContentsMargins(GAP_DOUBLE, 0, GAP_DOUBLE, 0)
        top.addWidget(self.line)
        top.addWidget(self.none)
        self.none.setProperty("role", "dim")
        outer.addLayout(top)
        outer.addWidget(scroll, 1)


class _BlockView(QWidget):
    """A heading with its rows; rows that do not fit the search are hidden."""

    def __init__(self, block: Block) -> None:
        super().__init__()
        self._block = block
        self._labels: list[tuple[QLabel, QLabel]] = []
        self._left = list(range(len(block.rows)))
        self.setAccessibleName(block.title)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(GAP // 2)
        heading = QLabel(block.title)
        heading.setProperty("role", "heading")
        grid.addWidget(heading, 0, 0, 1, 2)
        for place, row in enumerate(block.rows, start=1):
            name, keys = QLabel(row.name), QLabel(row.keys)
            name.setProperty("role", "dim")
            keys.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            keys.setWordWrap(len(row.keys) > WIDEST_KEYS)
            grid.addWidget(name, place, 0)
            grid.addWidget(keys, place, 1)
            self._labels.append((name, keys))
        grid.setColumnStretch(1, 1)

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        return tuple((self._block.rows[i].name, self._block.rows[i].keys) for i in self._left)

    def leave(self, typed: str) -> None:
        """Only the rows that fit `typed`."""
        self._left = [i for i, row in enumerate(self._block.rows) if fits(row, self._block.title, typed)]
        for place, labels in enumerate(self._labels):
            for label in labels:
                label.setVisible(place in self._left)
        self.setVisible(bool(self._left))
