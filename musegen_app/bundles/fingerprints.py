"""Fingerprints of music: one number for eight notes in a row, or for a bar of drums. Free of key and tempo.

A fingerprint has 28 bits, far fewer than the passages that exist: different ones collide, and none spells out music.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from musegen_app.codecs.drums import CLASS_OF
from musegen_app.score.time import TICKS_PER_QUARTER

GRAM = 8  # notes of a fingerprint
WINDOW = 4  # neighbouring fingerprints of which one is kept
BITS = 28
_SIXTEENTH = TICKS_PER_QUARTER // 4
_POSITIVE = 512  # added to every part
_SPREAD, _ALL = 0x9E3779B97F4A7C15, (1 << 64) - 1
_RATIO_STEPS = 12  # of an octave of durations: played time is not exact

Ints = NDArray[np.int64]
Line = Sequence[tuple[int, int]]  # (onset in any unit, pitch) of one voice, onsets rising


def melodic_prints(line: Line) -> Ints:
    """One number for every GRAM notes in a row: seven intervals and the ratios of the six pairs of gaps between."""
    table = np.array(line, np.int64).reshape(-1, 2)
    if len(table) < GRAM:
        return np.zeros(0, np.int64)
    intervals, ratios = np.diff(table[:, 1]), _ratios(table[:, 0])
    count = len(table) - GRAM + 1
    parts = [intervals[j : j + count] for j in range(GRAM - 1)] + [ratios[j : j + count] for j in range(GRAM - 2)]
    return _mixed(parts)


def next_prints(line: Line, onset: int, pitches: Ints) -> Ints:
    """The last fingerprint of `line` if it went on at `onset`, for each of `pitches`; `line` holds GRAM - 1 notes or
    more."""
    last = line[1 - GRAM :]
    begun = 0
    for (_, before), (_, after) in pairwise(last):  # the same for all: plain numbers are faster than arrays
        begun = (begun ^ (after - before + _POSITIVE)) * _SPREAD & _ALL
        begun ^= begun >> 29
    ratios = _ratios(np.array([*(at for at, _ in last), onset]))
    return _mixed([pitches - last[-1][1], *ratios], np.full(len(pitches), begun, np.uint64))


def _ratios(onsets: Ints) -> Ints:
    """How much longer each gap is than the one before, on a scale of octaves."""
    gaps = np.maximum(np.diff(onsets), 1)
    ratios: Ints = np.rint(np.log2(gaps[1:] / gaps[:-1]) * _RATIO_STEPS).astype(np.int64)
    return ratios


def bar_prints(bars: Sequence[bytes]) -> Ints:
    """One number for each bar, 0 for one without a hit."""
    prints = [int(_mixed([np.array([byte]) for byte in bar])[0]) | 1 if any(bar) else 0 for bar in bars]
    return np.array(prints, np.int64)


def drum_bars(hits: Iterable[tuple[int, int]], bar: int) -> list[bytes]:
    """Bars of drums for the index: which kinds of drum are struck in which sixteenth, however early or late they are
    played. hits: (onset, GM note), onsets and `bar` in ticks from the first bar line."""
    bars: dict[int, set[tuple[int, int]]] = {}
    for onset, note in hits:
        if note in CLASS_OF:
            index, place = divmod(round(onset / _SIXTEENTH) * _SIXTEENTH, bar)
            bars.setdefault(index, set()).add((place // _SIXTEENTH, CLASS_OF[note]))
    last = max(bars, default=-1)
    return [bytes(n for hit in sorted(bars.get(i, ())) for n in (hit[0] + 1, hit[1])) for i in range(last + 1)]


def thinned(prints: Ints) -> Ints:
    """Places of the smallest of every WINDOW neighbours, of equal ones the last."""
    if len(prints) < WINDOW:
        return np.flatnonzero(prints == prints.min()) if len(prints) else np.zeros(0, np.int64)
    windows = np.lib.stride_tricks.sliding_window_view(prints, WINDOW)
    last = WINDOW - 1 - np.argmin(windows[:, ::-1], axis=1)
    return np.unique(np.arange(len(windows)) + last)


def _mixed(parts: Sequence[Ints | np.int64], begun: NDArray[np.uint64] | None = None) -> Ints:
    """Rows of small integers → BITS bits (the finaliser of splitmix64, Steele et al. 2014); a part may be one number
    for all rows. `begun`: parts before them have been mixed in."""
    spread = np.uint64(_SPREAD)
    with np.errstate(over="ignore"):
        value = np.zeros(np.shape(parts[0]), np.uint64) if begun is None else begun
        for part in parts:
            value = (value ^ (part + _POSITIVE).astype(np.uint64)) * spread
            value ^= value >> np.uint64(29)
        value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (value >> np.uint64(64 - BITS)).astype(np.int64)
