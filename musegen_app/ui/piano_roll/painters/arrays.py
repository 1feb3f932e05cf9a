"""The notes of a track as numpy columns, for pictures of thousands of them. Import it only when there are that many:
the window starts without numpy.

After an edit only the notes that are new are read (`score.note_table` knows which they are).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from musegen_app.score.model import Note, OriginKind
from musegen_app.score.note_table import Change, change_between

AUTHORS = 3  # the bits of the flags that are a place in KINDS
MUTED, LOCKED = 4, 8
KINDS = tuple(OriginKind)
_COLUMNS = 6
_READ = 2048
_FEW = 8  # ids that are compared one by one
_FIELDS = tuple(map(attrgetter, ("start_tick", "duration_ticks", "pitch", "velocity", "muted", "id")))
_LOCKED, _KIND = attrgetter("locked"), attrgetter("origin.kind")
_PLACES = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True, eq=False)
class NoteArrays:
    """`table` has a column a note: first and last tick, pitch, velocity, flags (a place in KINDS | MUTED | LOCKED), id;
    `latest` is the latest end so far. GUI thread."""

    notes: tuple[Note, ...]
    table: NDArray[np.int32]
    latest: NDArray[np.int32]

    @property
    def starts(self) -> NDArray[np.int32]:
        starts: NDArray[np.int32] = self.table[0]
        return starts

    def span(self, from_tick: float, to_tick: float) -> slice:
        """Places among which all notes that touch the ticks lie."""
        first = int(np.searchsorted(self.latest, from_tick, side="right"))
        return slice(first, int(np.searchsorted(self.starts, to_tick, side="left")))


def arrays_of(notes: tuple[Note, ...], before: NoteArrays | None = None) -> NoteArrays:
    """The columns of `notes`. Those that `before` has, too, are taken from there: it is used up, for where no note
    was put in or taken out its memory is written to."""
    if before is None:
        table = _read(notes)
        return NoteArrays(notes, table, np.maximum.accumulate(table[1]))
    if before.notes is notes:
        return before
    change, table = change_between(before.notes, notes), before.table
    middle = _changed(table[:, change.first : change.old_end], change)
    if change.new_end != change.old_end:
        table = np.concatenate((table[:, : change.first], middle, table[:, change.old_end :]), axis=1)
        return NoteArrays(notes, table, np.maximum.accumulate(table[1]))
    table[:, change.first : change.new_end] = middle
    _reach(before.latest, table[1], change.first, change.new_end)
    return NoteArrays(notes, table, before.latest)


def among(ids: NDArray[np.int32], some: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which of the `ids` are among `some`."""
    if len(some) > _FEW:
        return np.isin(ids, some)
    found = np.zeros(len(ids), np.bool_)
    for one in some.tolist():
        found |= ids == one
    return found


def _read(notes: Sequence[Note]) -> NDArray[np.int32]:
    """A column at a time makes no objects that the garbage collector would want to look at; some thousand notes at a
    time stay in the processor's cache."""
    table = np.empty((_COLUMNS, len(notes)), np.int32)
    for first in range(0, len(notes), _READ):
        _read_block(notes[first : first + _READ], table[:, first : first + _READ])
    table[1] += table[0]
    return table


def _read_block(notes: Sequence[Note], table: NDArray[np.int32]) -> None:
    count = len(notes)
    for row, get in enumerate(_FIELDS):
        table[row] = np.fromiter(map(get, notes), np.int32, count)
    table[4] *= MUTED
    table[4] += LOCKED * np.fromiter(map(_LOCKED, notes), np.int32, count)
    table[4] += np.fromiter(map(_PLACES.__getitem__, map(_KIND, notes)), np.int32, count)


def _changed(table: NDArray[np.int32], change: Change) -> NDArray[np.int32]:
    """The columns between the ends, which stay: some go and others come."""
    gone = np.fromiter((n.id for n in change.removed), np.int32, len(change.removed))
    made = np.concatenate((table[:, ~among(table[5], gone)], _read(change.added)), axis=1)
    return made[:, np.lexsort((made[5], made[2], made[0]))]


def _reach(latest: NDArray[np.int32], ends: NDArray[np.int32], first: int, stop: int) -> None:
    """Bring `latest` up to date where the ends from `first` to `stop` are others, and behind as far as that matters."""
    at = first
    while at < len(ends):
        to = min(len(ends), max(stop, at + _READ))
        was = latest[to - 1]
        np.maximum.accumulate(ends[at:to], out=latest[at:to])
        if at:
            np.maximum(latest[at:to], latest[at - 1], out=latest[at:to])
        if latest[to - 1] == was:
            return
        at = to
