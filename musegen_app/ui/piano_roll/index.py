"""The notes of one track, ready to be asked "which lie between here and there?" and "which is under the pointer?"."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate

from musegen_app.score.model import Note, Track


class NoteIndex:
    """Notes sorted by onset with the latest end so far beside them. Immutable; GUI thread."""

    def __init__(self, notes: tuple[Note, ...]) -> None:
        self.notes = notes
        self._starts = [n.start_tick for n in notes]
        self._ends = list(accumulate((n.end_tick for n in notes), max))

    def span(self, from_tick: float, to_tick: float) -> tuple[int, int]:
        """Places [first, last) in `notes` among which all notes that touch the ticks lie."""
        return bisect_right(self._ends, from_tick), bisect_left(self._starts, to_tick)

    def between(self, from_tick: float, to_tick: float) -> Iterator[Note]:
        """Notes that sound somewhere in (from_tick, to_tick)."""
        first, last = self.span(from_tick, to_tick)
        return (n for n in self.notes[first:last] if n.end_tick > from_tick)

    def at(self, tick: float, pitch: int, slack: float = 0) -> Note | None:
        """The note drawn on top at that place; `slack` ticks behind its end still count."""
        found = [n for n in self.between(tick - slack, tick + 1) if n.pitch == pitch and n.start_tick <= tick]
        inside = [n for n in found if n.end_tick > tick]
        return next(reversed(inside or found), None)


class Indexes:
    """One `NoteIndex` a track, made when asked for and kept while the track stays the same value."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[tuple[Note, ...], NoteIndex]] = {}

    def of(self, track: Track) -> NoteIndex:
        known = self._made.get(track.id)
        if known is None or known[0] is not track.notes:
            known = (track.notes, NoteIndex(track.notes))
            self._made[track.id] = known
        return known[1]
