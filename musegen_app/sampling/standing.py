"""Notes of a track that stay where they are while a take is drawn beside them: no new note may meet them on their
pitch, because accepting the take would have to drop one of the two."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

import numpy as np

from musegen_app.score.model import Note, Track


def staying(track: Track, from_tick: int, to_tick: int, kept: Collection[int] = ()) -> Iterator[Note]:
    """What accepting a take of [from_tick, to_tick) leaves: locked notes, all that begin elsewhere, and those `kept`
    (ids). Muted ones are heard by nobody."""
    for note in track.notes:
        inside = from_tick <= note.start_tick < to_tick
        if not note.muted and (note.locked or not inside or note.id in kept):
            yield note


class Standing:
    """Places are in the unit of a codec's grid; `place` turns ticks into it, without rounding."""

    def __init__(self, notes: Iterable[Note] = (), place: Callable[[int], float] = float) -> None:
        rows = sorted((place(n.start_tick), place(n.end_tick), n.pitch) for n in notes)
        self._starts, self._ends = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
        self._pitches = np.array([r[2] for r in rows], np.int64)

    @property
    def empty(self) -> bool:
        return not len(self._starts)

    def sounding(self, start: float, end: float) -> list[int]:
        """Pitches that sound somewhere in [start, end)."""
        if not len(self._starts):
            return []
        found: list[int] = self._pitches[(self._starts < end) & (self._ends > start)].tolist()
        return found

    def next(self, pitch: int, at: float) -> float:
        """Where the next note of that pitch begins, not before `at`; infinity: nowhere."""
        starts = self._starts[(self._pitches == pitch) & (self._starts >= at)]
        return float(starts.min()) if len(starts) else float("inf")

    def last_end(self, pitch: int, at: float) -> float:
        """Where the last note of that pitch that began before `at` ends; minus infinity: there was none."""
        ends = self._ends[(self._pitches == pitch) & (self._starts < at)]
        return float(ends.max()) if len(ends) else -float("inf")
