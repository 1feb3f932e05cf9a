"""How near the take in the roll comes to a training piece, and which: a line of words and a bar. Pointing at it shows
the shared notes in the roll, a click goes to them and keeps them shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from musegen_app.sampling.likeness import COPIED_BARS, COPIED_NOTES, USUAL_BARS, USUAL_NOTES, Nearest
from musegen_app.sampling.take import Take
from musegen_app.ui.availability import set_tip
from musegen_app.ui.theme import GAP_HALF, SIZE_SMALL, Theme, colour, font

_BAR = 6  # pixels
_WORDS = 16


class OriginalityMeter(QAbstractButton):
    """Hidden while there is nothing to say. `pointed` tells whether the shared notes are to be shown, `reveal_wanted`
    brings the ticks between which they lie."""

    pointed = Signal(bool)
    reveal_wanted = Signal(int, int)

    accessible_role = QAccessible.Role.Button

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._nearest: Nearest | None = None
        self._words = ""
        self.setAccessibleName(self.tr("Originality"))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._on_toggled)
        self.hide()

    @property
    def words(self) -> str:
        """What it says."""
        return self._words

    @property
    def share(self) -> float:
        """How full the bar is, 0..1."""
        return fullness(self._nearest) if self._nearest is not None else 0.0

    def sizeHint(self) -> QSize:
        return QSize(200, _WORDS + GAP_HALF + _BAR + 2)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_take(self, take: Take | None, number: int) -> None:
        """What is known of the take that the user calls `number`."""
        nearest = take.nearest if take is not None else None
        if nearest != self._nearest:
            self.setChecked(False)
        self._nearest = nearest
        self.setVisible(nearest is not None)
        if nearest is None:
            self._words = ""
            return
        self._words = self._told(nearest)
        self.setAccessibleName(self.tr("Take {0}: {1}").format(number, self._words))
        set_tip(self, self._explained(nearest))
        self.setEnabled(bool(nearest.length))
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.pointed.emit(bool(self._nearest and self._nearest.length))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(self.isChecked())

    def _on_toggled(self, on: bool) -> None:
        self.pointed.emit(on or self.underMouse())
        if on and self._nearest is not None:
            self.reveal_wanted.emit(self._nearest.from_tick, self._nearest.to_tick)

    def _told(self, nearest: Nearest) -> str:
        """The line above it names the take already."""
        if not nearest.length:
            return self.tr("In no training piece")
        what = self.tr("Nearest: {0} bars of “{1}”") if nearest.in_bars else self.tr("Nearest: {0} notes of “{1}”")
        return what.format(nearest.length, nearest.title)

    def _explained(self, nearest: Nearest) -> str:
        if not nearest.length:
            return self.tr(
                "No nine notes in a row (of drums, no two bars) stand in a piece that the model learned from"
            )
        usual = USUAL_BARS if nearest.in_bars else USUAL_NOTES
        more = self.tr("Point here to see the shared notes in the roll; click to go to them")
        if nearest.length <= usual:
            return self.tr("No more than pieces of different origin often share.") + "\n" + more
        return self.tr("More than pieces of different origin share: turn Originality up, or change it.") + "\n" + more

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        with QPainter(self) as painter:
            painter.setFont(font(SIZE_SMALL))
            painter.setPen(colour(theme.text if self.isChecked() else theme.dim))
            room = QRect(0, 0, self.width(), _WORDS)
            words = painter.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            bar = QRectF(0, _WORDS + GAP_HALF, self.width(), _BAR)
            painter.setBrush(colour(theme.line))
            painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
            painter.setBrush(colour(self._ink()))
            painter.drawRoundedRect(bar.adjusted(0, 0, (self.share - 1) * bar.width(), 0), _BAR / 2, _BAR / 2)
            if self.hasFocus():
                painter.setPen(colour(theme.accent))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _ink(self) -> str:
        theme = self._theme
        return theme.ok if self.share <= 0.5 else theme.warm if self.share < 1 else theme.bad


def fullness(nearest: Nearest) -> float:
    """0: nothing is shared; a half: as much as hardly any pieces of different origin; 1: copied."""
    usual, copied = (USUAL_BARS, COPIED_BARS) if nearest.in_bars else (USUAL_NOTES, COPIED_NOTES)
    if nearest.length <= usual:
        return 0.5 * nearest.length / usual
    return min(1.0, 0.5 + 0.5 * (nearest.length - usual) / (copied - usual))
