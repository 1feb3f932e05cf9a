"""Features of a piece for benchmarks/style.py: histograms, muspy's measures, form, ending."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from types import ModuleType

import numpy as np
import numpy.typing as npt
from style_pieces import Piece

from musegen_app.score.time import TICKS_PER_QUARTER

Floats = npt.NDArray[np.float64]
GRID = 12  # of a quarter: played time is brought there before it is counted
UNIT = TICKS_PER_QUARTER // GRID
LENGTHS = (0, 1, 2, 3, 4, 6, 8, 9, 12, 16, 18, 24, 36, 48, 96)  # in units of the grid; the nearest counts
FORM_BARS = (1, 2, 4, 8, 16)
DRUM_CLASSES = 12
HISTOGRAMS = {"pitch class": 12, "note length": len(LENGTHS), "inter-onset": len(LENGTHS)}
SCALARS = (
    "scale consistency",
    "pitch-class entropy",
    "groove consistency",
    "polyphony",
    "4-gram repetition",
    "notes per bar",
)
FORM = (*(f"bar equal to {k} before" for k in FORM_BARS), "bar equal to 4 or 8 before")
ENDING = "ends on the tonic, strong beat"
_DRUMS = (36, 35, 38, 40, 37, 42, 44, 46, 51, 49, 45, 48)  # classes of drum notes; others count as the last


@dataclass(frozen=True)
class Features:
    """One piece: counts for each histogram, one number for each scalar, form and ending (nan: none)."""

    histograms: dict[str, Floats]
    scalars: dict[str, float]


@cache
def muspy() -> ModuleType:
    """muspy, imported on first use (2 s)."""
    import muspy as module

    return module


def features(piece: Piece) -> Features:
    """All features of one piece."""
    onsets = sorted({onset for onset, _, _ in piece.notes})
    histograms = {
        "pitch class": _classes(piece),
        "note length": _length_counts([d for _, d, _ in piece.notes]),
        "inter-onset": _length_counts([b - a for a, b in pairwise(onsets)]),
    }
    more = {
        "4-gram repetition": _repetition(piece),
        "notes per bar": len(piece.notes) / piece.bars,
        **_form(piece),
        ENDING: _ending(piece),
    }
    return Features(histograms, {**_muspy_scalars(piece), **more})


def _classes(piece: Piece) -> Floats:
    """Pitch classes from the tonic; kinds of drums, for drums."""
    if piece.tonic is None:
        places = [_DRUMS.index(p) if p in _DRUMS else DRUM_CLASSES - 1 for _, _, p in piece.notes]
    else:
        places = [(p - piece.tonic) % 12 for _, _, p in piece.notes]
    return np.bincount(places, minlength=12).astype(float)


def _length_counts(ticks: Sequence[int]) -> Floats:
    counts = np.zeros(len(LENGTHS))
    table = np.array(LENGTHS)
    for length in ticks:
        counts[int(np.abs(table - length / UNIT).argmin())] += 1
    return counts


def _muspy_scalars(piece: Piece) -> dict[str, float]:
    tool = muspy()
    music = tool.Music(resolution=GRID)
    bar = piece.bar // UNIT
    shift = -round(piece.pickup / UNIT) % bar  # bars begin at multiples of the bar length
    rows = [(round(a / UNIT) + shift, p, max(1, round(d / UNIT))) for a, d, p in piece.notes]
    music.tracks = [tool.Track(notes=[tool.Note(a, p, d, 80) for a, p, d in rows])]
    return {
        "scale consistency": tool.scale_consistency(music),
        "pitch-class entropy": tool.pitch_class_entropy(music),
        "groove consistency": tool.groove_consistency(music, bar),
        "polyphony": tool.polyphony(music),
    }


def _repetition(piece: Piece) -> float:
    """Share of 4-grams of (interval, gap) of the top line that were heard before in the piece."""
    line = piece.line()
    moves = [(q - p, round((b - a) / UNIT)) for (a, p), (b, q) in pairwise(line)]
    grams = list(zip(moves, moves[1:], moves[2:], moves[3:], strict=False))
    return sum(n - 1 for n in Counter(grams).values()) / max(1, len(grams))


def bars(piece: Piece) -> list[frozenset[tuple[int, int]]]:
    """What begins in every bar, as (place on the grid, pitch)."""
    rows: list[set[tuple[int, int]]] = [set() for _ in range(piece.bars)]
    size = piece.bar // UNIT
    for onset, _, pitch in piece.notes:
        index, place = divmod(round((onset - piece.pickup) / UNIT), size)
        if 0 <= index < len(rows):
            rows[index].add((place, pitch))
    return [frozenset(row) for row in rows]


def _form(piece: Piece) -> dict[str, float]:
    """Shares of bars that are equal to the bar k before; nan where the piece is too short."""
    rows = bars(piece)
    shares = {f"bar equal to {k} before": _equal(rows, (k,)) for k in FORM_BARS}
    return shares | {"bar equal to 4 or 8 before": _equal(rows, (4, 8))}


def _equal(rows: Sequence[object], steps: tuple[int, ...]) -> float:
    later = range(max(steps), len(rows))
    return float(np.mean([any(rows[i] == rows[i - k] for k in steps) for i in later])) if later else float("nan")


def _ending(piece: Piece) -> float:
    """1 if the last note (of chords the lowest) is the tonic and begins on the first or the middle beat of its bar."""
    if piece.tonic is None:
        return float("nan")
    onset, pitch = piece.line(highest=False)[-1]
    place = round((onset - piece.pickup) / UNIT) % (piece.bar // UNIT)
    halves = {(4, 4), (2, 2), (6, 8), (12, 8)}
    middle = piece.bar // UNIT // 2 if (piece.meter.numerator, piece.meter.denominator) in halves else 0
    return float(pitch % 12 == piece.tonic and place in {0, middle})


def vector(one: Features) -> Floats:
    """The piece as a row for the discriminator."""
    parts = [counts / max(1.0, counts.sum()) for counts in one.histograms.values()]
    return np.concatenate([*parts, np.nan_to_num(np.array([one.scalars[n] for n in (*SCALARS, *FORM, ENDING)]))])


def collapses(piece: Piece, most_repeats: int) -> bool:
    """Silence of more than two bars, one chord struck more than twelve times alike, or a bar heard too often in a row
    (`most_repeats`: what real pieces do)."""
    rows = bars(piece)
    return longest_run([not row for row in rows], True) > 2 or _monotony(piece) > 12 or repeats(rows) > most_repeats


def repeats(rows: Sequence[frozenset[tuple[int, int]]]) -> int:
    """How often in a row the same bar comes again."""
    return longest_run([bool(a) and a == b for a, b in pairwise(rows)], True)


def longest_run(values: Sequence[object], wanted: object) -> int:
    best = now = 0
    for value in values:
        now = now + 1 if value == wanted else 0
        best = max(best, now)
    return best


def _monotony(piece: Piece) -> int:
    """Onsets in a row with the same pitches and the same gap."""
    chords: dict[int, set[int]] = {}
    for onset, _, pitch in piece.notes:
        chords.setdefault(round(onset / UNIT), set()).add(pitch)
    rows = sorted(chords.items())
    same = [
        rows[i][1] == rows[i - 1][1] and rows[i][0] - rows[i - 1][0] == rows[i - 1][0] - rows[i - 2][0]
        for i in range(2, len(rows))
    ]
    return longest_run(same, True) + 2
