"""Notes of the active track: track colour for the person's, violet with a bright edge for generated ones.

Loud notes are full, soft ones pale, and a bar inside shows the velocity. When more than a few hundred are in sight
`crowd.py` draws them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from musegen_app.score.model import Note, OriginKind
from musegen_app.ui.piano_roll.painters import names, shapes
from musegen_app.ui.piano_roll.painters.authors import paint_marks
from musegen_app.ui.piano_roll.painters.ink import level_of, shades
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour

_HOLLOW = 46  # how opaque the body of a muted note is, of 255


def density(stage: Stage) -> tuple[bool, bool]:
    """How the active track is drawn: as a crowd, and with names."""
    first, last = stage.index.span(*_ticks(stage, 0, stage.width))
    return shapes.is_crowd(last - first), names.are_seen(stage, last - first)


def paint_notes(painter: QPainter, stage: Stage, clip: QRect) -> None:
    """Every note of the active track that is seen in `clip` and that no drag has lifted."""
    lifted = stage.draft.lifted if stage.draft is not None else frozenset()
    from_tick, to_tick = _ticks(stage, clip.left(), clip.right() + 1)
    crowded, named = density(stage)
    if not crowded:
        paint_some(painter, stage, list(_unlifted(stage, from_tick, to_tick, lifted)), named)
        return
    from musegen_app.ui.piano_roll.painters import crowd

    crowd.paint_track(painter, stage, clip)
    if named:
        names.paint_names(painter, stage, _unlifted(stage, from_tick, to_tick, lifted))


def _ticks(stage: Stage, left: int, right: int) -> tuple[float, float]:
    """Where notes lie that are seen between two pixels."""
    return stage.time.tick(left - shapes.reach(stage)), stage.time.tick(right + shapes.BLUR)


def _unlifted(stage: Stage, from_tick: float, to_tick: float, lifted: frozenset[int]) -> Iterator[Note]:
    return (n for n in stage.index.between(from_tick, to_tick) if n.id not in lifted)


def paint_some(painter: QPainter, stage: Stage, notes: list[Note], named: bool = True) -> None:
    """These notes, in full detail; `named`: with their names."""
    by_fill: dict[tuple[str, bool], list[QRectF]] = defaultdict(list)
    table = shades(stage)
    rects_of = [shapes.note_rect(stage, note) for note in notes]
    for note, rect in zip(notes, rects_of, strict=True):
        by_fill[(table[note.origin.kind][level_of(note.velocity)], note.muted)].append(rect)
    for (fill, muted), rects in sorted(by_fill.items(), key=_first):  # the same on top whatever is in sight
        if muted:
            _paint_muted(painter, stage, rects, fill)
        else:
            shapes.fill_notes(painter, stage, rects, colour(fill))
    _marks(painter, stage, notes, rects_of)
    chosen = stage.selection
    _outline(painter, stage, [rect for note, rect in zip(notes, rects_of, strict=True) if note.id in chosen])
    if named:
        names.paint_names(painter, stage, notes)


def _first(filled: tuple[tuple[str, bool], list[QRectF]]) -> tuple[str, bool]:
    return filled[0]


def _paint_muted(painter: QPainter, stage: Stage, rects: list[QRectF], fill: str) -> None:
    """Hollow, with a line through them: what is written and not heard."""
    shapes.fill_notes(painter, stage, rects, colour(fill, _HOLLOW))
    shapes.outline_notes(painter, stage, rects, QPen(colour(fill), 1))
    shapes.fill_rects(painter, [QRectF(r.left(), r.center().y(), r.width(), 1) for r in rects], colour(fill), 0)


def _outline(painter: QPainter, stage: Stage, rects: list[QRectF]) -> None:
    """Selected notes: lighter, with an outline."""
    if rects:
        shapes.fill_notes(painter, stage, rects, colour(stage.theme.selection, 70))
        shapes.outline_notes(painter, stage, rects, QPen(colour(stage.theme.selection), 1.5))


def _marks(painter: QPainter, stage: Stage, notes: list[Note], rects: list[QRectF]) -> None:
    """The velocity bar, the mark of the author, the hatch of locked ones."""
    bars: list[QRectF] = []
    authors: list[tuple[OriginKind, QRectF]] = []
    locked: list[QRectF] = []
    hits = stage.rows_mode == "drums"
    roomy = stage.pitch.row >= 12 and not hits
    for note, rect in zip(notes, rects, strict=True):
        authors.append((note.origin.kind, shapes.heart(rect) if hits else rect))
        if roomy and rect.width() >= 26:
            length = (rect.width() - 8) * note.velocity / 127
            bars.append(QRectF(rect.left() + 5, rect.bottom() - 4, length, 2))
        if note.locked:
            locked.append(shapes.heart(rect) if hits else rect)
    shapes.fill_rects(painter, bars, colour(stage.theme.shade, 90), 0)
    paint_marks(painter, stage.theme, authors, stage.authors)
    if locked:
        painter.setBrush(QBrush(colour(stage.theme.shade, 120), Qt.BrushStyle.BDiagPattern))
        painter.drawRects(locked)
