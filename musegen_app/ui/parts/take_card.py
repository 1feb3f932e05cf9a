"""A take as a small picture: its contour, in the colour of generated notes if a net wrote it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from musegen_app.sampling.take import Take
from musegen_app.ui.theme import RADIUS, SIZE_SMALL, Theme, colour, font


class TakeCard(QAbstractButton):
    """Shows take number `number`; checked = the one in the roll. An unfinished take has a dashed outline."""

    def __init__(self, number: int, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._number = number
        self._bars: tuple[tuple[float, float, float], ...] = ()
        self._done = False
        self._played = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(62, 56)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_take(self, take: Take, current: bool) -> None:
        self._bars = _contour(take)
        self._done = take.done
        self._played = take.recorded
        self.setChecked(current)
        self.setAccessibleName(self.tr("Take {0}").format(self._number))
        self.setToolTip(_story(self, take, self._number))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_card(painter)
            on = self.isChecked()
            self._paint_contour(painter, self._ink() if on else self._theme.dim)
            painter.setPen(colour(self._theme.text if on else self._theme.dim))
            painter.setFont(font(SIZE_SMALL))
            corner = self.rect().adjusted(6, 4, -6, -3)
            painter.drawText(corner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, str(self._number))

    def _ink(self) -> str:
        return self._theme.accent if self._played else self._theme.generated

    def _paint_card(self, painter: QPainter) -> None:
        """The ground and its edge, dashed until the take is done."""
        theme, on = self._theme, self.isChecked()
        full = theme.accent_ground if self._played else theme.generated_ground
        edge = self._ink() if on else theme.text if self.hasFocus() else theme.raised
        pen = QPen(colour(edge), 1) if self._done else QPen(colour(self._ink()), 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(colour(full if on else theme.hover if self.underMouse() else theme.raised))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colour(theme.text))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -2.5), RADIUS - 2, RADIUS - 2)

    def _paint_contour(self, painter: QPainter, ink: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(ink))
        width, height = self.width() - 12, self.height() - 28
        for x, y, length in self._bars:
            painter.drawRoundedRect(QRectF(6 + x * width, 8 + y * height, max(2.0, length * width - 1), 2.5), 1, 1)


def _contour(take: Take) -> tuple[tuple[float, float, float], ...]:
    """Left edge, height (0 = top) and length of each note as shares of the picture."""
    if not take.notes:
        return ()
    span = max(1, take.end_tick - take.start_tick)
    low = min(n.pitch for n in take.notes)
    reach = max(12, max(n.pitch for n in take.notes) - low)
    return tuple(
        ((n.start_tick - take.start_tick) / span, 1 - (n.pitch - low) / reach, n.duration_ticks / span)
        for n in take.notes
    )


def _story(widget: QWidget, take: Take, number: int) -> str:
    """What made this take, for the tooltip."""
    if take.recorded:
        return widget.tr("Take {0}: {1} notes, played").format(number, len(take.notes))
    if take.recorded:
        return widget.tr("Take {0}: {1} notes that you played").format(number, len(take.notes))
    steering = take.steering
    return widget.tr("Take {0}: {1} notes by {2}\nSurprise {3:.2f} / {4:.2f}, dice {5}").format(
        number, len(take.notes), take.bundle, steering.pitch_temperature, steering.rhythm_temperature, take.rng_seed
    )
