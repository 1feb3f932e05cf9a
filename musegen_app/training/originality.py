"""How much of a tune is found in the training tunes: shared runs of notes, free of transposition and tempo."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from musegen_app.codecs.lead_sheet import LeadNote
from musegen_app.training.families import runs

LONGEST = 64


class RunIndex:
    """The runs of a set of tunes, by length; sets are made when they are asked for."""

    def __init__(self, tunes: Sequence[Sequence[LeadNote]]) -> None:
        self._tunes = tunes
        self._known: dict[int, frozenset[int]] = {}

    def known(self, length: int) -> frozenset[int]:
        """Hashes of all runs of `length` notes."""
        if length not in self._known:
            self._known[length] = frozenset(hash(run) for tune in self._tunes for run in runs(tune, length))
        return self._known[length]

    def share_found(self, notes: Sequence[LeadNote], length: int) -> tuple[int, int]:
        """(runs of `length` notes that are known, all of them)."""
        own: list[Hashable] = list(runs(notes, length))
        known = self.known(length)
        return sum(hash(run) in known for run in own), len(own)

    def longest_common(self, notes: Sequence[LeadNote]) -> int:
        """Notes of the longest run that is known, up to `LONGEST`; 0 for tunes too short to tell."""
        low, high = 1, min(LONGEST, len(notes))
        if len(notes) < 2:
            return 0
        while low < high:
            middle = (low + high + 1) // 2
            found, _ = self.share_found(notes, middle)
            low, high = (middle, high) if found else (low, middle - 1)
        return low
