"""What lies over the notes and changes often: the drag's draft, the rubber band, the loop, the invitation."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from musegen_app.ui import icons
from musegen_app.ui import theme as tokens
from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.piano_roll.painters.notes import paint_some
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour

INVITATION = "Draw with the pencil, drop a MIDI or ABC file, or press Continue"
_ICON = 28


def paint_draft(painter: QPainter, stage: Stage) -> None:
    """Notes as the drag would leave them."""
    if stage.draft is None or not stage.draft.notes:
        return
    if shapes.is_crowd(len(stage.draft.notes)):
        from musegen_app.ui.piano_roll.painters import crowd

        crowd.paint_notes(painter, stage, stage.draft.notes)
    else:
        paint_some(painter, stage, list(stage.draft.notes))


def paint_band(painter: QPainter, stage: Stage) -> None:
    """The rubber band."""
    if stage.band is None:
        return
    painter.setPen(QPen(colour(stage.theme.accent), 1, Qt.PenStyle.DashLine))
    painter.setBrush(colour(stage.theme.accent, 36))
    painter.drawRect(stage.band.adjusted(0.5, 0.5, -0.5, -0.5))


def paint_loop(painter: QPainter, stage: Stage, height: int) -> None:
    """The loop region as a light ground, when the loop is on."""
    on, from_tick, to_tick = stage.loop
    if on and to_tick > from_tick:
        left, right = stage.time.pixel(from_tick), stage.time.pixel(to_tick)
        painter.fillRect(left, 0, right - left, height, colour(stage.theme.accent, 9))


def paint_invitation(painter: QPainter, stage: Stage, rect: QRect) -> None:
    """What to do with an empty roll."""
    empty = not any(t.notes for t in stage.shown.tracks)
    taken = stage.take is not None
    if not empty or taken:
        return
    painter.setFont(tokens.font(tokens.SIZE_TITLE))
    painter.setPen(colour(stage.theme.dim))
    middle = rect.center().y()
    picture = icons.pixmap("draw", stage.theme.faint, _ICON, painter.device().devicePixelRatio())
    painter.drawPixmap(rect.center().x() - _ICON // 2, middle - _ICON - 12, picture)
    box = QRectF(rect.left() + 24, middle - 4, rect.width() - 48, 60)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
    painter.drawText(box, int(flags) | int(Qt.TextFlag.TextWordWrap), INVITATION)
