"""Below the tracks: who wrote how much of the song. A click colours the notes by author; then it is the legend too."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from musegen_app.score.authors import Share, Tally, song_shares
from musegen_app.score.model import OriginKind, Score
from musegen_app.ui.availability import set_tip
from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.parts.elided_button import ElidedButton
from musegen_app.ui.parts.elided_label import ElidedLabel
from musegen_app.ui.piano_roll.authorship import author_words, share_words
from musegen_app.ui.piano_roll.painters.authors import author_ink, paint_marks
from musegen_app.ui.theme import GAP, GAP_DOUBLE, GAP_HALF, RADIUS_SMALL, Theme, colour

COUNT_AFTER_MS = 300  # a drag of many notes is counted once
_SWATCH = QSize(22, 12)
_BAR = 4


class AuthorLine(QFrame):
    """`show_score` at every change; counting waits until nothing has changed for a moment."""

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self._theme = theme
        self._score = Score()
        self._counted: Score | None = None
        self._tally: Tally | None = None
        self.shares: tuple[Share, ...] = ()
        self._action = actions["colour_by_author"]
        self.words = ElidedButton()
        self.bar = _SharesBar(theme)
        self.legend = QWidget()
        self._rows = QVBoxLayout(self.legend)
        self._legend: list[_LegendRow] = []
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.timeout.connect(self._count)
        self._place()
        self.words.clicked.connect(lambda _on=False: self._action.trigger())
        self._action.changed.connect(self._show_switch)
        self._show_switch()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.bar.show_shares(theme, self.shares)
        self._show_legend()

    def show_score(self, score: Score) -> None:
        self._score = score
        if self._counted is None:
            self._count()
        elif score is not self._counted:
            self._waiting.start(COUNT_AFTER_MS)

    def _count(self) -> None:
        """Begin to count, or count some more; the first time all at once."""
        if self._counted is None:
            self._counted = self._score
            self._show(song_shares(self._score))
            return
        if self._counted is not self._score or self._tally is None:
            self._counted, self._tally = self._score, Tally(self._score)
        if self._tally.step():
            self._waiting.start(0)
        else:
            shares, self._tally = self._tally.shares, None
            self._show(shares)

    def _show(self, shares: tuple[Share, ...]) -> None:
        self.setVisible(bool(shares))
        if shares == self.shares:
            return
        self.shares = shares
        words = share_words(shares)
        self.words.setText(words)
        self.words.setAccessibleName(self.tr("Who wrote this song: {0}").format(words))
        set_tip(self.words, self.tr("{0}\nClick to colour the notes by who wrote them").format(words))
        self.bar.show_shares(self._theme, shares)
        self._show_legend()

    def _show_switch(self) -> None:
        self.words.setChecked(self._action.isChecked())
        self.legend.setVisible(self._action.isChecked())

    def _show_legend(self) -> None:
        for row in self._legend:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._legend = [_LegendRow(self._theme, share) for share in self.shares]
        for row in self._legend:
            self._rows.addWidget(row)

    def _place(self) -> None:
        self.setProperty("surface", "foot")
        self.words.setProperty("kind", "small")
        self.words.setCheckable(True)
        self._rows.setContentsMargins(GAP_HALF, 2, 0, 2)
        self._rows.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_DOUBLE - 6, GAP, GAP_DOUBLE - 4, GAP_HALF)
        column.setSpacing(GAP_HALF)
        column.addWidget(self.bar)
        column.addWidget(self.words)
        column.addWidget(self.legend)
        self.hide()


class _SharesBar(QWidget):
    """The shares as lengths, in the colours of their authors."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shares: tuple[Share, ...] = ()
        self.setFixedHeight(_BAR)

    def show_shares(self, theme: Theme, shares: tuple[Share, ...]) -> None:
        self._theme, self._shares = theme, shares
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            left = 0.0
            for share in self._shares:
                width = self.width() * share.percent / 100
                # A pixel between them, so that lengths are told apart without their colours.
                painter.fillRect(
                    QRectF(left, 0, max(1.0, width - 1), _BAR), colour(author_ink(self._theme, share.kind))
                )
                left += width


class _LegendRow(QWidget):
    """A note as this author's look in the roll, and whose they are."""

    def __init__(self, theme: Theme, share: Share) -> None:
        super().__init__()
        words = ElidedLabel(self.tr("{0} % {1}").format(share.percent, author_words(share)))
        words.setProperty("role", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(_Swatch(theme, share.kind))
        row.addWidget(words, 1)


class _Swatch(QWidget):
    def __init__(self, theme: Theme, kind: OriginKind) -> None:
        super().__init__()
        self._theme, self._kind = theme, kind
        self.setFixedSize(_SWATCH)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(colour(self._theme.panel))
            painter.setBrush(colour(author_ink(self._theme, self._kind)))
            painter.drawRoundedRect(self.rect(), RADIUS_SMALL - 1, RADIUS_SMALL - 1)
            paint_marks(painter, self._theme, [(self._kind, QRectF(self.rect()))], every=True)
