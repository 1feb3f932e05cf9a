"""Thousands of notes as small pictures: a line of pixels a row of the roll, each pixel the code of the note on top.

Pure numpy. `crowd.py` turns codes into colours and draws every line as high as its part of the row is. A code says all
that a note's colour depends on; 0 is no note. Where notes are thinner than a pixel the picture shows how many they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# A code: three bits of velocity, the flags of `arrays.py` four bits up, and these.
LEVEL = 7
FLAGS_SHIFT = 3
CHOSEN, THERE, RIM, STRIPE, MARK, BAR = (1 << place for place in range(7, 13))
CODES = 1 << 13
_DASH, _GAP = 3, 2  # pixels of the stripes that hatches and dashed lines are made of
_THIN = 1.5  # notes of fewer pixels are counted instead of drawn
_CROWDS = np.array([0, 0, 5, 6, 7], np.int32)  # the level that so many notes on a pixel have at least
_CORNERED = 4  # pixels from which a note has ends of its own

Codes = NDArray[np.int32]
Picture = NDArray[np.uint16]  # codes that are places in a table of colours
Pixels = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """What is looked at, in device pixels: `scale` pixels a tick, the left edge `scroll` pixels after tick 0, `width`
    pixels. `lines` gives the line of each of the 128 pitches, -1 for none; there are `height` of them. `gap` pixels
    stay free on a note's right, and it has at least `least`; each has `hit` of them if that is not 0."""

    scale: float
    scroll: int
    width: int
    lines: Pixels
    height: int
    gap: int
    least: int
    hit: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """Notes in the order in which they are drawn: first pixel, pixel behind the last, line, code, whether too thin."""

    left: Pixels
    right: Pixels
    line: Pixels
    code: Codes
    thin: NDArray[np.bool_]

    def only(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> Spans:
        """Those at these places, or where this is true."""
        return Spans(self.left[which], self.right[which], self.line[which], self.code[which], self.thin[which])


def codes_of(table: NDArray[np.int32]) -> Codes:
    """The codes of some columns of `NoteArrays.table`."""
    codes: Codes = THERE | table[4] << FLAGS_SHIFT | table[3] >> 4
    return codes


def spans_of(table: NDArray[np.int32], codes: Codes, window: Window) -> Spans:
    """Where the notes lie; those out of sight are left out."""
    left = np.rint(table[0] * window.scale).astype(np.int32) - window.scroll
    right = np.rint(table[1] * window.scale).astype(np.int32) - window.scroll - window.gap
    right = np.maximum(right, left + window.least)
    thin = (table[1] - table[0]) * window.scale < _THIN
    if window.hit:
        right, thin = left + window.hit, np.zeros(len(left), np.bool_)
    found = Spans(left, right, window.lines[table[2]], codes, thin)
    seen = (found.line >= 0) & (left < window.width) & (right > 0)
    return found if seen.all() else found.only(seen)


def narrowed(spans: Spans, by: int) -> Spans:
    """Each span `by` pixels narrower on both sides."""
    return Spans(spans.left + by, spans.right - by, spans.line, spans.code, spans.thin).only(
        spans.right - spans.left > 2 * by
    )


def chosen_on_top(spans: Spans) -> Spans:
    """The same, the chosen ones drawn last."""
    return spans.only(np.argsort(spans.code & CHOSEN, kind="stable"))


def picture(spans: Spans, window: Window, levels: bool = True, striped: bool = True) -> Picture:
    """The code of every pixel: the note drawn last, its ends marked RIM, columns of a hatch marked STRIPE if they are
    asked for. With `levels` a pixel with many thin notes is as strong as a loud one; without, codes have no level."""
    made = np.zeros(window.height * window.width, np.uint16)
    some, all_thin = spans.thin.any(), spans.thin.all()
    if some:
        _count(made, spans if all_thin else spans.only(spans.thin), window, levels)
    if not all_thin:
        _fill(made, spans.only(~spans.thin) if some else spans, window)
    shaped = made.reshape(window.height, window.width)
    if striped:
        phase = (np.arange(window.width) + window.scroll) % (_DASH + _GAP) < _DASH
        shaped |= (phase * STRIPE).astype(np.uint16)
    return shaped


def places_in(spans: Spans, first: float, length: float | NDArray[np.float64], window: Window) -> NDArray[np.int64]:
    """The pixel numbers from `first` pixels behind each span's beginning on, `length` pixels long."""
    left = (spans.left + first).astype(np.int32)
    right = np.minimum((left + length).astype(np.int32), window.width)
    left = np.maximum(left, 0)
    seen = left < right
    return _places(left[seen], right[seen], spans.line[seen], window.width)[0]


def _count(made: Picture, spans: Spans, window: Window, levels: bool) -> None:
    """One pixel for each note, the stronger the more there are on it."""
    if (spans.left < 0).any():
        spans = spans.only(spans.left >= 0)
    places = spans.line.astype(np.intp) * window.width + spans.left
    made[places] = spans.code.astype(np.uint16)
    if not levels:
        return
    counts = np.bincount(places)
    crowded = np.flatnonzero(counts > 1)
    codes = made[crowded]
    strong = np.maximum(codes & LEVEL, _CROWDS[np.minimum(counts[crowded], len(_CROWDS) - 1)])
    made[crowded] = codes & (CODES - 1 - LEVEL) | strong


def _fill(made: Picture, spans: Spans, window: Window) -> None:
    spans = spans.only((spans.left < window.width) & (spans.right > 0))
    left, right = np.maximum(spans.left, 0), np.minimum(spans.right, window.width)
    places, behind = _places(left, right, spans.line, window.width)
    lengths = right - left
    ink = np.repeat(spans.code, lengths)
    roomy = spans.right - spans.left >= _CORNERED
    ink[(behind - lengths)[roomy & (spans.left >= 0)]] |= RIM
    ink[(behind - 1)[roomy & (spans.right <= window.width)]] |= RIM
    made[places] = ink


def _places(left: Pixels, right: Pixels, line: Pixels, width: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pixel numbers of all spans one after the other, and behind which of them each span ends."""
    lengths = right - left
    behind = np.cumsum(lengths, dtype=np.int64)
    total = int(behind[-1]) if len(behind) else 0
    return np.arange(total) + np.repeat(line * np.int64(width) + left - (behind - lengths), lengths), behind
