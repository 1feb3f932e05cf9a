"""Names of pitches on notes that are wide and high enough. A name is painted once and copied."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import floor

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPixmap

from musegen_app.score.keys import pitch_name
from musegen_app.score.model import Note
from musegen_app.ui import theme as tokens
from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.piano_roll.painters.ink import ink_of, level_of, paled
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import Theme, colour, contrast

_ROW = 15  # points a row needs
_ROOM = 9  # points a note needs beside its name
MOST = 250  # notes in sight; where there are more, names would only be noise
_HIGH = 12


def are_seen(stage: Stage, count: int) -> bool:
    """Whether any of `count` notes in sight may have its name on it."""
    return stage.names and count <= MOST and stage.pitch.row >= _ROW and stage.rows_mode != "drums"


def paint_names(painter: QPainter, stage: Stage, notes: Iterable[Note]) -> None:
    """Names on those of the notes that have room."""
    if not are_seen(stage, 0):
        return
    ratio = painter.device().devicePixelRatio()
    for note in notes:
        rect = shapes.note_rect(stage, note)
        name = pitch_name(note.pitch, stage.key_at(note.start_tick))
        fill = paled(ink_of(stage, note.origin.kind), stage.theme, level_of(note.velocity))
        ink = stage.theme.text if note.muted else _readable(stage.theme, fill)
        picture = _name(name, ink, ratio)
        if rect.width() >= picture.width() / ratio + _ROOM:
            painter.drawPixmap(QPointF(rect.left() + 6, floor(rect.center().y() - _HIGH / 2 - 1)), picture)


@lru_cache(maxsize=256)
def _readable(theme: Theme, fill: str) -> str:
    """Light or dark, whichever stands out more."""
    return max((theme.text, theme.ground), key=lambda ink: contrast(ink, fill))


@lru_cache(maxsize=512)
def _name(name: str, ink: str, ratio: float) -> QPixmap:
    font = tokens.font(tokens.SIZE_SMALL)
    made = QPixmap(round((QFontMetrics(font).horizontalAdvance(name) + 1) * ratio), round(_HIGH * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        painter.setFont(font)
        painter.setPen(colour(ink))
        painter.drawText(QPointF(0, _HIGH - 2), name)
    return made
