"""The lines of the command palette: a model of what was found, and how a line is painted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from musegen_app.ui.commands.palette_entries import Found
from musegen_app.ui.theme import GAP, GAP_DOUBLE, RADIUS_SMALL, SIZE_LARGE, SIZE_SMALL, Theme, colour, font

ROW = 32
FOUND = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class FoundModel(QAbstractListModel):
    """What was found, the best first."""

    def __init__(self) -> None:
        super().__init__()
        self._found: tuple[Found, ...] = ()

    def show(self, found: Sequence[Found]) -> None:
        self.beginResetModel()
        self._found = tuple(found)
        self.endResetModel()

    def at(self, row: int) -> Found:
        return self._found[row]

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._found)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        found = self._found[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return found.entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(found)
        return found if role == FOUND else None


def spoken(found: Found) -> str:
    """A line of the palette in words: name, menu, keys, and why it cannot be done."""
    entry = found.entry
    return ", ".join(part for part in (entry.title, entry.path, entry.keys, entry.why_not) if part)


class FoundDelegate(QStyledItemDelegate):
    """Name with the letters that fitted, then the menu or the reason; keys at the right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        found = index.data(FOUND)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            self._paint_choice(painter, box)
        inside = box.adjusted(GAP_DOUBLE, 0, -GAP_DOUBLE, 0)
        keys = self._paint_keys(painter, inside, found.entry.keys)
        left = self._paint_title(painter, inside, found, self._theme.text if chosen else self._theme.accent)
        self._paint_aside(painter, QRect(left + GAP, inside.top(), keys - left - GAP_DOUBLE, inside.height()), found)
        painter.restore()

    def _paint_choice(self, painter: QPainter, box: QRect) -> None:
        """Filled and with a bar at its left, so that colour alone does not tell."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self._theme.accent_ground))
        painter.drawRoundedRect(box.adjusted(4, 0, -4, 0), RADIUS_SMALL, RADIUS_SMALL)
        painter.setBrush(colour(self._theme.accent))
        painter.drawRoundedRect(QRect(box.left() + 4, box.top() + 6, 3, box.height() - 12), 1, 1)

    def _paint_keys(self, painter: QPainter, inside: QRect, keys: str) -> int:
        """Returns where they begin."""
        painter.setFont(font(SIZE_SMALL))
        painter.setPen(colour(self._theme.dim))
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, keys)
        return inside.right() - painter.fontMetrics().horizontalAdvance(keys)

    def _paint_title(self, painter: QPainter, inside: QRect, found: Found, strong: str) -> int:
        """`strong`: the colour of the letters that fitted. Returns where it ends."""
        at = inside.left()
        usual = self._theme.dim if found.entry.why_not else self._theme.text
        for piece, fitted in runs(found):
            face = font(SIZE_LARGE, bold=fitted)
            painter.setFont(face)
            painter.setPen(colour(strong if fitted and not found.entry.why_not else usual))
            painter.drawText(QRect(at, inside.top(), inside.right() - at, inside.height()), _MIDDLE, piece)
            at += QFontMetrics(face).horizontalAdvance(piece)
        return at

    def _paint_aside(self, painter: QPainter, box: QRect, found: Found) -> None:
        face = font(SIZE_SMALL)
        painter.setFont(face)
        painter.setPen(colour(self._theme.dim))
        words = found.entry.why_not or found.entry.path
        painter.drawText(box, _MIDDLE, QFontMetrics(face).elidedText(words, Qt.TextElideMode.ElideRight, box.width()))


def runs(found: Found) -> Iterator[tuple[str, bool]]:
    """The title in pieces: letters that were typed (True) and the others; a tick before what is switched on."""
    if found.entry.checked:
        yield "✓ ", False
    title, places = found.entry.title, set(found.places)
    start = 0
    for at in range(1, len(title) + 1):
        if at == len(title) or (at in places) != (start in places):
            yield title[start:at], start in places
            start = at
