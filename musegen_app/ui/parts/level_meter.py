"""A small meter of a level."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from musegen_app.ui.theme import Theme, colour

_FLOOR_DB = -54.0
_FALL = 0.86  # share that stays at each report while the level falls


class LevelMeter(QWidget):
    """`show_peak` at every position report; falls back slowly, turns red where it clips. `ink`: the colour of what
    is measured, the theme's green without one."""

    def __init__(self, theme: Theme, width: int = 52, height: int = 6, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ink = ""
        self._share = 0.0
        self._clipped = False
        self._falling = QTimer(self)
        self._falling.setInterval(33)
        self._falling.timeout.connect(lambda: self.show_peak(0.0))
        self.setFixedSize(QSize(width, height))
        self.setAccessibleName(self.tr("Output level"))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_ink(self, ink: str) -> None:
        if ink != self._ink:
            self._ink = ink
            self.update()

    @property
    def share(self) -> float:
        """How much of it is lit, 0..1."""
        return self._share

    def show_peak(self, peak: float) -> None:
        """`peak`: highest absolute sample since the last report."""
        decibel = 20 * math.log10(peak) if peak > 1e-6 else _FLOOR_DB
        share = max(0.0, min(1.0, 1 - decibel / _FLOOR_DB), self._share * _FALL)
        share = 0.0 if share < 0.01 else share
        if share != self._share or (peak >= 1.0) != self._clipped:
            self._share, self._clipped = share, peak >= 1.0
            self.update()
        # Nobody reports silence: what is shown has to fall by itself.
        if share > 0:
            self._falling.start()
        else:
            self._falling.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), colour(self._theme.line))
            ink = self._theme.bad if self._clipped else self._ink or self._theme.ok
            painter.fillRect(QRectF(0, 0, self.width() * self._share, self.height()), colour(ink))
