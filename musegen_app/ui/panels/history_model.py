"""The steps of the document as rows of a list: the beginning, what was done, what was undone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from musegen_app.ui.commands.actions import translated

UNDONE = Qt.ItemDataRole.UserRole  # bool: would this step have to be done again?
_Index = QModelIndex | QPersistentModelIndex


class HistoryModel(QAbstractListModel):
    """Row 0 is the song as it was opened, row n the nth step. Only what differs is told to the view, so that ten
    thousand steps cost as much as ten."""

    def __init__(self) -> None:
        super().__init__()
        self._labels: tuple[str, ...] = ()
        self._done = 0

    @property
    def present(self) -> int:
        """The row of the state that is in the window now."""
        return self._done

    def show(self, done: Sequence[str], future: Sequence[str]) -> None:
        """`done`: labels of what was done, oldest first; `future`: of what was undone, the next one first."""
        labels = (*done, *future)
        if labels == self._labels:
            self._done = len(done)
        elif len(labels) > len(self._labels) and labels[: len(self._labels)] == self._labels:
            self.beginInsertRows(QModelIndex(), len(self._labels) + 1, len(labels))
            self._labels, self._done = labels, len(done)
            self.endInsertRows()
        else:
            self.beginResetModel()
            self._labels, self._done = labels, len(done)
            self.endResetModel()
        self.dataChanged.emit(self.index(0), self.index(len(labels)))

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._labels) + 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return translated(self._labels[row - 1]) if row else self.tr("As it was opened")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row, str(self.data(index)))
        return row > self._done if role == UNDONE else None

    def _spoken(self, row: int, words: str) -> str:
        if row == self._done:
            return self.tr("{0}, you are here").format(words)
        return self.tr("{0}, undone").format(words) if row > self._done else words
