"""Draws thousands of notes: the pictures of `raster.py` in colours, each line of pixels repeated over its row.

Every note keeps what it has when there are few: cut corners, the pale ink of soft notes, the mark of its author, the
bar of its velocity, the outline of chosen and muted ones, the hatch of locked ones. Import it only when needed (numpy).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage, QPainter

from musegen_app.score.model import Note, OriginKind, Track
from musegen_app.ui.piano_roll.painters import palette, raster
from musegen_app.ui.piano_roll.painters.arrays import AUTHORS, KINDS, LOCKED, MUTED, among
from musegen_app.ui.piano_roll.painters.raster import FLAGS_SHIFT, Picture, Spans, Window
from musegen_app.ui.piano_roll.painters.shapes import reach
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.piano_roll.transform import PitchAxis

_GAPPED = 7  # points above which a row leaves a gap around its notes and has lines along their edges
_ROOMY = 12  # points a row needs for velocity bars
_MARKED, _BARRED = 5, 26  # points a note needs for the mark of its author and for its velocity bar
_DOT = 4
_BODY = 1  # the number of the first picture of `_Lines` that shows something
_BAND_PIXELS = 1 << 17
_DRAFT = -1  # what the columns of a drag's notes are known as
_PLACES = {kind: place for place, kind in enumerate(KINDS)}

Pixels = NDArray[np.uint32]


def paint_track(painter: QPainter, stage: Stage, clip: QRect) -> None:
    """The active track in `clip`, without the notes that a drag has lifted."""
    _paint_own(painter, stage, table_in_sight(stage, clip), clip)


def table_in_sight(stage: Stage, clip: QRect) -> NDArray[np.int32]:
    """Columns (`NoteArrays.table`) of the active track's notes that no drag has lifted, where `clip` may show them."""
    if stage.track is None:
        return np.empty((6, 0), np.int32)
    table = _in_sight(stage, stage.track, clip)
    if stage.draft is None or not stage.draft.lifted:
        return table
    return table[:, ~among(table[5], stage.columns.ids(stage.draft.lifted))]


def drafted_table(stage: Stage) -> NDArray[np.int32]:
    """Columns of the notes that the drag would make of those it has lifted, and of new ones."""
    return stage.columns.of_notes(stage.draft.notes if stage.draft is not None else (), _DRAFT).table


def _in_sight(stage: Stage, track: Track, clip: QRect) -> NDArray[np.int32]:
    arrays = stage.columns.of(track)
    return arrays.table[:, arrays.span(stage.time.tick(clip.left() - reach(stage)), stage.time.tick(clip.right() + 1))]


def paint_notes(painter: QPainter, stage: Stage, notes: tuple[Note, ...]) -> None:
    """Some notes as they would be in the active track."""
    table = stage.columns.of_notes(notes, _DRAFT).table
    clip = _around(stage, table)
    if not clip.isEmpty():
        _paint_own(painter, stage, table, clip)


def _around(stage: Stage, table: NDArray[np.int32]) -> QRect:
    """The part of the view in which these notes are seen."""
    time, axis = stage.time, stage.pitch
    left, right = time.pixel(int(table[0].min())), time.pixel(int(table[1].max())) + reach(stage)
    top, below = axis.y(int(table[2].max())), axis.y(int(table[2].min())) + axis.row
    seen = QRect(left, top - axis.row, right - left, below - top + 2 * axis.row)
    return seen & QRect(0, 0, stage.width, stage.height)


def paint_ghosts(painter: QPainter, stage: Stage, tracks: Sequence[Track], clip: QRect, lined: bool) -> None:
    """Notes of other tracks that have a row: faint, if `lined` with dashed lines along their edges."""
    if not tracks:
        return
    rows = _Rows.of(painter, stage, clip)
    if not rows.pitches:
        return
    window = rows.window(own=False)
    parts = [_ghosts_of(stage, track, place, window, clip) for place, track in enumerate(tracks)]
    spans = Spans(*(np.concatenate([getattr(part, name) for part in parts]) for name in Spans.__slots__))
    if not len(spans.code):
        return
    body, edge = palette.ghosts(stage, tracks)
    if window.hit:
        rows.draw(_diamonds(rows, spans, window, body))
        return
    codes = raster.picture(spans, window, levels=False, striped=lined)
    rows.draw(_Lines(rows.row, codes, body, edge if lined else body))


