"""Features of a tune for benchmarks/style.py: histograms, muspy's measures, form, ending."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from types import ModuleType

import numpy as np
import numpy.typing as npt

from musegen_app.codecs.lead_sheet import GRID_PER_QUARTER, LeadSheet

Floats = npt.NDArray[np.float64]
LENGTHS = (1, 2, 3, 4, 6, 8, 9, 10, 12, 15, 18, 24, 30, 36, 48)
FORM_BARS = (1, 2, 4, 8, 16)
HISTOGRAMS = {"pitch class": 12, "note length": len(LENGTHS) + 1, "inter-onset": len(LENGTHS) + 1}
SCALARS = ("scale consistency", "pitch-class entropy", "groove consistency", "polyphony", "4-gram repetition")
FORM = (*(f"bar equal to {k} before" for k in FORM_BARS), "bar equal to 4 or 8 before")
ENDING = "ends on the tonic, strong beat"


@dataclass(frozen=True)
class Features:
    """One tune: counts for each histogram, one number for each scalar, form share and ending (nan: none)."""

    histograms: dict[str, Floats]
    scalars: dict[str, float]


@cache
def muspy() -> ModuleType:
    """muspy, imported on first use (2 s)."""
    import muspy as module

    return module


def features(sheet: LeadSheet) -> Features:
    """All features of one tune."""
    tonic = sheet.key.tonic if sheet.key else 0
    classes = np.bincount([(n.pitch - tonic) % 12 for n in sheet.notes], minlength=12).astype(float)
    gaps = [b.start - a.start for a, b in pairwise(sheet.notes)]
    histograms = {
        "pitch class": classes,
        "note length": _length_counts([n.duration for n in sheet.notes]),
        "inter-onset": _length_counts(gaps),
    }
    scalars = {**_muspy_scalars(sheet), "4-gram repetition": _repetition(sheet), **_form(sheet), ENDING: _ending(sheet)}
    return Features(histograms, scalars)


def _length_counts(lengths: Sequence[int]) -> Floats:
    counts = np.zeros(len(LENGTHS) + 1)
    for length in lengths:
        counts[LENGTHS.index(length) if length in LENGTHS else -1] += 1
    return counts


def _muspy_scalars(sheet: LeadSheet) -> dict[str, float]:
    tool = muspy()
    music = tool.Music(resolution=GRID_PER_QUARTER)
    shift = -sheet.pickup % sheet.bar  # bars begin at multiples of the bar length
    notes = [tool.Note(n.start + shift, n.pitch, n.duration, 80) for n in sheet.notes]
    music.tracks = [tool.Track(notes=notes)]
    return {
        "scale consistency": tool.scale_consistency(music),
        "pitch-class entropy": tool.pitch_class_entropy(music),
        "groove consistency": tool.groove_consistency(music, sheet.bar),
        "polyphony": tool.polyphony(music),
    }


def _repetition(sheet: LeadSheet) -> float:
    """Share of 4-grams of (interval, length) that were heard before in the tune."""
    moves = [(b.pitch - a.pitch, a.duration) for a, b in pairwise(sheet.notes)]
    grams = list(zip(moves, moves[1:], moves[2:], moves[3:], strict=False))
    return sum(n - 1 for n in Counter(grams).values()) / max(1, len(grams))


def bars(sheet: LeadSheet) -> list[tuple[tuple[int, int, int], ...]]:
    """The notes of every full bar as (place, duration, pitch)."""
    rows: list[list[tuple[int, int, int]]] = [[] for _ in range((sheet.length - sheet.pickup) // sheet.bar)]
    for note in sheet.notes:
        index, place = divmod(note.start - sheet.pickup, sheet.bar)
        if 0 <= index < len(rows):
            rows[index].append((place, note.duration, note.pitch))
    return [tuple(row) for row in rows]


def _form(sheet: LeadSheet) -> dict[str, float]:
    """Shares of bars that are equal to the bar k before; nan where the tune is too short."""
    rows = bars(sheet)
    shares = {f"bar equal to {k} before": _equal(rows, (k,)) for k in FORM_BARS}
    return shares | {"bar equal to 4 or 8 before": _equal(rows, (4, 8))}


def _equal(rows: Sequence[object], steps: tuple[int, ...]) -> float:
    later = range(max(steps), len(rows))
    return float(np.mean([any(rows[i] == rows[i - k] for k in steps) for i in later])) if later else float("nan")


def _ending(sheet: LeadSheet) -> float:
    """1 if the last note is the tonic and begins on the first or the middle beat of its bar."""
    if sheet.key is None:
        return float("nan")
    last = sheet.notes[-1]
    place = (last.start - sheet.pickup) % sheet.bar
    middle = sheet.bar // 2 if (sheet.numerator, sheet.denominator) in {(4, 4), (2, 2), (6, 8), (12, 8)} else 0
    return float(last.pitch % 12 == sheet.key.tonic and place in {0, middle})


def vector(one: Features) -> Floats:
    """The tune as a row for the discriminator (without polyphony, which is 1 for all)."""
    parts = [counts / max(1.0, counts.sum()) for counts in one.histograms.values()]
    names = [*SCALARS[:3], SCALARS[4], *FORM, ENDING]
    return np.concatenate([*parts, np.nan_to_num(np.array([one.scalars[n] for n in names]))])
