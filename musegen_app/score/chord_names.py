"""What a handful of pitches is called: `Am7`, `D/F#`, `Csus4`. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from musegen_app.score.keys import FLAT_NAMES, SHARP_NAMES

# Steps above the root and how they are written, the simplest first; the last ones lack their fifth.
_SHAPES: tuple[tuple[tuple[int, ...], str], ...] = (
    ((0, 4, 7), ""),
    ((0, 3, 7), "m"),
    ((0, 4, 7, 10), "7"),
    ((0, 4, 7, 11), "maj7"),
    ((0, 3, 7, 10), "m7"),
    ((0, 3, 6), "dim"),
    ((0, 4, 8), "aug"),
    ((0, 5, 7), "sus4"),
    ((0, 2, 7), "sus2"),
    ((0, 3, 6, 10), "m7b5"),
    ((0, 3, 6, 9), "dim7"),
    ((0, 4, 7, 9), "6"),
    ((0, 3, 7, 9), "m6"),
    ((0, 5, 7, 10), "7sus4"),
    ((0, 2, 4, 7), "add9"),
    ((0, 2, 3, 7), "madd9"),
    ((0, 3, 7, 11), "mmaj7"),
    ((0, 2, 4, 7, 10), "9"),
    ((0, 2, 4, 7, 11), "maj9"),
    ((0, 2, 3, 7, 10), "m9"),
    ((0, 2, 4, 7, 9), "69"),
    ((0, 1, 4, 7, 10), "7b9"),
    ((0, 3, 4, 7, 10), "7#9"),
    ((0, 4, 8, 10), "7#5"),
    ((0, 4, 6, 10), "7b5"),
    ((0, 7), "5"),
    ((0, 4, 10), "7"),
    ((0, 4, 11), "maj7"),
    ((0, 3, 10), "m7"),
    ((0, 2, 4, 10), "9"),
)
_RANKS = {frozenset(steps): rank for rank, (steps, _) in enumerate(_SHAPES)}


def chord_name(pitches: Iterable[int], flats: bool = False) -> str:
    """The name of the chord that MIDI `pitches` sound together, with its lowest note behind a slash when that is not
    the root; "" for what has no usual name. A chord that can be read from its lowest note is."""
    sounding = sorted(set(pitches))
    if len(sounding) < 2:
        return ""
    bass, classes = sounding[0] % 12, {p % 12 for p in sounding}
    readings = [(root != bass, rank, root) for root in classes if (rank := _rank(classes, root)) is not None]
    if not readings:
        return ""
    _, rank, root = min(readings)
    names = FLAT_NAMES if flats else SHARP_NAMES
    slash = "" if root == bass else f"/{names[bass]}"
    return f"{names[root]}{_SHAPES[rank][1]}{slash}"


def _rank(classes: set[int], root: int) -> int | None:
    return _RANKS.get(frozenset((p - root) % 12 for p in classes))
