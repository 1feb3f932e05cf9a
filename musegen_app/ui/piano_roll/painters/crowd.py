"""Draws thousands of notes: the pictures of `raster.py` in colours, each line of pixels stretched over its row.

Every note keeps what it has when there are few: cut corners, the pale ink of soft notes, the mark of its author, the
bar of its velocity, the outline of chosen and muted ones, the hatch of locked ones. Import it only when needed (numpy).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from musegen_app.score.model import Note, OriginKind, Track
from musegen_app.ui.piano_roll.painters import palette, raster
from musegen_app.ui.piano_roll.painters.arrays import AUTHORS, KINDS, MUTED
from musegen_app.ui.piano_roll.painters.raster import FLAGS_SHIFT, Codes, Spans, Window
from musegen_app.ui.piano_roll.stage import Stage

_GAPPED = 7  # pixels above which a row leaves a gap around its notes and has lines along their edges
_ROOMY = 12  # pixels a row needs for velocity bars
_MARKED, _BARRED = 5, 26  # pixels a note needs for the mark of its author and for its velocity bar
_DOT = 4
_GHOSTS_LINED_UP_TO = 2500
_DRAFT = -1  # what the columns of a drag's notes are known as
_PLACES = {kind: place for place, kind in enumerate(KINDS)}

Pixels = NDArray[np.uint32]


def paint_track(painter: QPainter, stage: Stage) -> None:
    """The active track without the notes that a drag has lifted."""
    _paint_own(painter, stage, table_in_sight(stage))


def table_in_sight(stage: Stage, as_drafted: bool = False) -> NDArray[np.int32]:
    """Columns (`NoteArrays.table`) of the active track's notes that no drag has lifted, or of all as the drag would
    leave them, that may be in sight."""
    if stage.track is None:
        return np.empty((6, 0), np.int32)
    table = _in_sight(stage, stage.track)
    if stage.draft is None:
        return table
    table = table[:, ~np.isin(table[5], stage.columns.ids(stage.draft.lifted))]
    moved = stage.columns.of_notes(stage.draft.notes, _DRAFT).table
    return np.concatenate((table, moved), axis=1) if as_drafted else table


def _in_sight(stage: Stage, track: Track) -> NDArray[np.int32]:
    arrays = stage.columns.of(track)
    return arrays.table[:, arrays.span(stage.time.tick(-4), stage.time.tick(stage.width))]


def paint_notes(painter: QPainter, stage: Stage, notes: tuple[Note, ...]) -> None:
    """Some notes as they would be in the active track."""
    _paint_own(painter, stage, stage.columns.of_notes(notes, _DRAFT).table)


def paint_ghosts(painter: QPainter, stage: Stage, tracks: Sequence[Track]) -> None:
    """Notes of other tracks that have a row: faint, with dashed lines along their edges."""
    rows = _Rows.of(painter, stage)
    window = rows.window(own=False)
    parts = [_ghosts_of(stage, track, place, window) for place, track in enumerate(tracks)]
    spans = Spans(*(np.concatenate([getattr(part, name) for part in parts]) for name in Spans.__slots__))
    codes = raster.picture(spans, window)
    body, edge = palette.ghosts(stage, tracks)
    lined = len(spans.code) <= _GHOSTS_LINED_UP_TO
    rows.draw_notes(codes, body[codes], edge[codes] if lined else body[codes])


def _ghosts_of(stage: Stage, track: Track, place: int, window: Window) -> Spans:
    table = _in_sight(stage, track)
    codes = np.full(table.shape[1], palette.ghost_code(place), np.uint16)
    return raster.spans_of(table, codes, window)


def _paint_own(painter: QPainter, stage: Stage, table: NDArray[np.int32]) -> None:
    rows = _Rows.of(painter, stage)
    window = rows.window(own=True)
    codes = raster.codes_of(table)
    if stage.selection:
        codes[np.isin(table[5], stage.columns.ids(stage.selection))] |= np.uint16(raster.CHOSEN)
    spans = raster.chosen_on_top(raster.spans_of(table, codes, window))
    shown = raster.picture(spans, window)
    body, edge, strike = palette.own(stage)
    rows.draw_notes(shown, body[shown], edge[shown])
    _paint_details(rows, stage, spans.only(~spans.thin), window)
    if (table[4] & MUTED).any():
        rows.draw(strike[shown], rows.row / 2 - 0.5, 1)


def _paint_details(rows: _Rows, stage: Stage, spans: Spans, window: Window) -> None:
    """Marks of authors and velocity bars on the notes that have room for them."""
    unit = rows.ratio
    wide = (spans.right - spans.left) / unit
    kinds = spans.code >> FLAGS_SHIFT & AUTHORS
    bright, shade = palette.mark(stage), palette.shade(stage)

    def strip(which: NDArray[np.bool_], first: float, length: NDArray[np.float64] | float, ink: np.uint32) -> Pixels:
        some = spans.only(which)
        left = (some.left + first * unit).astype(np.int32)
        right = (left + np.asarray(length) * unit).astype(np.int32)
        return raster.mask(left, right, some.line, window) * ink

    marked = wide >= _MARKED
    if (generated := marked & (kinds == _PLACES[OriginKind.GENERATED])).any():
        rows.draw(strip(generated, 1, 2, bright), 3, rows.row - 6)
    if stage.authors and (played := marked & (kinds == _PLACES[OriginKind.PLAYED])).any():
        rows.draw(strip(played, 2, _DOT, bright), rows.row / 2 - _DOT / 2, _DOT)
    if rows.row >= _ROOMY and (barred := wide >= _BARRED).any():
        loud = ((spans.code & raster.LEVEL) + 1) / 8
        rows.draw(strip(barred, 5, ((wide - 8) * loud)[barred], shade), rows.row - 5, 2)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows in sight: where they are, and how lines of pixels get onto them. `row` is their height in points,
    `ratio` device pixels a point."""

    painter: QPainter
    stage: Stage
    ratio: float
    row: int
    pitches: tuple[int, ...]

    @staticmethod
    def of(painter: QPainter, stage: Stage) -> _Rows:
        axis = stage.pitch
        return _Rows(painter, stage, painter.device().devicePixelRatio(), axis.row, axis.seen(stage.height)[::-1])

    def window(self, own: bool) -> Window:
        """What the pictures show. A note of one's own that has no row (it is being moved) is on the one above."""
        axis, time, ratio = self.stage.pitch, self.stage.time, self.ratio
        first = axis.place(self.pitches[0])
        lines = np.array([axis.place(p) - first if own or axis.has(p) else -1 for p in range(128)]).astype(np.int32)
        lines[(lines < 0) | (lines >= len(self.pitches))] = -1
        gap = round(ratio) if axis.row > _GAPPED else 0
        width = round(self.stage.width * ratio)
        scroll = round(time.scroll * ratio)
        return Window(time.pixels_per_tick * ratio, scroll, width, lines, len(self.pitches), gap, round(2 * ratio))

    def draw_notes(self, codes: Codes, body: Pixels, edge: Pixels) -> None:
        """Notes: a line of `edge` above and below when there is room, and `body` in between."""
        full = (codes & np.uint16(raster.THERE)) > 0
        if self.row <= _GAPPED:
            self.draw(body, 0, self.row, full)
            return
        self.draw(edge, 1, 1, full)
        self.draw(body, 2, self.row - 4, full)
        self.draw(edge, self.row - 2, 1, full)

    def draw(self, pixels: Pixels, top: float, height: float, where: NDArray[np.bool_] | None = None) -> None:
        """Each line of `pixels` over a part of its row: from `top` on, `height` points high."""
        count, width = pixels.shape
        image = QImage(pixels.data, width, count, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
        across = width / self.ratio
        for line, y in self._used(pixels if where is None else where):
            self.painter.drawImage(QRectF(0, y + top, across, height), image, QRectF(0, line, width, 1))

    def _used(self, pixels: Pixels | NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
        """Lines on which there is something, and where their rows begin."""
        axis = self.stage.pitch
        return ((line, axis.y(self.pitches[line])) for line in np.flatnonzero(pixels.any(axis=1)).tolist())
