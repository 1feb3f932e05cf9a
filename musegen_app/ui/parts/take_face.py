"""How the card of a take looks: ground and edge, the picture, its number, stars and marks below it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from musegen_app.sampling.take import Take
from musegen_app.ui.parts.take_picture import TakePicture
from musegen_app.ui.theme import GAP_HALF, RADIUS, RADIUS_SMALL, SIZE_SMALL, Theme, colour, font

STAR = "★"
_SIDE = 6  # pixels left and right of the picture
_FOOT = 16  # where the words are
_RIGHT = 62  # the same of a card that is a row


@dataclass(frozen=True, slots=True)
class Face:
    """What a card shows. `mark`: "A" or "B" while two takes are compared; `row`: it is as wide as the grid, in a tree;
    `span`: shares of the take that are being chosen; `playhead`: the share that is heard now."""

    take: Take
    number: int
    current: bool = False
    mark: str = ""
    row: bool = False
    span: tuple[float, float] | None = None
    playhead: float | None = None


def picture_rect(size: QSize, row: bool) -> QRect:
    """Where the notes are on a card of `size`."""
    if row:
        return QRect(_SIDE, GAP_HALF, size.width() - _SIDE - _RIGHT, size.height() - 2 * GAP_HALF)
    return QRect(_SIDE, GAP_HALF, size.width() - 2 * _SIDE, size.height() - GAP_HALF - _FOOT)


class TakeFace:
    """Paints one card; remembers its picture, and ground and words apart from it."""

    def __init__(self) -> None:
        self._picture = TakePicture()
        self._back = QPixmap()
        self._back_of: object = None

    def paint(self, painter: QPainter, face: Face, size: QSize, theme: Theme, hover: bool, focus: bool) -> None:
        """On a ground of `size` points."""
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(0, 0, self._ground(face, size, ratio, theme, hover))
        box = picture_rect(size, face.row)
        ink = ink_of(face.take, theme) if face.current else theme.dim
        painter.drawPixmap(box.topLeft(), self._picture.pixmap(face.take, box.size(), ratio, ink))
        _paint_span(painter, face, box, theme)
        if face.mark:
            _paint_mark(painter, face, size, theme)
        if focus:
            _paint_ring(painter, size, theme)

    def _ground(self, face: Face, size: QSize, ratio: float, theme: Theme, hover: bool) -> QPixmap:
        """All but the notes, which change more often."""
        take = face.take
        marks = (face.number, _mark(take), take.rating, take.done, take.recorded)
        wanted = (size, ratio, theme.name, hover, face.current, face.row, marks)
        if wanted != self._back_of:
            self._back_of = wanted
            self._back = QPixmap(size * ratio)
            self._back.setDevicePixelRatio(ratio)
            self._back.fill(Qt.GlobalColor.transparent)
            with QPainter(self._back) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                _paint_ground(painter, face, size, theme, hover)
                _paint_words(painter, face, size, theme)
        return self._back


def _mark(take: Take) -> str:
    """What the critic gives it, "" before that."""
    return str(round(take.critique.total)) if take.critique is not None else ""


def ink_of(take: Take, theme: Theme) -> str:
    """The colour of who made it."""
    return theme.accent if take.recorded else theme.generated


def _paint_ground(painter: QPainter, face: Face, size: QSize, theme: Theme, hover: bool) -> None:
    """Dashed until the take is done."""
    ink = ink_of(face.take, theme)
    full = theme.accent_ground if face.take.recorded else theme.generated_ground
    if face.take.done:
        painter.setPen(QPen(colour(ink if face.current else theme.raised), 1))
    else:
        painter.setPen(QPen(colour(ink), 1, Qt.PenStyle.DashLine))
    painter.setBrush(colour(full if face.current else theme.hover if hover else theme.raised))
    painter.drawRoundedRect(QRectF(0.5, 0.5, size.width() - 1, size.height() - 1), RADIUS, RADIUS)


def _paint_span(painter: QPainter, face: Face, box: QRect, theme: Theme) -> None:
    """The bars that are being chosen, and where the song is."""
    if face.span is not None:
        left, right = (box.x() + round(share * box.width()) for share in face.span)
        painter.fillRect(QRect(left, 2, right - left, box.bottom()), colour(theme.accent, 60))
        painter.fillRect(QRect(left, 2, 1, box.bottom()), colour(theme.accent))
        painter.fillRect(QRect(right - 1, 2, 1, box.bottom()), colour(theme.accent))
    if face.playhead is not None:
        painter.fillRect(box.x() + round(face.playhead * box.width()), 2, 1, box.bottom(), colour(theme.ok))


def _paint_words(painter: QPainter, face: Face, size: QSize, theme: Theme) -> None:
    """Its number, its stars and its mark of the critic."""
    take = face.take
    painter.setFont(font(SIZE_SMALL))
    foot = QRect(GAP_HALF, 0, size.width() - 2 * GAP_HALF, size.height() - (0 if face.row else 3))
    if face.row:
        foot.setLeft(size.width() - _RIGHT + GAP_HALF)
    down = Qt.AlignmentFlag.AlignVCenter if face.row else Qt.AlignmentFlag.AlignBottom
    painter.setPen(colour(theme.text if face.current else theme.dim))
    painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | down, str(face.number))
    painter.drawText(foot, Qt.AlignmentFlag.AlignRight | down, _mark(take))
    if take.rating:
        painter.setPen(colour(theme.warm))
        beside = foot.adjusted(painter.fontMetrics().horizontalAdvance(str(face.number)) + 2, 0, 0, 0)
        painter.drawText(beside, Qt.AlignmentFlag.AlignLeft | down, f"{STAR}{take.rating}")


def _paint_mark(painter: QPainter, face: Face, size: QSize, theme: Theme) -> None:
    """The letter of a comparison, in the corner."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(2, 2, 14, 14) if face.row else QRectF(size.width() - 17, 3, 14, 14)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(theme.accent))
    painter.drawRoundedRect(box, RADIUS_SMALL, RADIUS_SMALL)
    painter.setPen(colour(theme.on_accent))
    painter.setFont(font(SIZE_SMALL, bold=True))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, face.mark)


def _paint_ring(painter: QPainter, size: QSize, theme: Theme) -> None:
    """Who has the keyboard."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(colour(theme.text))
    painter.drawRoundedRect(QRectF(2.5, 2.5, size.width() - 5, size.height() - 5), RADIUS - 2, RADIUS - 2)
