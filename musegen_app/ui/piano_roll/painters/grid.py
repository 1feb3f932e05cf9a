"""The ground of the roll: rows of the scale, rows outside it, and the lines of time.

Only few kinds of rows are in sight at once, and a row looks like every other one of its kind: one of each is painted,
with the lines that cross it, and copied to where the others are.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPixmap

from musegen_app.score.keys import Key
from musegen_app.ui.piano_roll import grid
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.piano_roll.transform import PitchAxis
from musegen_app.ui.theme import Theme, colour, mixed

_WHITE_KEYS = frozenset({0, 2, 4, 5, 7, 9, 11})
_LINED = 7  # pixels a row needs for a line of its own
_PIANO = 0.45  # how much of the shade of rows outside a key the black keys have where no key is shown
_TONIC = 0.07  # how much accent the tonic's rows have


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a row looks: its ink, and that of the line along its lower edge ("" for none)."""

    ink: str
    edge: str = ""

    def paint(self, painter: QPainter, area: QRect) -> None:
        painter.fillRect(area, colour(self.ink))
        if self.edge:
            painter.fillRect(area.left(), area.bottom(), area.width(), 1, colour(self.edge))


def paint_grid(painter: QPainter, stage: Stage, clip: QRect) -> None:
    """Rows and lines, where they are seen in `clip`: rows of the key at each place. Without a key, or when scales are
    not shown, the black keys are a little darker, as on a piano."""
    ratio = painter.device().devicePixelRatio()
    copied = ratio.is_integer()  # elsewhere a copy would lie between two pixels
    for left, right, key in _stretches(stage, clip.left(), clip.right() + 1):
        part = QRect(left, clip.top(), right - left, clip.height())
        _paint_rows(painter, stage, part, key, _lines(stage, part, ratio) if copied else None)
    below = QRect(clip)
    below.setTop(max(clip.top(), stage.pitch.height - stage.pitch.scroll))
    painter.fillRect(below, colour(stage.theme.ground))
    if not copied:
        _paint_lines(painter, stage, clip)
    elif not below.isEmpty():
        _paint_lines(painter, stage, below)


def _lines(stage: Stage, part: QRect, ratio: float) -> QPixmap:
    """The lines of time in `part` on nothing, as high as a row."""
    made = _blank(part.width(), stage.pitch.row, ratio)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        painter.translate(-part.left(), 0)
        _paint_lines(painter, stage, QRect(part.left(), 0, part.width(), stage.pitch.row))
    return made


def _blank(width: int, height: int, ratio: float) -> QPixmap:
    made = QPixmap(round(width * ratio), round(height * ratio))
    made.setDevicePixelRatio(ratio)
    return made


def _paint_lines(painter: QPainter, stage: Stage, area: QRect) -> None:
    """Grid steps, beats and bars as one-pixel lines."""
    theme, axis, top, height = stage.theme, stage.time, area.top(), area.height()
    found = grid.around(axis, stage.score.meter, stage.snap, area.left(), area.right() + 1)
    painter.setPen(Qt.PenStyle.NoPen)
    for ink, ticks in (
        (theme.grid_step, found.steps),
        (theme.grid_beat, found.beats),
        (theme.grid_bar, [bar.tick for bar in found.bars]),
    ):
        painter.setBrush(colour(ink))
        painter.drawRects([QRect(axis.pixel(tick), top, 1, height) for tick in ticks])


def _stretches(stage: Stage, left: int, right: int) -> list[tuple[int, int, Key | None]]:
    """Stretches between two pixels and the key that is shown there."""
    keys = stage.score.keys if stage.scale_shown else ()
    if not keys:
        return [(left, right, None)]
    edges = [left, *(stage.time.pixel(k.tick) for k in keys[1:]), right]
    stretches = zip(edges, edges[1:], keys, strict=False)
    return [(max(left, a), min(right, b), k.key) for a, b, k in stretches if b > left and a < right]


def _paint_rows(painter: QPainter, stage: Stage, part: QRect, key: Key | None, lines: QPixmap | None) -> None:
    """Rows in `part`; with `lines` one of each kind is painted, with them, and copied."""
    axis, left, width = stage.pitch, part.left(), part.width()
    seen = part.top(), part.bottom()
    for kind, places in _places(stage.theme, axis, key, stage.rows_mode == "drums", seen):
        if lines is not None:
            _copy(painter, left, places, _one(kind, width, axis.row, lines))
            continue
        for top in places:
            kind.paint(painter, QRect(left, top, width, axis.row))


def _one(kind: _Kind, width: int, height: int, lines: QPixmap) -> QPixmap:
    """A row of that kind with the lines across it."""
    made = _blank(width, height, lines.devicePixelRatio())
    with QPainter(made) as painter:
        kind.paint(painter, QRect(0, 0, width, height))
        painter.drawPixmap(0, 0, lines)
    return made


def _copy(painter: QPainter, left: int, tops: tuple[int, ...], row: QPixmap) -> None:
    for top in tops:
        painter.drawPixmap(left, top, row)


@lru_cache(maxsize=32)
def _places(
    theme: Theme, axis: PitchAxis, key: Key | None, drums: bool, seen: tuple[int, int]
) -> tuple[tuple[_Kind, tuple[int, ...]], ...]:
    """The kinds of rows between two pixels of the view, and where rows of that kind begin."""
    tops: dict[_Kind, list[int]] = defaultdict(list)
    for pitch in axis.seen(seen[1], seen[0]):
        edge = _line_ink(theme, key, pitch) if axis.row >= _LINED else ""
        kind = _Kind(theme.row if drums else _row_ink(theme, key, pitch), edge)
        tops[kind].append(axis.y(pitch))
    return tuple((kind, tuple(places)) for kind, places in tops.items())


def _row_ink(theme: Theme, key: Key | None, pitch: int) -> str:
    if key is None:
        outside = mixed(theme.row, theme.row_outside, _PIANO).name()
        return theme.row if pitch % 12 in _WHITE_KEYS else outside
    if pitch % 12 not in key.pitch_classes:
        return theme.row_outside
    return mixed(theme.row, theme.accent, _TONIC).name() if pitch % 12 == key.tonic else theme.row


def _line_ink(theme: Theme, key: Key | None, pitch: int) -> str:
    """Octaves begin with a clearer line: at the tonic, or at C."""
    return theme.grid_beat if pitch % 12 == (key.tonic if key is not None else 0) else theme.row_line
