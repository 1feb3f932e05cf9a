"""Notes of the other tracks: faint, in their track's colour, with a dashed outline."""

from __future__ import annotations

from PySide6.QtGui import QPainter

from musegen_app.score.model import Track
from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour

FILL, LINE = 46, 170  # how opaque bodies and lines are, of 255
_MUTED = 0.4


def paint_ghosts(painter: QPainter, stage: Stage, width: int) -> None:
    """Every note of every other track in sight that has a row; fewer details the more there are."""
    others = [t for t in stage.ghost_tracks if t.notes]
    if shapes.is_crowd(sum(_count(stage, track, width) for track in others), shapes.FEW_DASHED):
        from musegen_app.ui.piano_roll.painters import crowd

        crowd.paint_ghosts(painter, stage, others)
        return
    for track in others:
        _paint_track(painter, stage, track, width)


def _count(stage: Stage, track: Track, width: int) -> int:
    first, last = stage.indexes.of(track).span(stage.time.tick(0), stage.time.tick(width))
    return last - first


def _paint_track(painter: QPainter, stage: Stage, track: Track, width: int) -> None:
    index = stage.indexes.of(track)
    seen_notes = index.between(stage.time.tick(-4), stage.time.tick(width))
    rects = [shapes.note_rect(stage, n) for n in seen_notes if stage.pitch.has(n.pitch)]
    corner, strength = shapes.radius(stage), strength_of(track)
    value = stage.colour_of(track.id)
    shapes.fill_rects(painter, rects, colour(value, round(FILL * strength)), corner)
    shapes.outline_rects(painter, rects, shapes.dashed(colour(value, round(LINE * strength))), corner)


def strength_of(track: Track) -> float:
    """How visible its notes are: a track that is not heard is fainter."""
    return _MUTED if track.mute else 1.0
