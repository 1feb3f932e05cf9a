"""Which passages of its training pieces does music repeat? The index that a bundle carries, without the pieces.

Fingerprints of eight notes (or of a bar of drums) thinned out by winnowing (Schleimer, Wilkerson and Aiken 2003): of
every four neighbouring ones the smallest is kept, so that eleven notes in a row that stand in a training piece are
found wherever they begin, in any key and at any tempo. A fingerprint has 28 bits, far fewer than the passages that
exist: different ones collide, and the index does not spell out the music.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from musegen_app.base.errors import BundleError
from musegen_app.bundles.manifest import Manifest
from musegen_app.bundles.weights import load_weights
from musegen_app.codecs.drums import CLASS_OF
from musegen_app.score.time import TICKS_PER_QUARTER

FILE = "originality.safetensors"
GRAM = 8  # notes of a fingerprint
WINDOW = 4  # neighbouring fingerprints of which one is kept
BITS = 28
AGREEING = 3  # fingerprints in a row of places that make a passage
REACH = 32  # notes between two of them that still belong together
COMMON = 3  # families; what more of them have is common idiom, and nobody's
DRUM_BARS = 2  # bars of drums in a row that make a passage
_SIXTEENTH = TICKS_PER_QUARTER // 4
_RATIO_STEPS = 12  # of an octave of durations: played time is not exact

Ints = NDArray[np.int64]
Line = Sequence[tuple[int, int]]  # (onset in any unit, pitch) of one voice, onsets rising


@dataclass(frozen=True, slots=True)
class Passage:
    """Notes [start, end) of what was asked about stand in a training piece from note `there` on (bars, for drums)."""

    title: str
    start: int
    end: int
    there: int


@dataclass(frozen=True, slots=True)
class Piece:
    """What the index is told of a training piece: its voices; pieces of one family count once as idiom."""

    title: str
    family: str
    lines: tuple[Line, ...]


class OriginalityIndex:
    """Fingerprints, sorted, with piece and place. A value; any thread."""

    def __init__(
        self, prints: NDArray[np.uint32], pieces: NDArray[np.uint16], places: NDArray[np.uint16], titles: Sequence[str]
    ) -> None:
        self._prints, self._pieces, self._places = prints, pieces, places
        self.titles = tuple(titles)

    def __len__(self) -> int:
        return len(self._prints)

    def passages(self, line: Line) -> tuple[Passage, ...]:
        """What of a melodic line stands in training pieces, the longest first; overlapping ones of other pieces too."""
        prints = melodic_prints(line)
        return self._passages(prints, thinned(prints), GRAM, AGREEING, REACH)

    def drum_passages(self, bars: Sequence[bytes]) -> tuple[Passage, ...]:
        """The same of bars of drums, each given as its hits packed into bytes."""
        prints = bar_prints(bars)
        return self._passages(prints, np.flatnonzero(prints), 1, DRUM_BARS, 1)

    def longest(self, line: Line) -> Passage | None:
        """The longest passage, the one to be shown."""
        return next(iter(self.passages(line)), None)

    def _passages(self, prints: Ints, asked: Ints, width: int, agreeing: int, reach: int) -> tuple[Passage, ...]:
        here, row = self._hits(prints, asked)
        piece, there = self._pieces[row].astype(np.int64), self._places[row].astype(np.int64)
        order = np.lexsort((here, here - there, piece))
        here, there, piece = here[order], there[order], piece[order]
        broken = (np.diff(piece) != 0) | (np.diff(here - there) != 0) | (np.diff(here) > reach)
        edges = [0, *(np.flatnonzero(broken) + 1).tolist(), len(here)]
        found = [
            Passage(self.titles[piece[a]], int(here[a]), int(here[b - 1]) + width, int(there[a]))
            for a, b in itertools.pairwise(edges)
            if b - a >= agreeing
        ]
        return tuple(sorted(found, key=lambda p: (p.start - p.end, p.start, p.title)))

    def _hits(self, prints: Ints, asked: Ints) -> tuple[Ints, Ints]:
        """Places here and rows of the index that have the same fingerprint."""
        low = np.searchsorted(self._prints, prints[asked], "left")
        count = np.searchsorted(self._prints, prints[asked], "right") - low
        here = np.repeat(asked, count)
        first = np.repeat(low - np.concatenate([[0], np.cumsum(count)[:-1]]) if len(count) else low, count)
        return here, first + np.arange(len(here))

    # --- on disk ----------------------------------------------------------------------------------------
    def save(self, folder: Path) -> None:
        """Write it into a bundle folder; the caller books the file in the manifest."""
        titles = np.frombuffer("\n".join(self.titles).encode(), np.uint8)
        tensors: dict[str, NDArray[Any]] = {
            "prints": self._prints,
            "pieces": self._pieces,
            "places": self._places,
            "titles": titles,
        }
        save_file(tensors, folder / FILE)
        (folder / FILE).chmod(0o644)  # as the other files: whoever uses the program may read it

    @staticmethod
    def load(folder: Path, manifest: Manifest) -> OriginalityIndex | None:
        """The index of a bundle whose files have been checked; None for one without. Raises BundleError."""
        if FILE not in manifest.files:
            return None
        tensors = load_weights(folder, manifest, file=FILE)
        try:
            prints, pieces, places = tensors["prints"], tensors["pieces"], tensors["places"]
            titles = tensors["titles"].tobytes().decode().split("\n")
        except (KeyError, UnicodeDecodeError) as problem:
            raise BundleError(f"The model {manifest.name} is damaged: {FILE} is no index.") from problem
        if not len(prints) == len(pieces) == len(places) or (len(pieces) and int(pieces.max()) >= len(titles)):
            raise BundleError(f"The model {manifest.name} is damaged: {FILE} is no index.")
        return OriginalityIndex(prints, pieces, places, titles)


def melodic_index(pieces: Iterable[Piece]) -> OriginalityIndex:
    """The index of melodic lines: every voice of every piece."""

    def kept(line: Line) -> tuple[Ints, Ints]:
        prints = melodic_prints(line)
        places = thinned(prints)
        return prints[places], places

    return _index(pieces, kept)


def drum_index(pieces: Iterable[tuple[str, str, Sequence[bytes]]]) -> OriginalityIndex:
    """The index of drum pieces: (title, family, bars)."""

    def kept(bars: Sequence[bytes]) -> tuple[Ints, Ints]:
        prints = bar_prints(bars)
        places = np.flatnonzero(prints)
        return prints[places], places

    rows = [(title, family, (kept(bars),)) for title, family, bars in pieces]
    return _packed(rows)


def _index(pieces: Iterable[Piece], kept: Callable[[Line], tuple[Ints, Ints]]) -> OriginalityIndex:
    return _packed([(p.title, p.family, tuple(kept(line) for line in p.lines)) for p in pieces])


def _packed(pieces: Sequence[tuple[str, str, tuple[tuple[Ints, Ints], ...]]]) -> OriginalityIndex:
    """Sorted, every fingerprint once a piece, without those of more than COMMON families."""
    families: dict[int, set[str]] = {}
    rows: list[tuple[int, int, int]] = []
    for number, (_, family, lines) in enumerate(pieces):
        mine: dict[int, int] = {}
        for prints, places in lines:
            for value, place in zip(prints.tolist(), places.tolist(), strict=True):
                mine.setdefault(value, min(place, 0xFFFF))
        for value, place in mine.items():
            families.setdefault(value, set()).add(family)
            rows.append((value, number, place))
    table = np.array([r for r in sorted(rows) if len(families[r[0]]) <= COMMON], np.int64).reshape(-1, 3)
    columns = table[:, 0].astype(np.uint32), table[:, 1].astype(np.uint16), table[:, 2].astype(np.uint16)
    return OriginalityIndex(*columns, [title.replace("\n", " ") for title, _, _ in pieces])


# --- fingerprints ------------------------------------------------------------------------------------------------
def melodic_prints(line: Line) -> Ints:
    """One number for every GRAM notes in a row: seven intervals and the ratios of the six pairs of gaps between."""
    table = np.array(line, np.int64).reshape(-1, 2)
    if len(table) < GRAM:
        return np.zeros(0, np.int64)
    intervals = np.diff(table[:, 1])
    gaps = np.maximum(np.diff(table[:, 0]), 1)
    ratios = np.rint(np.log2(gaps[1:] / gaps[:-1]) * _RATIO_STEPS).astype(np.int64)
    count = len(table) - GRAM + 1
    parts = [intervals[j : j + count] for j in range(GRAM - 1)] + [ratios[j : j + count] for j in range(GRAM - 2)]
    return _mixed(parts)


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


def _mixed(parts: Sequence[Ints]) -> Ints:
    """Rows of small integers → BITS bits (the finaliser of splitmix64, Steele et al. 2014)."""
    with np.errstate(over="ignore"):
        value = np.zeros(len(parts[0]), np.uint64)
        for part in parts:
            value = (value ^ (part.astype(np.int64) + 512).astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
            value ^= value >> np.uint64(29)
        value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (value >> np.uint64(64 - BITS)).astype(np.int64)
