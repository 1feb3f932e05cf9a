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
from musegen_app.score.note_table import change_between

AUTHORS = 3  # the bits of the flags that are a place in KINDS
MUTED, LOCKED = 4, 8
KINDS = tuple(OriginKind)
_COLUMNS = 6
_READ = 2048
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
    """The columns of `notes`; those that `before` has, too, are taken from there."""
    if before is not None and before.notes is notes:
        return before
    table = _read(notes) if before is None else _updated(notes, before)
    return NoteArrays(notes, table, np.maximum.accumulate(table[1]))


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


def _updated(notes: tuple[Note, ...], before: NoteArrays) -> NDArray[np.int32]:
    """Both ends are the same as before; what is between them loses some columns and gets others."""
    change = change_between(before.notes, notes)
    table = before.table
    middle = table[:, change.first : change.old_end]
    gone = np.fromiter((n.id for n in change.removed), np.int32, len(change.removed))
    middle = np.concatenate((middle[:, ~np.isin(middle[5], gone)], _read(change.added)), axis=1)
    middle = middle[:, np.lexsort((middle[5], middle[2], middle[0]))]
    return np.concatenate((table[:, : change.first], middle, table[:, change.old_end :]), axis=1)
