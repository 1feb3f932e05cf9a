"""A level meter that stands: lit from below, with a line at the highest level of the last seconds."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from musegen_app.ui.parts.level_meter import LevelMeter
from musegen_app.ui.theme import Theme, colour

WIDTH = 8
HELD_SECONDS = 1.5
_MARKS = (-6, -12, -24, -36)  # decibels


class UprightMeter(LevelMeter):
    """As tall as there is room."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, WIDTH, WIDTH, parent)
        self._held = 0.0
        self._held_at = 0.0
        self.setMinimumHeight(40)
        self.setMaximumHeight(16_777_215)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_peak(self, peak: float) -> None:
        super().show_peak(peak)
        now = monotonic()
        if self.share >= self._held or now - self._held_at > HELD_SECONDS:
            self._held, self._held_at = self.share, now

    @property
    def held(self) -> float:
        """The highest share of late, 0..1."""
        return self._held

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            theme, height = self._theme, self.height()
            painter.fillRect(self.rect(), colour(theme.line))
            ink = theme.bad if self._clipped else self._ink or theme.ok
            lit = height * self.share
            painter.fillRect(QRectF(0, height - lit, self.width(), lit), colour(ink))
            for decibel in _MARKS:
                painter.fillRect(QRectF(0, round(height * (decibel / -54.0)), self.width(), 1), colour(theme.panel))
            if self._held > 0:
                painter.fillRect(QRectF(0, height * (1 - self._held), self.width(), 2), colour(theme.text))
