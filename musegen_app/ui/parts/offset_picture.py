"""How far notes are from the grid, as a picture: a line a note, the grid in the middle."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from musegen_app.ui.theme import DARK, RADIUS_SMALL, Theme, colour

_HEIGHT = 34
_MOST = 400  # lines that can be told apart


class OffsetPicture(QWidget):
    """Above the middle how the notes are, below it how they would be; half a grid step to either side."""

    def __init__(self, theme: Theme = DARK) -> None:
        super().__init__()
        self._theme = theme
        self._before: tuple[int, ...] = ()
        self._after: tuple[int, ...] = ()
        self._step = 1
        self.setFixedHeight(_HEIGHT)
        self.setAccessibleName(self.tr("Distance of the notes from the grid, before and after"))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_offsets(self, before: tuple[int, ...], after: tuple[int, ...], step_ticks: int) -> None:
        """Offsets in ticks, one a note."""
        self._before, self._after, self._step = before[:_MOST], after[:_MOST], max(1, step_ticks)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(self._theme.ground))
            painter.drawRoundedRect(QRectF(self.rect()), RADIUS_SMALL, RADIUS_SMALL)
            middle = self.height() / 2
            painter.fillRect(QRectF(self.width() / 2 - 0.5, 2, 1, self.height() - 4), colour(self._theme.line))
            self._draw(painter, self._before, 4, middle - 1, self._theme.dim)
            self._draw(painter, self._after, middle + 1, self.height() - 4, self._theme.accent)

    def _draw(self, painter: QPainter, offsets: tuple[int, ...], top: float, bottom: float, ink: str) -> None:
        """Many notes at one place add up to a stronger line."""
        shade = colour(ink, 70 if len(offsets) > 12 else 190)
        reach = self.width() / 2 - 4
        for offset in offsets:
            x = self.width() / 2 + reach * max(-1.0, min(1.0, offset / (self._step / 2)))
            painter.fillRect(QRectF(x - 1, top, 2, bottom - top), shade)
