"""The ground of the roll: rows of the scale, rows outside it, and the lines of time."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from musegen_app.ui.piano_roll import grid
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour

_WHITE_KEYS = frozenset({0, 2, 4, 5, 7, 9, 11})


def paint_grid(painter: QPainter, stage: Stage, width: int, height: int) -> None:
    """Rows and lines of the whole view."""
    paint_rows(painter, stage, width, height)
    paint_lines(painter, stage, width, height)


def paint_rows(painter: QPainter, stage: Stage, width: int, height: int) -> None:
    """Rows of the key at each place; without a key, the white keys stand out as on a piano."""
    theme, axis = stage.theme, stage.pitch
    painter.fillRect(0, 0, width, height, colour(theme.row))
    pitches = axis.seen(height)
    for from_x, to_x, scale in _scales(stage, width):
        for pitch in pitches:
            if pitch % 12 not in scale:
                painter.fillRect(from_x, axis.y(pitch), to_x - from_x, axis.row, colour(theme.row_outside))
    painter.fillRect(0, axis.height - axis.scroll, width, height, colour(theme.ground))
    if axis.row < 7:
        return
    for pitch in pitches:
        line = theme.grid_beat if pitch % 12 == 0 else theme.row_line
        painter.fillRect(0, axis.y(pitch) + axis.row - 1, width, 1, colour(line))


def _scales(stage: Stage, width: int) -> list[tuple[int, int, frozenset[int]]]:
    """Stretches of the view (pixels) and the pitch classes of their scale."""
    keys = stage.score.keys
    if not keys:
        return [(0, width, _WHITE_KEYS)]
    edges = [0, *(round(stage.time.x(k.tick)) for k in keys[1:]), width]
    stretches = zip(edges, edges[1:], keys, strict=False)
    return [(max(0, a), min(width, b), k.key.pitch_classes) for a, b, k in stretches if b > 0 and a < width]


def paint_lines(painter: QPainter, stage: Stage, width: int, height: int) -> None:
    """Bars, beats and grid steps as one-pixel lines."""
    theme, axis = stage.theme, stage.time
    found = grid.lines(axis, stage.score.meter, stage.snap, width)
    for ticks, value in (
        (found.steps, theme.grid_step),
        (found.beats, theme.grid_beat),
        ([bar.tick for bar in found.bars], theme.grid_bar),
    ):
        shade = colour(value)
        for tick in ticks:
            painter.fillRect(QRect(round(axis.x(tick)), 0, 1, height), shade)
