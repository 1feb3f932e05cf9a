"""What is being recorded: notes that grow with the playhead, and the region in which they count."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen

from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour

_FILL = 130


def paint_growing(painter: QPainter, stage: Stage, clip: QRectF) -> None:
    """Notes not yet written down: translucent in the track's colour, with a red outline."""
    notes = [n for n in stage.growing if n.start_tick < stage.time.tick(clip.right() + 1)]
    rects = [shapes.note_rect(stage, n) for n in notes]
    corner = shapes.radius(stage)
    shapes.fill_rects(painter, rects, colour(stage.colour_of(stage.track_id), _FILL), corner)
    shapes.outline_rects(painter, rects, QPen(colour(stage.theme.bad), 1), corner)


def paint_punch(painter: QPainter, stage: Stage, height: int) -> None:
    """A breath of red where recording counts."""
    if stage.punch is not None:
        left, right = (stage.time.pixel(tick) for tick in stage.punch)
        painter.fillRect(left, 0, right - left, height, colour(stage.theme.bad, 12))


def paint_punch_bracket(painter: QPainter, stage: Stage, height: int) -> None:
    """The same in the ruler: a bracket on its lower edge."""
    if stage.punch is None:
        return
    left, right = (stage.time.pixel(tick) for tick in stage.punch)
    red = colour(stage.theme.bad)
    painter.fillRect(left, height - 4, right - left, 2, red)
    for x in (left, right - 2):
        painter.fillRect(x, height - 11, 2, 9, red)
