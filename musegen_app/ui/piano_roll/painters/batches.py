"""Thousands of notes at once: rectangles in music units, one list a colour, drawn through a painter transform.

Lists are built when the track's notes change and are cut by bisection to what is in sight; scrolling and zooming
build nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from itertools import accumulate

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from musegen_app.score.model import Note, OriginKind
from musegen_app.ui.piano_roll.painters.ink import shade_of
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.piano_roll.transform import PitchAxis
from musegen_app.ui.theme import colour

_Group = tuple[list[int], list[int], list[QRectF]]  # onsets, latest end so far, rectangles


class Batches:
    """The prebuilt rectangles of the active track."""

    def __init__(self) -> None:
        self._built_for: tuple[tuple[Note, ...], int, tuple[int, ...] | None] | None = None
        self._groups: dict[tuple[OriginKind, int], _Group] = {}

    def paint(self, painter: QPainter, stage: Stage, from_tick: float, to_tick: float) -> None:
        """Every note that touches the ticks, as a plain rectangle."""
        self._build(stage.index.notes, _least_ticks(stage.time.pixels_per_tick), stage.pitch)
        painter.save()
        painter.translate(-stage.time.scroll, -stage.pitch.scroll)
        painter.scale(stage.time.pixels_per_tick, stage.pitch.row)
        for (kind, velocity), group in self._groups.items():
            self._paint_group(painter, stage, group, shade_of(stage, kind, velocity), (from_tick, to_tick))
        painter.restore()

    def _paint_group(
        self, painter: QPainter, stage: Stage, group: _Group, value: str, ticks: tuple[float, float]
    ) -> None:
        starts, ends, rects = group
        first, last = bisect_right(ends, ticks[0]), bisect_left(starts, ticks[1])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(value))
        painter.drawRects(rects[first:last])

    def _build(self, notes: tuple[Note, ...], least_ticks: int, axis: PitchAxis) -> None:
        known = self._built_for
        if known is not None and known[0] is notes and known[1:] == (least_ticks, axis.rows):
            return
        self._built_for = (notes, least_ticks, axis.rows)
        by_kind: dict[tuple[OriginKind, int], list[Note]] = defaultdict(list)
        for note in notes:
            by_kind[(note.origin.kind, note.velocity // 16 * 16 + 8)].append(note)
        self._groups = {kind: _group(some, least_ticks, axis) for kind, some in by_kind.items()}


def _least_ticks(pixels_per_tick: float) -> int:
    """How wide a note is drawn at least, so that none is thinner than a pixel: a power of two that changes seldom."""
    return 1 << max(0, int(1.1 / pixels_per_tick)).bit_length()


def _group(notes: list[Note], least_ticks: int, axis: PitchAxis) -> _Group:
    starts = [n.start_tick for n in notes]
    ends = list(accumulate((n.end_tick for n in notes), max))
    rects = [QRectF(n.start_tick, axis.place(n.pitch) + 0.06, max(least_ticks, n.duration_ticks), 0.88) for n in notes]
    return starts, ends, rects
