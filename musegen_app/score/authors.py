"""Who wrote how much of some music: counted, for the words below the tracks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from musegen_app.score.model import Note, OriginKind, Score

_A_STEP = 5_000
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


class Tally:
    """Counts the authors of a song in small steps (a step of 100,000 notes would be seen as a jerk of the playhead)."""

    def __init__(self, score: Score) -> None:
        slices = (t.notes[at : at + _A_STEP] for t in score.tracks for at in range(0, len(t.notes), _A_STEP))
        self._slices: Iterator[tuple[Note, ...]] = slices
        self._authors: Counter[tuple[OriginKind, str]] = Counter()

    def step(self) -> bool:
        """Count some more. False when all is counted."""
        notes = next(self._slices, None)
        if notes is None:
            return False
        self._authors += _by_author(notes)
        return True

    @property
    def shares(self) -> tuple[Share, ...]:
        """The authors of what is counted so far, people before nets."""
        counts = sorted(self._authors.items(), key=lambda found: (_ORDER[found[0][0]], -found[1], found[0][1]))
        percents = _percents([count for _, count in counts])
        return tuple(Share(*author, count, p) for (author, count), p in zip(counts, percents, strict=True))


def song_shares(score: Score) -> tuple[Share, ...]:
    """The authors of the whole song; nothing where there are no notes."""
    tally = Tally(score)
    while tally.step():
        pass
    return tally.shares


def _by_author(notes: Iterable[Note]) -> Counter[tuple[OriginKind, str]]:
    """How many there are of each. Notes share their origins, so these are told apart by identity first: that is ten
    times as fast as comparing their fields."""
    origins = list(map(_ORIGIN, notes))
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