def _ghosts_of(stage: Stage, track: Track, place: int, window: Window, clip: QRect) -> Spans:
    table = _in_sight(stage, track, clip)
    codes = np.full(table.shape[1], palette.ghost_code(place), np.int32)
    return raster.spans_of(table, codes, window)


def _paint_own(painter: QPainter, stage: Stage, table: NDArray[np.int32], clip: QRect) -> None:
    rows = _Rows.of(painter, stage, clip)
    if not rows.pitches:
        return
    window = rows.window(own=True)
    codes = raster.codes_of(table)
    if stage.selection:
        codes[among(table[5], stage.columns.ids(stage.selection))] |= raster.CHOSEN
    spans = raster.spans_of(table, codes, window)
    if not len(spans.code):
        return
    if stage.selection:
        spans = raster.chosen_on_top(spans)
    body, edge, strike = palette.own(stage)
    if window.hit:
        rows.draw(_diamonds(rows, spans, window, body))
        return
    hatched = bool((table[4] & LOCKED).any())
    shown = raster.picture(spans, window, striped=hatched)
    lines = _Lines(rows.row, shown, body, edge)
    _add_details(lines, rows, spans.only(~spans.thin), shown, window)
    if (table[4] & MUTED).any():
        lines.show(rows.row // 2, 1, lines.new(shown, strike))
    rows.draw(lines)


def _diamonds(rows: _Rows, spans: Spans, window: Window, body: Pixels) -> _Lines:
    """Hits: the farther a line is from the middle of the row, the narrower."""
    middle = (rows.row - 1) / 2
    high = rows.row - 2 if rows.row > _GAPPED else rows.row
    blank = np.zeros((window.height, window.width), np.uint16)
    lines = _Lines(rows.row, blank, body, body)
    for inset in range((high + 1) // 2):
        narrow = raster.narrowed(spans, round(inset * rows.ratio))
        below = int(middle + inset + 0.5)
        above = rows.row - 1 - below
        lines.of[[above, below]] = lines.new(raster.picture(narrow, window), body)
    return lines


def _add_details(lines: _Lines, rows: _Rows, spans: Spans, shown: Picture, window: Window) -> None:
    """Marks of authors and velocity bars on the notes that have room for them. `shown` gets the marks, too: it becomes
    what is in the middle of the rows."""
    unit, row = rows.ratio, rows.row
    wide = (spans.right - spans.left) / unit
    if row <= _GAPPED or not len(wide) or wide.max() < _MARKED:
        return
    codes, body = shown.reshape(-1), palette.own(rows.stage)[0]
    kinds = np.where(wide >= _MARKED, spans.code >> FLAGS_SHIFT & AUTHORS, -1)
    like, bars = _BODY, 0
    generated = kinds == _PLACES[OriginKind.GENERATED]
    if generated.any():
        places = raster.places_in(spans.only(generated), 1 * unit, 2 * unit, window)
        codes[places] |= raster.MARK
        like = lines.new_like(_BODY, places, body[codes[places]])
        lines.show(3, row - 6, like)
    barred = wide >= _BARRED
    if row >= _ROOMY and barred.any():
        some = spans.only(barred)
        loud = ((some.code & raster.LEVEL) + 1) / 8 * (wide[barred] - 8) * unit
        places = raster.places_in(some, 5 * unit, loud, window)
        bars = lines.new_like(like, places, body[codes[places] | raster.BAR])
    played = kinds == _PLACES[OriginKind.PLAYED]
    if rows.stage.authors and played.any():
        places = raster.places_in(spans.only(played), 2 * unit, _DOT * unit, window)
        codes[places] |= raster.MARK
        lines.show((row - _DOT) // 2, _DOT, lines.new_like(like, places, body[codes[places]]))
    if bars:
        lines.show(row - 5, 2, bars)


class _Lines:
    """The lines of pixels that a row is made of, from top to bottom: nothing, the edge, the body, the edge, nothing;
    `show` puts others in their place. `of` tells for each point of a row which of the `pictures` it shows."""

    def __init__(self, row: int, codes: Picture, body: Pixels, edge: Pixels) -> None:
        self._shape = codes.shape
        self.count = 1
        self.pictures.fill(0)
        self.of = np.full(row, self.new(codes, body), np.intp)
        if row > _GAPPED:
            self.of[[0, -1]] = 0
            self.of[[1, -2]] = self.new(codes, edge)

    @property
    def pictures(self) -> Pixels:
        """All pictures, one below the other."""
        height, width = self._shape
        return _stack.of(self.count * height, width)

    def new(self, codes: Picture, inks: Pixels) -> int:
        """One more picture: the inks of the codes. Its number."""
        inks.take(codes, out=self._more(), mode="clip")
        return self.count - 1

    def new_like(self, known: int, places: NDArray[np.int64], inks: Pixels) -> int:
        """One more picture, like that one but for these pixels. Its number."""
        made, height = self._more(), self._shape[0]
        made[:] = self.pictures[known * height : (known + 1) * height]
        made.reshape(-1)[places] = inks
        return self.count - 1

    def show(self, top: int, height: int, number: int) -> None:
        """From `top` on, `height` points high, the rows show that picture."""
        if len(self.of) > _GAPPED:
            self.of[top : top + height] = number

    def _more(self) -> Pixels:
        self.count += 1
        return self.pictures[(self.count - 1) * self._shape[0] :]


class _Memory:
    """Memory that is used again and again: new pages for every picture would take longer than to fill them."""

    def __init__(self) -> None:
        self._kept = np.empty(0, np.uint32)

    def of(self, height: int, width: int) -> Pixels:
        """A picture of that size; what was in it before is still there if it was as wide."""
        if self._kept.size < height * width:
            grown = np.empty(2 * height * width, np.uint32)
            grown[: self._kept.size] = self._kept
            self._kept = grown
        return self._kept[: height * width].reshape(height, width)


_stack, _band = _Memory(), _Memory()


@lru_cache(maxsize=16)
def _lines_of(axis: PitchAxis, pitches: tuple[int, ...], own: bool) -> NDArray[np.int32]:
    """The line of each of the 128 pitches in a picture that begins at the highest of `pitches`; -1 for none."""
    first = axis.place(pitches[0])
    lines = np.array([axis.place(p) - first if own or axis.has(p) else -1 for p in range(128)]).astype(np.int32)
    lines[(lines < 0) | (lines >= len(pitches))] = -1
    return lines


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows in `clip`: where they are, and how lines of pixels get onto them. `row` is their height in points,
    `ratio` device pixels a point."""

    painter: QPainter
    stage: Stage
    clip: QRect
    ratio: float
    row: int
    pitches: tuple[int, ...]

    @staticmethod
    def of(painter: QPainter, stage: Stage, clip: QRect) -> _Rows:
        axis, ratio = stage.pitch, painter.device().devicePixelRatio()
        return _Rows(painter, stage, clip, ratio, axis.row, axis.seen(clip.bottom(), clip.top())[::-1])

    def window(self, own: bool) -> Window:
        """What the pictures show. A note of one's own that has no row (it is being moved) is on the one above."""
        axis, time, ratio = self.stage.pitch, self.stage.time, self.ratio
        lines = _lines_of(axis, self.pitches, own)
        gap = round(ratio) if axis.row > _GAPPED else 0
        width = round(self.clip.width() * ratio)
        scroll = round(time.scroll * ratio) + round(self.clip.left() * ratio)
        least, hit = round(2 * ratio), round((axis.row - 2) * ratio) if self.stage.rows_mode == "drums" else 0
        return Window(time.pixels_per_tick * ratio, scroll, width, lines, len(self.pitches), gap, least, hit)

    def draw(self, lines: _Lines) -> None:
        """The pictures over the rows, each line of pixels as often as its part of the row is high; as much at a time as
        stays in the processor's cache."""
        stack = lines.pictures
        width, count = stack.shape[1], len(stack) // lines.count
        top = self.stage.pitch.y(self.pitches[0])
        points = (np.arange(round(count * self.row * self.ratio)) / self.ratio).astype(np.intp)
        places = lines.of[points % self.row] * count + np.minimum(points // self.row, count - 1)
        high = max(1, _BAND_PIXELS // width)
        for first in range(0, len(places), high):
            some = places[first : first + high]
            pixels = _band.of(len(some), width)
            np.take(stack, some, axis=0, out=pixels, mode="clip")
            image = QImage(pixels.data, width, len(some), 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
            at = QRectF(self.clip.left(), top + first / self.ratio, width / self.ratio, len(some) / self.ratio)
            self.painter.drawImage(at, image)
