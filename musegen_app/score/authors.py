"""Who wrote how much of some music: counted, for the words below the tracks. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from musegen_app.score.model import Note, Origin, OriginKind, Score

_ORIGIN = attrgetter("origin")
_ORDER = {kind: place for place, kind in enumerate(OriginKind)}


@dataclass(frozen=True, slots=True)
class Share:
    """`notes` notes of one author; `bundle` names the net for generated ones. `percent` is whole; all shares of some
    music add up to 100, and none of them says 0."""

    kind: OriginKind
    bundle: str
    notes: int
    percent: int


def song_shares(score: Score) -> tuple[Share, ...]:
    """The authors of the whole song."""
    return shares(n for t in score.tracks for n in t.notes)


def shares(notes: Iterable[Note]) -> tuple[Share, ...]:
    """The authors of `notes`, people before nets; nothing where there are no notes."""
    origins = _by_author(list(map(_ORIGIN, notes)))
    counts = sorted(origins.items(), key=lambda found: (_ORDER[found[0][0]], -found[1], found[0][1]))
    percents = _percents([count for _, count in counts])
    return tuple(Share(kind, bundle, count, p) for ((kind, bundle), count), p in zip(counts, percents, strict=True))


def _by_author(origins: list[Origin]) -> Counter[tuple[OriginKind, str]]:
    """How many there are of each. Notes share their origins, so these are told apart by identity first: 100,000 of
    them take some milliseconds, where comparing their fields would take a tenth of a second."""
    different = dict(zip(map(id, origins), origins, strict=True))
    authors: Counter[tuple[OriginKind, str]] = Counter()
    for number, count in Counter(map(id, origins)).items():
        authors[different[number].kind, different[number].bundle] += count
    return authors


def _percents(counts: list[int]) -> list[int]:
    """Whole percents of at least 1 that add up to 100: the largest one takes what rounding leaves over."""
    total = sum(counts)
    rounded = [max(1, round(100 * count / total)) for count in counts]
    if rounded:
        rounded[counts.index(max(counts))] += 100 - sum(rounded)
    return rounded
