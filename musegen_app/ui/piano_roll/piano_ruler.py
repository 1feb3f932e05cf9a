"""The keyboard at the left: names of the rows, and a key press is heard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from musegen_app.score.gm import DRUM_SOUNDS
from musegen_app.score.keys import Key, pitch_name
from musegen_app.ui import theme as tokens
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.gestures.play_key import PlayKey
from musegen_app.ui.piano_roll.lane import Lane
from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour, mixed
from musegen_app.ui.translation import said

WIDTH = 58
_BLACK = frozenset({1, 3, 6, 8, 10})
_BLACK_SHARE = 0.62
_NAMES_FROM = 15  # row height from which every white key is named
_DOT = 5.0


class PianoRuler(Lane):
    """One row a pitch. The row under the pointer is lit."""

    has_time = False
    scrolls_pitch = True

    def __init__(self, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(stage, "Keys", parent)
        self.setFixedWidth(WIDTH)
        stage.key_hovered.connect(self.update)

    # -- painting ------------------------------------------------------------------------------------------------

    def paint_base(self, painter: QPainter, clip: QRect) -> None:
        stage, theme = self.stage, self.stage.theme
        axis = stage.pitch
        painter.fillRect(self.rect(), colour(theme.panel))
        painter.fillRect(0, 0, self.width(), axis.height - axis.scroll, colour(theme.key_white))
        for pitch in axis.seen(self.height()):
            self._paint_key(painter, pitch)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), colour(theme.ground))

    def _paint_key(self, painter: QPainter, pitch: int) -> None:
        track = self.stage.track
        if track is not None and track.is_drums:
            self._paint_drum(painter, pitch)
        else:
            self._paint_piano_key(painter, pitch)

    def _paint_drum(self, painter: QPainter, pitch: int) -> None:
        """A plain row with the name of what it sounds."""
        theme, axis = self.stage.theme, self.stage.pitch
        top = axis.y(pitch)
        known = pitch in DRUM_SOUNDS
        painter.fillRect(0, top, self.width(), axis.row - 1, colour(theme.raised if known else theme.panel))
        painter.fillRect(0, top + axis.row - 1, self.width(), 1, colour(theme.line))
        if known and axis.row >= 11:
            painter.setFont(tokens.font(tokens.SIZE_SMALL))
            painter.setPen(colour(theme.text))
            box = QRectF(5, top - 3, self.width() - 6, axis.row + 6)
            self._write(painter, box, Qt.AlignmentFlag.AlignLeft, DRUM_SOUNDS[pitch])

    def _paint_piano_key(self, painter: QPainter, pitch: int) -> None:
        theme, axis = self.stage.theme, self.stage.pitch
        top, row, kind = axis.y(pitch), axis.row, pitch % 12
        edge = colour(mixed(theme.key_white, theme.key_black, 0.28).name())
        if kind in _BLACK:
            painter.fillRect(0, top + row // 2, self.width(), 1, edge)
            black = QRectF(-3, top, self.width() * _BLACK_SHARE + 3, row - 1)
            shapes.fill_rects(painter, [black], colour(theme.key_black), min(3.0, row / 5))
            if axis.rows is not None:  # beside what is folded away, its place does not tell which key it is
                self._paint_name(painter, pitch, top)
            self._paint_tonic(painter, pitch, top)
            return
        if kind in (0, 5):  # no black key below C and F
            painter.fillRect(0, top + row - 1, self.width(), 1, edge)
        self._paint_name(painter, pitch, top)
        self._paint_tonic(painter, pitch, top)

    def _paint_tonic(self, painter: QPainter, pitch: int, top: int) -> None:
        """A dot where the scale begins."""
        key, row = self._key(), self.stage.pitch.row
        if key is None or not self.stage.scale_shown or pitch % 12 != key.tonic or row < _DOT + 2:
            return
        dot = QRectF(4, top + (row - _DOT) / 2 - 0.5, _DOT, _DOT)
        shapes.fill_rects(painter, [dot], colour(self.stage.theme.accent), _DOT / 2)

    def _key(self) -> Key | None:
        """The key in the middle of the view."""
        return self.stage.key_at(self.stage.time.tick(self.stage.width / 2))

    def of_music(self) -> object:
        track = self.stage.track
        return track is not None and track.is_drums, self._key()

    def _paint_name(self, painter: QPainter, pitch: int, top: int) -> None:
        row = self.stage.pitch.row
        is_c = pitch % 12 == 0
        if not ((is_c and row >= 7) or row >= _NAMES_FROM):
            return
        painter.setFont(tokens.font(tokens.SIZE_SMALL, bold=is_c))
        ink = self.stage.theme.key_black if is_c else self.stage.theme.key_text
        painter.setPen(colour(ink, 255 if is_c else 150))
        box = QRectF(0, top - 4, self.width() - 6, row + 8)
        name = pitch_name(pitch) if is_c else pitch_name(pitch, self._key())[:-1].rstrip("-")
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)

    def paint_over(self, painter: QPainter, clip: QRectF) -> None:
        """The key under the pointer, with its full name."""
        pitch, axis, theme = self.stage.hover_pitch, self.stage.pitch, self.stage.theme
        if pitch is None:
            return
        box = QRectF(1, axis.y(pitch), self.width() - 3, max(13, axis.row - 1))
        shapes.fill_rects(painter, [box], colour(theme.accent), tokens.RADIUS_SMALL)
        painter.setPen(colour(theme.on_accent))
        painter.setFont(tokens.font(tokens.SIZE_SMALL, bold=True))
        name = self.name_of(pitch)
        self._write(painter, box.adjusted(4, 0, -4, 0), Qt.AlignmentFlag.AlignRight, name)

    def _write(self, painter: QPainter, box: QRectF, side: Qt.AlignmentFlag, name: str) -> None:
        """`name` in `box`, cut with … where it has no room."""
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, shown)

    def name_of(self, pitch: int) -> str:
        """What the row is called: a pitch, or a drum."""
        track = self.stage.track
        if track is not None and track.is_drums and pitch in DRUM_SOUNDS:
            return DRUM_SOUNDS[pitch]
        return pitch_name(pitch, self.stage.key_at(self.stage.playhead))

    # -- the mouse -----------------------------------------------------------------------------------------------

    def begin(self, pointer: Pointer) -> Gesture | None:
        if pointer.button is not Qt.MouseButton.LeftButton:
            return None
        self.stage.hover_key(pointer.pitch)
        return PlayKey(self.stage, pointer)

    def hover(self, pointer: Pointer) -> None:
        self.stage.hover_key(pointer.pitch)
        self.stage.hint.emit(said("{0} · click to hear it").format(self.name_of(pointer.pitch)))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.stage.hover_key(None)
