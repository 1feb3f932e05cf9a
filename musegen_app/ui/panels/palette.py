"""The command palette: type a few letters, Enter does it. Lies over the window and stands in nobody's way."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QListView, QVBoxLayout, QWidget

from musegen_app.ui.commands.palette_entries import Entry, Found, found
from musegen_app.ui.panels.palette_list import ROW, FoundDelegate, FoundModel, spoken
from musegen_app.ui.parts.search_line import SearchLine
from musegen_app.ui.theme import GAP, GAP_DOUBLE, Theme

WIDTH = 620
MOST_ROWS = 13
TOP = 72  # pixels from the upper edge of the window


class Palette(QFrame):
    """`chosen` brings the `Entry` to carry out, after the palette has gone; `refused` the reason why one cannot be.

    GUI thread only. Esc, a click beside it and going elsewhere with the keyboard close it.
    """

    chosen = Signal(object)
    refused = Signal(str)

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._over = window
        self._entries: tuple[Entry, ...] = ()
        self._recent: tuple[str, ...] = ()
        self._came_from: QWidget | None = None
        self._model = FoundModel()
        self._delegate = FoundDelegate(theme)
        self.line = SearchLine(theme, self.tr("Type a command, a track, a marker, an instrument …"))
        self.list = QListView()
        self.none = QLabel(self.tr("Nothing is called that. Try another word, or Esc."))
        self._place()
        self._connect()
        self.hide()

    @property
    def shown(self) -> tuple[Found, ...]:
        """What stands in the list, from the top."""
        return tuple(self._model.at(row) for row in range(self._model.rowCount()))

    def open(self, entries: Sequence[Entry], recent: Sequence[str]) -> None:
        """Show `entries` and take the keyboard; what was `recent`ly used (keys of entries) comes first."""
        self._entries, self._recent = tuple(entries), tuple(recent)
        self._came_from = QApplication.focusWidget()
        self.line.clear()
        self._search("")
        self._lie_down()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def close_again(self) -> None:
        """Go, and give the keyboard back to where it was."""
        if self.isHidden():
            return
        application = QApplication.instance()
        assert application is not None
        application.removeEventFilter(self)
        if self.line.hasFocus() and self._came_from is not None:
            self._came_from.setFocus(Qt.FocusReason.OtherFocusReason)  # hiding would give it to the next field
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._delegate.set_theme(theme)
        self.list.viewport().update()

    # -- inside --------------------------------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            place = self.mapFromGlobal(event.globalPosition().toPoint())
            if not self.rect().contains(place):
                self.close_again()
        elif event.type() == QEvent.Type.Resize and watched is self._over:
            self._lie_down()
        elif event.type() == QEvent.Type.FocusIn and self._is_elsewhere(watched):
            self.close_again()
        return False

    def _is_elsewhere(self, watched: QObject) -> bool:
        return isinstance(watched, QWidget) and watched is not self.line and watched.window() is self.window()

    def _search(self, typed: str) -> None:
        self._model.show(found(self._entries, typed, self._recent))
        some = self._model.rowCount() > 0
        self.list.setVisible(some)
        self.none.setVisible(not some)
        self._go(0)

    def _step(self, by: int) -> None:
        last = self._model.rowCount() - 1
        here = self.list.currentIndex().row()
        if abs(by) == 1 and last >= 0:
            self._go((here + by) % (last + 1))
        else:
            self._go(max(0, min(last, here + by)))

    def _go(self, row: int) -> None:
        if row < self._model.rowCount():
            self.list.setCurrentIndex(self._model.index(row))
            self.line.setAccessibleDescription(spoken(self._model.at(row)))

    def _choose(self) -> None:
        row = self.list.currentIndex().row()
        if row < 0:
            return
        entry = self._model.at(row).entry
        if entry.why_not:
            self.refused.emit(entry.why_not)
            return
        self.close_again()
        self.chosen.emit(entry)

    def _lie_down(self) -> None:
        """In the middle of the window, below the transport; never wider or taller than there is room."""
        room = self._over.rect()
        rows = min(MOST_ROWS, (room.height() - 2 * TOP) // ROW - 2)
        self.list.setFixedHeight(rows * ROW)
        self.setFixedWidth(min(WIDTH, room.width() - 4 * GAP))
        self.setFixedHeight(self.sizeHint().height())
        self.move((room.width() - self.width()) // 2, TOP)

    def _connect(self) -> None:
        self.line.textChanged.connect(self._search)
        self.line.stepped.connect(self._step)
        self.line.entered.connect(self._choose)
        self.line.left.connect(self.close_again)
        self.list.clicked.connect(lambda _index: self._choose())

    def _place(self) -> None:
        self.setProperty("surface", "overlay")
        self.setAccessibleName(self.tr("Commands"))
        self.list.setModel(self._model)
        self.list.setItemDelegate(self._delegate)
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setProperty("surface", "overlay_list")
        self.list.setAccessibleName(self.tr("Commands that fit"))
        self.none.setProperty("role", "dim")
        self.none.setContentsMargins(GAP_DOUBLE, GAP, GAP_DOUBLE, GAP_DOUBLE)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, GAP, 1, GAP)
        column.setSpacing(GAP)
        edge = QVBoxLayout()
        edge.setContentsMargins(GAP, 0, GAP, 0)
        edge.addWidget(self.line)
        column.addLayout(edge)
        column.addWidget(self.list)
        column.addWidget(self.none)
