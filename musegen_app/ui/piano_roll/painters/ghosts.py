"""Notes of the other tracks: faint, in their track's colour, with a dashed outline."""

from __future__ import annotations

from PySide6.QtGui import QPainter

from musegen_app.score.model import Track
from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour

_FILL = 46
_LINE = 170
_MUTED = 0.4


def paint_ghosts(painter: QPainter, stage: Stage, width: int) -> None:
    """Every note of every other track in sight that has a row; fewer details the more there are."""
    if not stage.ghosts:
        return
    others = [t for t in stage.score.tracks if t.id != stage.track_id and t.notes]
    seen = sum(_count(stage, track, width) for track in others)
    for track in others:
        _paint_track(painter, stage, track, width, seen)


def _count(stage: Stage, track: Track, width: int) -> int:
    first, last = stage.indexes.of(track).span(stage.time.tick(0), stage.time.tick(width))
    return last - first


def _paint_track(painter: QPainter, stage: Stage, track: Track, width: int, seen: int) -> None:
    index = stage.indexes.of(track)
    seen_notes = index.between(stage.time.tick(-4), stage.time.tick(width))
    rects = [shapes.note_rect(stage, n) for n in seen_notes if stage.pitch.has(n.pitch)]
    corner = shapes.radius(stage) if seen <= shapes.DASHED_ROUNDED_UP_TO else 0.0
    strength = _MUTED if track.mute else 1.0
    value = stage.colour_of(track.id)
    shapes.fill_rects(painter, rects, colour(value, round(_FILL * strength)), corner)
    if seen <= shapes.DASHED_UP_TO:
        shapes.outline_rects(painter, rects, shapes.dashed(colour(value, round(_LINE * strength))), corner)
