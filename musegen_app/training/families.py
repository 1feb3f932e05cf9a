"""Tune families: tunes that share a long run of notes or a title belong together, and are split together."""

from __future__ import annotations

import hashlib
import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
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


def cluster(sheets: Sequence[LeadSheet]) -> list[int]:
    """The cluster number of every sheet; numbers are the index of the cluster's first sheet."""
    clusters = _Clusters(len(sheets))
    seen: dict[Hashable, int] = {}
    for i, sheet in enumerate(sheets):
        title = plain_title(sheet.title)
        keys: list[Hashable] = [] if title in _NAMELESS else [title]
        for key in (*keys, *map(hash, runs(sheet.notes))):
            clusters.join(seen.setdefault(key, i), i)
    return [clusters.find(i) for i in range(len(sheets))]


def with_families(sheets: Sequence[LeadSheet], seed: int = 1) -> list[LeadSheet]:
    """The sheets with `family` and `split` filled. Deterministic for the same sheets and seed."""
    numbers = cluster(sheets)
    members: dict[int, list[LeadSheet]] = defaultdict(list)
    for number, sheet in zip(numbers, sheets, strict=True):
        members[number].append(sheet)
    drawn = {number: _draw(family, seed) for number, family in members.items()}
    return [
        replace(sheet, family=drawn[number][0], split=drawn[number][1])
        for sheet, number in zip(sheets, numbers, strict=True)
    ]


def _draw(family: Sequence[LeadSheet], seed: int) -> tuple[str, str]:
    """(id, split) of one family, from its members' titles only: other tunes coming or going change nothing."""
    digests = (hashlib.sha256(f"{seed}|{s.source}|{s.title}".encode()).hexdigest() for s in family)
    lot = min(digests)
    share = int(hashlib.sha256(lot.encode()).hexdigest()[:12], 16) / 16**12
    if len(family) > LARGEST_HELD_OUT:
        return lot[:10], "train"
    return lot[:10], "valid" if share < VALID_SHARE else "test" if share < VALID_SHARE + TEST_SHARE else "train"
