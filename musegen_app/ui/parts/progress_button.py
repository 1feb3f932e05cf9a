"""The one big button: says what it will do, and fills up while that is being done."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from musegen_app.ui.theme import RADIUS_LARGE, SIZE_LARGE, SIZE_SMALL, Theme, colour, font


class ProgressButton(QPushButton):
    """A wide button with a title, a key hint to its right and a share (0..1) of it filled, None: not working."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._hint = ""
        self._share: float | None = None
        self.setMinimumHeight(44)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_state(self, title: str, hint: str = "", share: float | None = None) -> None:
        if (title, hint, share) == (self.text(), self._hint, self._share):
            return  # every edit of the song tells it again
        self._hint, self._share = hint, share
        self.setText(title)
        self.setAccessibleName(title)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            outline = QPainterPath()
            outline.addRoundedRect(box, RADIUS_LARGE, RADIUS_LARGE)
            painter.setPen(colour(self._edge()))
            painter.fillPath(outline, colour(self._ground()))
            if self._share is not None:
                painter.setClipPath(outline)
                filled = QRectF(box.left(), box.top(), box.width() * min(1.0, self._share), box.height())
                painter.fillRect(filled, colour(self._theme.generated, 110))
                painter.setClipping(False)
            if self.hasFocus():
                painter.drawPath(outline)
            self._paint_words(painter)

    def _ground(self) -> str:
        theme = self._theme
        if self._share is not None:
            return theme.generated_ground
        if not self.isEnabled():
            return theme.raised
        return theme.accent

    def _edge(self) -> str:
        return self._theme.text

    def _ink(self) -> str:
        if self._share is not None:
            return self._theme.text
        return self._theme.on_accent if self.isEnabled() else self._theme.dim

    def _paint_words(self, painter: QPainter) -> None:
        large, small = font(SIZE_LARGE, bold=True), font(SIZE_SMALL)
        title_width = QFontMetrics(large).horizontalAdvance(self.text())
        hint_width = QFontMetrics(small).horizontalAdvance(self._hint)
        gap = 10 if self._hint else 0
        left = (self.width() - title_width - gap - hint_width) / 2
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        sunk = 1 if self.isDown() else 0
        painter.setPen(colour(self._ink()))
        painter.setFont(large)
        painter.drawText(QRectF(left, sunk, title_width + 4, self.height()), middle, self.text())
        painter.setFont(small)
        painter.drawText(QRectF(left + title_width + gap, sunk, hint_width + 4, self.height()), middle, self._hint)
