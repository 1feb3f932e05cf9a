"""The mark of a note's author: colour alone never tells it.

Generated: a bright bar at the beginning. While the roll shows authors (View menu) also played: a dot at the beginning;
imported: a bright line along the top; drawn: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from musegen_app.score.model import OriginKind
from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.theme import Theme, colour

_NARROWEST = 5
_BRIGHT = 170


def author_ink(theme: Theme, kind: OriginKind) -> str:
    """The colour of an author where authors are shown."""
    inks = {OriginKind.DRAWN: theme.accent, OriginKind.PLAYED: theme.ok, OriginKind.IMPORTED: theme.dim}
    return inks.get(kind, theme.generated)


def paint_marks(painter: QPainter, theme: Theme, notes: Iterable[tuple[OriginKind, QRectF]], every: bool) -> None:
    """The marks on some notes: where each lies and who wrote it. Without `every` only those of generated ones."""
    bars: list[QRectF] = []
    dots: list[QRectF] = []
    for kind, rect in notes:
        if rect.width() < _NARROWEST or kind is OriginKind.DRAWN:
            continue
        if kind is OriginKind.GENERATED:
            bars.append(QRectF(rect.left() + 1, rect.top() + 2, 2, rect.height() - 4))
        elif every and kind is OriginKind.IMPORTED:
            bars.append(QRectF(rect.left() + 1, rect.top() + 1, rect.width() - 2, 1.5))
        elif every:
            size = max(2.0, min(5.0, rect.height() - 4, rect.width() - 2))
            dots.append(QRectF(rect.left() + 2, rect.center().y() - size / 2, size, size))
    shapes.fill_rects(painter, bars, colour(theme.selection, _BRIGHT), 0)
    _fill_dots(painter, theme, dots)


def _fill_dots(painter: QPainter, theme: Theme, dots: list[QRectF]) -> None:
    if not dots:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(theme.selection))
    for dot in dots:
        painter.drawEllipse(dot)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
