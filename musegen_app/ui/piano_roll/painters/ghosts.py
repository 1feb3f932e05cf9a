"""Notes of the other tracks: faint, in their track's colour, with a dashed outline."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from musegen_app.score.model import Track
from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour

FILL, LINE = 46, 170  # how opaque bodies and lines are, of 255
FEW, LINED, CROWDED = "few", "lined", "crowded"
_MUTED = 0.4
_LINED_UP_TO = 2500  # notes in sight that have dashed lines


def ghost_density(stage: Stage) -> str:
    """How the other tracks are drawn: "" (there is none), FEW (one by one), LINED, or CROWDED (without dashes)."""
    others = [t for t in stage.ghost_tracks if t.notes]
    if not others:
        return ""
    count = sum(_count(stage, track) for track in others)
    if not shapes.is_crowd(count, shapes.FEW_DASHED):
        return FEW
    return LINED if count <= _LINED_UP_TO else CROWDED


def paint_ghosts(painter: QPainter, stage: Stage, clip: QRect) -> None:
    """Every note of every other track in `clip` that has a row; fewer details the more there are in sight."""
    others = [t for t in stage.ghost_tracks if t.notes]
    density = ghost_density(stage)
    if density == FEW:
        for track in others:
            _paint_track(painter, stage, track, clip)
    elif density:
        from musegen_app.ui.piano_roll.painters import crowd

        crowd.paint_ghosts(painter, stage, others, clip, density == LINED)


def _count(stage: Stage, track: Track) -> int:
    first, last = stage.indexes.of(track).begun(stage.time.tick(0), stage.time.tick(stage.width))
    return last - first


def _paint_track(painter: QPainter, stage: Stage, track: Track, clip: QRect) -> None:
    index, time = stage.indexes.of(track), stage.time
    seen_notes = index.between(time.tick(clip.left() - shapes.reach(stage)), time.tick(clip.right() + 1 + shapes.BLUR))
    rects = [shapes.note_rect(stage, n) for n in seen_notes if stage.pitch.has(n.pitch)]
    corner, strength = shapes.radius(stage), strength_of(track)
    value = stage.colour_of(track.id)
    shapes.fill_rects(painter, rects, colour(value, round(FILL * strength)), corner)
    shapes.outline_rects(painter, rects, shapes.dashed(colour(value, round(LINE * strength))), corner)


def strength_of(track: Track) -> float:
    """How visible its notes are: a track that is not heard is fainter."""
    return _MUTED if track.mute else 1.0
