"""The piano of the computer keyboard, seen while it is on: which key plays what, how high and how loud."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from musegen_app.ui.availability import set_tip
from musegen_app.ui.key_piano import KeyPiano
from musegen_app.ui.parts.elided_label import ElidedLabel
from musegen_app.ui.piano_keys import LETTERS
from musegen_app.ui.theme import GAP, GAP_DOUBLE, RADIUS_SMALL, SIZE_SMALL, Theme, colour, font

_BLACK = (1, 3, 6, 8, 10)
_WHITES = tuple(i for i in range(len(LETTERS)) if i % 12 not in _BLACK)


class KeyStrip(QFrame):
    """Hidden while the mode is off. `leave` is the button that ends it."""

    def __init__(self, theme: Theme, piano: KeyPiano) -> None:
        super().__init__()
        self._piano = piano
        self.setProperty("surface", "foot")
        self.words = ElidedLabel()
        self.words.setProperty("role", "hint")
        self.keys = _Keys(theme, piano)
        self.leave = QPushButton(self.tr("Leave  Esc"))
        self.leave.setProperty("kind", "small")
        self.leave.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_tip(self.leave, self.tr("The keys carry out commands again"))
        self.leave.clicked.connect(lambda: piano.left.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP_DOUBLE, 6, GAP, 6)
        row.setSpacing(GAP_DOUBLE)
        row.addWidget(self.keys)
        row.addWidget(self.words, 1)
        row.addWidget(self.leave)
        piano.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        piano = self._piano
        self.setVisible(piano.on)
        octave = piano.lowest // 12 - 1
        self.words.setText(self.tr("Z X  from C{0}     C V  velocity {1}").format(octave, piano.velocity))
        self.keys.update()


class _Keys(QWidget):
    """A small keyboard with a letter on each key; what is held is lit."""

    def __init__(self, theme: Theme, piano: KeyPiano) -> None:
        super().__init__()
        self._theme = theme
        self._piano = piano
        self.setFixedSize(QSize(len(_WHITES) * 22, 44))
        self.setAccessibleName(self.tr("Keys of the computer keyboard that play notes"))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(font(SIZE_SMALL))
            width = self.width() / len(_WHITES)
            for place, step in enumerate(_WHITES):
                box = QRectF(place * width + 0.5, 0.5, width - 1, self.height() - 1)
                self._paint(painter, box, step, self._theme.key_white, self._theme.key_text)
            for place, step in enumerate(_WHITES):
                if step + 1 < len(LETTERS) and step + 1 not in _WHITES:
                    box = QRectF((place + 1) * width - width * 0.34, 0.5, width * 0.68, self.height() * 0.56)
                    self._paint(painter, box, step + 1, self._theme.key_black, self._theme.key_white)

    def _paint(self, painter: QPainter, box: QRectF, step: int, ground: str, ink: str) -> None:
        lit = self._piano.lowest + step in self._piano.held
        painter.setPen(colour(self._theme.line))
        painter.setBrush(colour(self._theme.accent if lit else ground))
        painter.drawRoundedRect(box, RADIUS_SMALL / 2, RADIUS_SMALL / 2)
        painter.setPen(colour(self._theme.on_accent if lit else ink))
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
        painter.drawText(box.adjusted(-4, 0, 4, -3), flags, LETTERS[step])
