"""What was worked out of tuples of notes, found again by which tuple it was: an edit makes another one and the rest of
the song stays. Any thread.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from musegen_app.score.model import Note

    Notes = tuple[Note, ...]

V = TypeVar("V")
MOST = 1_000_000  # notes in all tuples together
AT_LEAST = 4  # tuples, however large
EDITS = 24  # tuples beside those of the tracks: the last edits, not those of the whole evening
_EACH = 32  # what remembering a tuple costs beside its notes, in notes
_tracks = 16  # of the present song


def expect_tracks(count: int) -> None:
    """The song at hand has so many tracks: each may be remembered as it is and as it was, whatever its length."""
    global _tracks
    _tracks = count


def at_most() -> int:
    """So many tuples are remembered, however small they are."""
    return EDITS + 2 * _tracks


class Remembered(Generic[V]):
    """The values of the tuples that were asked for last. A tuple is kept alive with its value, so that no identity
    comes twice."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, tuple[Notes, V]] = OrderedDict()
        self._total = 0
        self._lock = threading.Lock()

    def get(self, notes: Notes) -> V | None:
        """The value of this very tuple."""
        with self._lock:
            found = self._kept.get(id(notes))
            if found is None:
                return None
            self._kept.move_to_end(id(notes))
            return found[1]

    def put(self, notes: Notes, value: V) -> V:
        """Remember `value`, and forget what was not asked for for the longest time. Returns it."""
        with self._lock:
            if id(notes) not in self._kept:
                self._total += len(notes) + _EACH
            self._kept[id(notes)] = (notes, value)
            self._kept.move_to_end(id(notes))
            while len(self._kept) > at_most() or (self._total > MOST and len(self._kept) > AT_LEAST):
                _, (oldest, _) = self._kept.popitem(last=False)
                self._total -= len(oldest) + _EACH
        return value
