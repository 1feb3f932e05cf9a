"""Families: pieces that share a long run of notes, or title and composer, belong together and are split together."""

from __future__ import annotations

import hashlib
import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from musegen_app.codecs.lead_sheet import LeadNote, LeadSheet

RUN_NOTES = 24
VALID_SHARE = 0.075
TEST_SHARE = 0.075
LARGEST_HELD_OUT = 6
_NAMELESS = frozenset({"", "untitled", "gan ainm", "polka", "reel", "jig", "waltz", "hornpipe", "march", "slide"})


class _Clusters:
    """Union-find over indices."""

    def __init__(self, count: int) -> None:
        self.parent = list(range(count))

    def find(self, i: int) -> int:
        while self.parent[i] != i:
            self.parent[i] = self.parent[self.parent[i]]
            i = self.parent[i]
        return i

    def join(self, a: int, b: int) -> None:
        a, b = self.find(a), self.find(b)
        self.parent[max(a, b)] = min(a, b)


def runs(notes: Sequence[LeadNote], length: int = RUN_NOTES) -> Iterable[Hashable]:
    """Every run of `length` notes and their lengths up to the next onset, as (interval, ratio) pairs:
    free of transposition and tempo."""
    gaps = [b.start - a.start for a, b in itertools.pairwise(notes)] + [notes[-1].duration if notes else 1]
    moves = [
        (b.pitch - a.pitch, Fraction(h, g) if g else Fraction(0))
        for a, b, g, h in zip(notes, notes[1:], gaps, gaps[1:], strict=False)
    ]
    steps = [(interval, ratio.numerator, ratio.denominator) for interval, ratio in moves]
    for i in range(len(steps) - length + 2):
        yield tuple(steps[i : i + length - 1])


def plain_title(title: str) -> str:
    """A title for comparing: no case, accents, article, brackets or punctuation."""
    text = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    text = re.sub(r"\(.*?\)|\[.*?\]", " ", text)
    text = re.sub(r"^(the|a)\s+|,\s*(the|a)\s*$", " ", text.strip())
    return " ".join(re.sub(r"[^a-z0-9 ]", "", text).split())


@dataclass(frozen=True, slots=True)
class FamilyKey:
    """What tells whether two pieces belong together; pieces of any set can be compared. `runs`: see `run_hashes`."""

    source: str  # the data set
    title: str
    composer: str
    runs: tuple[int, ...]


def run_hashes(notes: Sequence[tuple[int, int]], length: int = RUN_NOTES) -> tuple[int, ...]:
    """A number for every run of `length` notes of one voice, sorted (onset, pitch), free of transposition and tempo.
    The onset after the last note of a run counts too. The numbers are the same in every process."""
    known = [LeadNote(onset, 1, pitch) for onset, pitch in notes]
    return tuple(hash(run) for run in list(runs(known, length))[:-1])


def key_of(sheet: LeadSheet) -> FamilyKey:
    """Of a tune without a known composer."""
    return FamilyKey(sheet.source, sheet.title, "", tuple(hash(run) for run in runs(sheet.notes)))


def split_of(pieces: Sequence[FamilyKey], seed: int = 1) -> list[tuple[str, str]]:
    """(family, "train" | "valid" | "test") for each piece. Families are found over all sets that are given."""
    numbers = _numbers(pieces)
    members: dict[int, list[FamilyKey]] = defaultdict(list)
    for number, piece in zip(numbers, pieces, strict=True):
        members[number].append(piece)
    drawn = {number: _draw(family, seed) for number, family in members.items()}
    return [drawn[number] for number in numbers]


def _numbers(pieces: Sequence[FamilyKey]) -> list[int]:
    """The cluster of every piece: the index of the cluster's first one."""
    clusters = _Clusters(len(pieces))
    seen: dict[Hashable, int] = {}
    for i, piece in enumerate(pieces):
        title = plain_title(piece.title)
        keys: list[Hashable] = [] if title in _NAMELESS else [(title, plain_title(piece.composer))]
        for key in (*keys, *piece.runs):
            clusters.join(seen.setdefault(key, i), i)
    return [clusters.find(i) for i in range(len(pieces))]


def cluster(sheets: Sequence[LeadSheet]) -> list[int]:
    """The cluster number of every sheet; numbers are the index of the cluster's first sheet."""
    return _numbers([key_of(s) for s in sheets])


def with_families(sheets: Sequence[LeadSheet], seed: int = 1) -> list[LeadSheet]:
    """The sheets with `family` and `split` filled. Deterministic for the same sheets and seed."""
    drawn = split_of([key_of(s) for s in sheets], seed)
    return [replace(s, family=family, split=split) for s, (family, split) in zip(sheets, drawn, strict=True)]


def _draw(family: Sequence[FamilyKey], seed: int) -> tuple[str, str]:
    """(id, split) of one family, from its members' titles only: other pieces coming or going change nothing."""
    digests = (hashlib.sha256(f"{seed}|{s.source}|{s.title}".encode()).hexdigest() for s in family)
    lot = min(digests)
    share = int(hashlib.sha256(lot.encode()).hexdigest()[:12], 16) / 16**12
    if len(family) > LARGEST_HELD_OUT:
        return lot[:10], "train"
    return lot[:10], "valid" if share < VALID_SHARE else "test" if share < VALID_SHARE + TEST_SHARE else "train"
