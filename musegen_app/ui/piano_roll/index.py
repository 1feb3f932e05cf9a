"""The notes of one track, ready to be asked "which lie between here and there?" and "which is under the pointer?"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter

from musegen_app.score.model import Note, Track
from musegen_app.score.note_table import NoteTable, table_of

_KEPT_SPANS = 16
_start = attrgetter("start_tick")


class NoteIndex:
    """Notes sorted by onset, and what is known about them: an edited track takes over what was known before the edit
    (`score.note_table`). Immutable; GUI thread."""

    def __init__(self, notes: tuple[Note, ...]) -> None:
        self.notes = notes
        self.table: NoteTable = table_of(notes)
        self._spans: dict[tuple[float, float], tuple[int, int]] = {}  # one picture asks for the same several times

    def span(self, from_tick: float, to_tick: float) -> tuple[int, int]:
        """Places [first, last) in `notes` among which all notes that touch the ticks lie."""
        asked = (from_tick, to_tick)
        known = self._spans.get(asked)
        if known is None:
            if len(self._spans) >= _KEPT_SPANS:
                self._spans.clear()
            known = self._spans[asked] = self.table.span(from_tick, to_tick)
        return known

    def begun(self, from_tick: float, to_tick: float) -> tuple[int, int]:
        """Places [first, last) of the notes that begin in [from_tick, to_tick)."""
        first = bisect_left(self.notes, from_tick, key=_start)
        return first, bisect_left(self.notes, to_tick, first, key=_start)

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
        self._made: dict[int, NoteIndex] = {}

    def of(self, track: Track) -> NoteIndex:
        known = self._made.get(track.id)
        if known is None or known.notes is not track.notes:
            known = self._made[track.id] = NoteIndex(track.notes)
        return known
