"""Which passages of its training pieces does music repeat? The index that a bundle carries, without the pieces.

Fingerprints of eight notes (or of a bar of drums) thinned out by winnowing (Schleimer, Wilkerson and Aiken 2003): of
every four neighbouring ones the smallest is kept, so that eleven notes in a row that stand in a training piece are
found wherever they begin, in any key and at any tempo. The music cannot be written down from it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musegen_app.base.errors import BundleError
from musegen_app.bundles.fingerprints import (
    GRAM,
    WINDOW,
    Ints,
    Line,
    bar_prints,
    melodic_prints,
    next_prints,
    thinned,
)
from musegen_app.bundles.manifest import Manifest
from musegen_app.bundles.weights import load_weights

FILE = "originality.safetensors"
AGREEING = 3  # fingerprints in a row of places that make a passage
REACH = 32  # notes between two of them that still belong together
NEAR = 2  # fingerprints that make a place worth showing …
CLOSE = 2 * WINDOW  # … no farther apart than where every note of a passage is shared, one of them lost as idiom
COMMON = 3  # families; what more of them have is common idiom, and nobody's
DRUM_BARS = 2  # bars of drums in a row that make a passage


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

    def nearest(self, line: Line) -> Passage | None:
        """The longest run of notes that are all shared, also one too short to count as a passage (nine notes and more);
        None if there is none."""
        prints = melodic_prints(line)
        return next(iter(self._passages(prints, np.arange(len(prints)), GRAM, NEAR, CLOSE)), None)

    def runs_if(self, line: Line, onset: int, pitches: Ints) -> Ints:
        """How many notes in a row would stand in one training piece if `line` went on at `onset` with each of
        `pitches`; 0 = none that is known of."""
        runs = np.zeros(len(pitches), np.int64)
        if len(line) < GRAM - 1 or not len(self):
            return runs
        prints = next_prints(line, onset, pitches).astype(np.uint32)
        near = self._prints.searchsorted(prints)
        struck = np.flatnonzero(self._prints[np.minimum(near, len(self) - 1)] == prints)
        if len(struck):  # seldom
            low, count = self._rows(prints)
            line = line[-REACH - GRAM :]
            before = self._diagonals(melodic_prints(line))
            here = len(line) - GRAM + 1
            for i in struck.tolist():
                rows = range(int(low[i]), int(low[i] + count[i]))
                runs[i] = GRAM + max(here - _first(before, self._diagonal(row, here), here) for row in rows)
        return runs

    def _diagonal(self, row: int, here: int) -> tuple[int, int]:
        return int(self._pieces[row]), here - int(self._places[row])

    def _diagonals(self, prints: Ints) -> dict[tuple[int, int], list[int]]:
        """For each piece and distance from it the places of `prints` that stand there, rising."""
        found: dict[tuple[int, int], list[int]] = {}
        here, rows = self._hits(prints, np.arange(len(prints)))
        for place, row in zip(here.tolist(), rows.tolist(), strict=True):
            found.setdefault(self._diagonal(row, place), []).append(place)
        return found

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
        low, count = self._rows(prints[asked])
        here = np.repeat(asked, count)
        first = np.repeat(low - np.concatenate([[0], np.cumsum(count)[:-1]]) if len(count) else low, count)
        return here, first + np.arange(len(here))

    def _rows(self, prints: Ints | NDArray[np.uint32]) -> tuple[Ints, Ints]:
        """The first row of the index with each fingerprint, and how many."""
        wanted = prints.astype(np.uint32)  # another type would copy the whole index
        low = np.searchsorted(self._prints, wanted, "left")
        return low, np.searchsorted(self._prints, wanted, "right") - low

    # --- on disk ----------------------------------------------------------------------------------------
    def save(self, folder: Path) -> None:
        """Write it into a bundle folder; the caller books the file in the manifest.

        Only training does: the library for it does not come with the built program.
        """
        from safetensors.numpy import save_file

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


def _first(places: dict[tuple[int, int], list[int]], diagonal: tuple[int, int], here: int) -> int:
    """Where the run that `here` would belong to begins: back as long as nothing is missing."""
    for place in reversed(places.get(diagonal, ())):
        if here - place > CLOSE:
            break
        here = place
    return here
