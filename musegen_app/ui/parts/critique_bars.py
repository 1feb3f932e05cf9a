"""What the critic says of a take: four marks beside each other, each with its reason in the tooltip."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from musegen_app.sampling.critic import Critique
from musegen_app.ui.theme import GAP, SIZE_SMALL, Theme, colour, font

_LINE = 3  # pixels


class CritiqueBars(QWidget):
    """Painted; read aloud as one sentence."""

    accessible_role = QAccessible.Role.StaticText

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._marks: tuple[tuple[str, float], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def marks(self) -> tuple[tuple[str, float], ...]:
        """What is shown: word and mark (0..100) of each."""
        return self._marks

    def sizeHint(self) -> QSize:
        return QSize(200, 24)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_critique(self, critique: Critique | None) -> None:
        """None: nothing was judged yet, and nothing is shown."""
        self.setVisible(critique is not None)
        if critique is None:
            self._marks = ()
            return
        self._marks = (
            (self.tr("likely"), critique.probability),
            (self.tr("original"), critique.originality),
            (self.tr("form"), critique.form),
            (self.tr("rules"), critique.rules),
        )
        told = ", ".join(f"{word} {mark:.0f}" for word, mark in self._marks)
        self.setAccessibleName(self.tr("The critic says {0:.0f} of 100: {1}").format(critique.total, told))
        self.setToolTip("\n".join((self.accessibleName(), *critique.words)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._marks:
            return
        with QPainter(self) as painter:
            painter.setFont(font(SIZE_SMALL))
            for box, (word, mark) in zip(self._boxes(painter.fontMetrics()), self._marks, strict=True):
                self._paint_mark(painter, box, word, mark)

    def _boxes(self, metrics: QFontMetrics) -> list[QRect]:
        """Where each mark is: longer words have more room."""
        wanted = [metrics.horizontalAdvance(f"{word} 100") for word, _ in self._marks]
        spare = (self.width() - sum(wanted) - GAP * (len(wanted) - 1)) // len(wanted)
        boxes, left = [], 0
        for width in wanted:
            boxes.append(QRect(left, 0, width + spare, self.height()))
            left += width + spare + GAP
        return boxes

    def _paint_mark(self, painter: QPainter, box: QRect, word: str, mark: float) -> None:
        theme = self._theme
        painter.setPen(colour(theme.dim))
        number = f"{mark:.0f}"
        room = box.width() - painter.fontMetrics().horizontalAdvance(number) - 4
        shown = painter.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, room)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, shown)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, number)
        foot = box.bottom() - _LINE
        painter.fillRect(box.x(), foot, box.width(), _LINE, colour(theme.line))
        painter.fillRect(box.x(), foot, round(box.width() * mark / 100), _LINE, colour(theme.generated))
