"""The picture that a part of the roll keeps: what is out of date is painted again, what has only moved is moved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap, QRegion

_NEAR = 3  # times as large the rectangle around all may be and is still painted faster than one after the other
_MOST_PARTS = 6  # so many rectangles are painted one by one, more of them as the one around them all


class KeptPicture:
    """A picture of a widget, in its points. GUI thread."""

    def __init__(self) -> None:
        self.picture = QPixmap()
        self._spoiled = QRegion()
        self._whole = True  # all of it is out of date
        self._looked_at: object = None
        self._at = QPoint()

    def spoil(self, part: QRect | None = None, at: QPoint | None = None) -> None:
        """All of it is out of date, or `part` of a view that is scrolled to `at`."""
        if part is None or at is None:
            self._whole = True
        else:
            self._spoiled += part.translated(at - self._at)

    def shows(self, looked_at: object) -> bool:
        """Is it a picture of that?"""
        return looked_at == self._looked_at

    def is_at(self, at: QPoint) -> bool:
        return at == self._at

    def prepare(self, size: QSize, ratio: float, looked_at: object, at: QPoint, slides: bool) -> list[QRect]:
        """Make it a picture of `size` points of `looked_at`, scrolled to `at`. What of it has to be painted now;
        afterwards it counts as painted."""
        if self.picture.size() != size * ratio or self.picture.devicePixelRatio() != ratio:
            self.picture = QPixmap(size * ratio)
            self.picture.setDevicePixelRatio(ratio)
            self._whole = True
        area = QRect(QPoint(0, 0), size)
        by = self._at - at
        apart = abs(by.x()) >= size.width() or abs(by.y()) >= size.height()
        if not by.isNull() and (not slides or apart or ratio != 1):
            self._whole = True  # on dense screens hatches and smoothed edges come out a little different elsewhere
        if not ratio.is_integer() and not self._spoiled.isEmpty():
            self._whole = True  # a part would end between two pixels
        if self._whole or not self.shows(looked_at):
            spoiled = [] if area.isEmpty() else [area]
        else:
            if not by.isNull():
                self._move(by, area)
            spoiled = _parts(self._spoiled & QRegion(area))
        self._spoiled, self._whole = QRegion(), False
        self._looked_at, self._at = looked_at, at
        return spoiled

    def draw(self, painter: QPainter, region: QRegion) -> None:
        """Put the parts of it that are in `region` there."""
        ratio = self.picture.devicePixelRatio()
        for rect in _rects(region):
            source = QRectF(rect.x() * ratio, rect.y() * ratio, rect.width() * ratio, rect.height() * ratio)
            painter.drawPixmap(QRectF(rect), self.picture, source)

    def _move(self, by: QPoint, area: QRect) -> None:
        """Move it, together with what is out of date in it; what comes into sight is out of date, and a pixel more, on
        which a smoothed edge may have left a trace."""
        self.picture.scroll(by.x(), by.y(), self.picture.rect())
        self._spoiled.translate(by)
        kept = area.translated(by) & area
        self._spoiled += QRegion(area) - QRegion(kept.adjusted(*_inwards(kept, area)))


def _inwards(kept: QRect, area: QRect) -> tuple[int, int, int, int]:
    """By how much the sides of `kept` that are not sides of `area` go inwards."""
    left, top = int(kept.left() > area.left()), int(kept.top() > area.top())
    return left, top, -int(kept.right() < area.right()), -int(kept.bottom() < area.bottom())


def _parts(region: QRegion) -> list[QRect]:
    if region.isEmpty():
        return []
    around = region.boundingRect()
    parts = _rects(region) if region.rectCount() <= _MOST_PARTS else [around]
    near = _area(around) <= _NEAR * sum(map(_area, parts))
    return [around] if near else parts


def _area(rect: QRect) -> int:
    return rect.width() * rect.height()


def _rects(region: QRegion) -> list[QRect]:
    return list(cast("Iterable[QRect]", region))  # the stubs do not know that a region is iterable
