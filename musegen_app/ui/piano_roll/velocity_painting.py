"""Sticks of velocities when there are few: who wrote a note is told by its head, as well as by its colour.

Round: drawn, played or imported; a diamond: generated; hollow on a dashed stick: muted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from musegen_app.score.keys import pitch_name
from musegen_app.score.model import Note, OriginKind
from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.piano_roll.painters.ink import ink_of
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.piano_roll.value_axis import ValueAxis
from musegen_app.ui.piano_roll.value_chip import paint_chip
from musegen_app.ui.theme import colour

HEAD = 3.5
_STICK = 2


@dataclass(frozen=True, slots=True, order=True)
class _Look:
    ink: str
    diamond: bool
    hollow: bool


def paint_notes(painter: QPainter, stage: Stage, axis: ValueAxis, notes: Iterable[Note]) -> None:
    """Each note's stick and head; the selected ones last, so that they lie on top."""
    by_look: dict[_Look, list[QPointF]] = defaultdict(list)
    chosen: dict[_Look, list[QPointF]] = defaultdict(list)
    time, selection = stage.time, stage.selection
    looks: dict[tuple[OriginKind, bool, bool], _Look] = {}
    for note in notes:
        kind = note.origin.kind, note.muted, note.id in selection
        look = looks.get(kind) or looks.setdefault(kind, _look(stage, *kind))
        head = QPointF(time.pixel(note.start_tick), axis.y(note.velocity))
        (chosen if kind[2] else by_look)[look].append(head)
    for look, heads in (*sorted(by_look.items(), key=_first), *sorted(chosen.items(), key=_first)):
        paint_sticks(painter, stage, look, heads, axis.height - axis.pad / 2)


def paint_sticks(painter: QPainter, stage: Stage, look: _Look, heads: list[QPointF], floor: float) -> None:
    """Sticks of one look from their heads down to `floor`."""
    if look.hollow:
        painter.setPen(shapes.dashed(colour(look.ink, 160)))
        painter.drawLines([QLineF(h.x() + 1, h.y() + HEAD, h.x() + 1, floor) for h in heads])
        painter.setPen(QPen(colour(look.ink), 1))
        painter.setBrush(colour(stage.theme.ground))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(look.ink))
        painter.drawRects([QRectF(h.x(), h.y(), _STICK, floor - h.y()) for h in heads])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for head in heads:
        _paint_head(painter, head + QPointF(1, 0), look.diamond, HEAD)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def round_look(ink: str, hollow: bool) -> _Look:
    """The look of notes that are proposed, solid once they are promised."""
    return _Look(ink, False, hollow)


def paint_pointed(painter: QPainter, stage: Stage, axis: ValueAxis, note: Note, width: int) -> None:
    """The note under the pointer, told apart from others of its chord: a ring around its head, and its name."""
    theme = stage.theme
    head = QPointF(stage.time.pixel(note.start_tick) + 1, axis.y(note.velocity))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour(theme.text), 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _paint_head(painter, head, note.origin.kind is OriginKind.GENERATED, HEAD + 3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    words = f"{pitch_name(note.pitch, stage.key_at(note.start_tick))} {note.velocity}"
    paint_chip(painter, theme, head, words, QRectF(0, 0, width, axis.height))


def _first(looked: tuple[_Look, list[QPointF]]) -> _Look:
    """Which looks lie on top does not depend on which notes are in sight."""
    return looked[0]


def _look(stage: Stage, kind: OriginKind, muted: bool, chosen: bool) -> _Look:
    ink = stage.theme.selection if chosen else ink_of(stage, kind)
    return _Look(ink, kind is OriginKind.GENERATED, muted)


def _paint_head(painter: QPainter, at: QPointF, diamond: bool, size: float) -> None:
    if not diamond:
        painter.drawEllipse(at, size, size)
        return
    reach = size + 0.8
    corners = [(0.0, -reach), (reach, 0.0), (0.0, reach), (-reach, 0.0)]
    painter.drawPolygon(QPolygonF([at + QPointF(x, y) for x, y in corners]))
