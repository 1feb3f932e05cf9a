"""Notes of the take that stand in a training piece: a warm bar below each of them, and all of it warm while they are
pointed at."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen

from musegen_app.sampling.take import Take
from musegen_app.score.model import Note
from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour

BAR = 3  # pixels
_FILLED = 150  # of 255


def shared_notes(take: Take) -> list[Note]:
    """The notes that the nearest training piece has too, in order of time."""
    if take.nearest is None:
        return []
    return [take.notes[i] for i in take.nearest.notes if i < len(take.notes)]


def paint_shared(painter: QPainter, stage: Stage, clip: QRectF) -> None:
    """Over the ghosts that touch `clip` (pixels of the roll)."""
    if stage.take is None:
        return
    seen = (n for n in shared_notes(stage.take) if stage.pitch.has(n.pitch))
    rects = [r for n in seen if (r := shapes.note_rect(stage, n)).intersects(clip)]
    if not rects:
        return
    warm = stage.theme.warm
    if stage.shared_shown:
        shapes.fill_notes(painter, stage, rects, colour(warm, _FILLED))
        shapes.outline_notes(painter, stage, rects, QPen(colour(warm), 2))
    high = min(BAR, stage.pitch.row / 3)
    feet = [QRectF(r.left(), r.bottom() - high, r.width(), high) for r in rects]
    shapes.fill_rects(painter, feet, colour(warm), 0)
