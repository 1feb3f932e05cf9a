"""The notes of a track, found by id, place and time without walking through all of them.

A track's notes are one sorted tuple, and an edit makes another one. What is known about a large tuple is remembered
here by its identity, and `note_exchange` hands it on to the tuple that it makes: of 100,000 notes an edit of one looks
at a few hundred. Any thread. Pure: whatever was forgotten is worked out again.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, compress, count, pairwise, repeat
from operator import add, attrgetter, gt, le
from typing import TYPE_CHECKING

from musegen_app.score.remembered import Remembered

if TYPE_CHECKING:
    from musegen_app.score.model import Note

    Notes = tuple[Note, ...]

SMALL = 256  # tuples up to that size are not worth remembering
BLOCK = 256
_FEW = 64  # notes that are looked up one by one

in_order = attrgetter("start_tick", "pitch", "id")
_start = attrgetter("start_tick")
_ids = attrgetter("id")
_length = attrgetter("duration_ticks")
_is_locked = attrgetter("locked")


@dataclass(frozen=True, slots=True)
class Change:
    """Places [first, old_end) of the older tuple became [first, new_end) of the newer one: `removed` and `added`
    are the notes in there that differ, in order."""

    first: int
    old_end: int
    new_end: int
    removed: Notes
    added: Notes


class NoteTable:
    """What can be asked about one tuple of notes, worked out when it is asked for."""

    def __init__(self, notes: Notes, parent: NoteTable | None = None, change: Change | None = None) -> None:
        self.notes = notes
        self.before = parent.notes if parent is not None else None  # what `change` led from
        self.change = change
        self._sorted: bool | None = None
        self._locked: int | None = None  # how many of the notes are locked
        self._known: dict[int, Note] | None = None  # by id, as they were in some older tuple
        self._news: dict[int, Note | None] = {}  # what is different here; None: no longer there
        self._asked: tuple[frozenset[int], Notes] | None = None  # what `chosen` was asked for last
        self._sizes: tuple[int, ...] | None = None  # of blocks of neighbouring notes
        self._latest: tuple[int, ...] = ()  # the last end tick in each block
        self._reaches: list[int] = []
        self._begins: list[int] = []  # the first place in each block
        if parent is not None and change is not None:
            self._sorted = parent._sorted
            if parent._locked is not None:
                self._locked = parent._locked - _count_locked(change.removed) + _count_locked(change.added)
            self._take_ids(parent, change)
            self._take_blocks(parent, change)

    # -- by id -----------------------------------------------------------------------------------------------------
    def get(self, note_id: int) -> Note | None:
        """The note with that id."""
        known = self._by_id()
        return self._news[note_id] if note_id in self._news else known.get(note_id)

    def __contains__(self, note_id: int) -> bool:
        return self.get(note_id) is not None

    def chosen(self, ids: Iterable[int]) -> list[Note]:
        """The notes with these ids that are there, in order."""
        if self._asked is not None and self._asked[0] is ids:
            return list(self._asked[1])
        found = sorted(self._found(ids), key=in_order)
        if isinstance(ids, frozenset):  # a drag asks for the same notes at every step
            self._asked = (ids, tuple(found))
        return found

    def present(self, ids: Iterable[int]) -> set[int]:
        """Those of the ids that are there."""
        return set(map(_ids, self._found(ids)))

    def place(self, note: Note) -> int:
        """Where the note lies in `notes`."""
        return bisect_left(self.notes, in_order(note), key=in_order)

    def places(self, chosen: Sequence[Note]) -> list[int]:
        """Where these notes, which are in order, lie in `notes`."""
        if len(chosen) <= _FEW:
            return [self.place(note) for note in chosen]
        first, last = self.place(chosen[0]), self.place(chosen[-1]) + 1
        ids = {note.id for note in chosen}
        return [place for place, note in enumerate(self.notes[first:last], first) if note.id in ids]

    # -- by time ---------------------------------------------------------------------------------------------------
    @property
    def end_tick(self) -> int:
        """The last end of any note, 0 without notes."""
        self._blocks()
        return max(self._latest, default=0)

    def span(self, from_tick: float, to_tick: float) -> tuple[int, int]:
        """Places [first, last) among which all notes lie that touch the ticks."""
        last = bisect_left(self.notes, to_tick, key=_start)
        block = bisect_right(self._block_reaches(), from_tick)
        if block == len(self._reaches):
            return len(self.notes), last
        at = self._begins[block]
        near = self.notes[at : at + self._blocks()[block]]
        ends = map(add, map(_start, near), map(_length, near))
        return next(compress(count(at), map(gt, ends, repeat(from_tick)))), last

    @property
    def is_sorted(self) -> bool:
        """Are the notes in the order that every track keeps?"""
        if self._sorted is None:
            keys = list(map(in_order, self.notes))
            self._sorted = all(map(le, keys, keys[1:]))
        return self._sorted

    @property
    def locked(self) -> int:
        """How many of the notes are locked."""
        if self._locked is None:
            self._locked = _count_locked(self.notes)
        return self._locked

    def prepare(self) -> None:
        """Work out everything now, in whatever thread this is."""
        self._by_id()
        self._blocks()
        _ = self.is_sorted

    # -- inside ----------------------------------------------------------------------------------------------------
    def _found(self, ids: Iterable[int]) -> list[Note]:
        known, news = self._by_id(), self._news
        if not news:
            return [known[i] for i in set(ids) if i in known]
        return [n for i in set(ids) if (n := news[i] if i in news else known.get(i)) is not None]

    def _by_id(self) -> dict[int, Note]:
        if self._known is None:
            self._known = dict(zip(map(_ids, self.notes), self.notes, strict=True))
        return self._known

    def _blocks(self) -> tuple[int, ...]:
        if self._sizes is None:
            sizes, self._latest = _blocks_of(self.notes)
            self._sizes = sizes  # last: whoever sees it, in another thread, sees the ends as well
        return self._sizes

    def _block_reaches(self) -> list[int]:
        """The last end tick in each block and all before it."""
        if len(self._reaches) != len(self._blocks()):
            self._begins = list(accumulate(self._blocks(), initial=0))
            self._reaches = list(accumulate(self._latest, max))  # last, as above
        return self._reaches

    def _take_ids(self, parent: NoteTable, change: Change) -> None:
        if parent._known is None:
            return
        news = dict(parent._news)
        news.update(dict.fromkeys(map(_ids, change.removed)))
        news.update(zip(map(_ids, change.added), change.added, strict=True))
        if len(news) * 8 <= len(self.notes):
            self._known, self._news = parent._known, news

    def _take_blocks(self, parent: NoteTable, change: Change) -> None:
        """The parent's blocks, made anew only where something changed."""
        if not parent._sizes:
            return
        sizes, latest = parent._sizes, parent._latest
        ends = list(accumulate(sizes))
        low = min(bisect_right(ends, change.first), len(ends) - 1)
        high = min(bisect_left(ends, change.old_end, low) + 1, len(ends))
        begin = ends[low - 1] if low else 0
        stop = ends[high - 1] + change.new_end - change.old_end
        made, made_latest = _blocks_of(self.notes[begin:stop])
        self._sizes = sizes[:low] + made + sizes[high:]
        self._latest = latest[:low] + made_latest + latest[high:]


def _count_locked(notes: Notes) -> int:
    return sum(map(_is_locked, notes))


def _blocks_of(notes: Notes) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(sizes, latest ends) of blocks of about BLOCK notes."""
    if not notes:
        return (), ()
    ends = list(map(add, map(_start, notes), map(_length, notes)))
    parts = max(1, round(len(ends) / BLOCK))
    cuts = list(pairwise(i * len(ends) // parts for i in range(parts + 1)))
    return tuple(high - low for low, high in cuts), tuple(max(ends[low:high]) for low, high in cuts)


# -- what is remembered ----------------------------------------------------------------------------------------------
_tables: Remembered[NoteTable] = Remembered()


def table_of(notes: Notes) -> NoteTable:
    """What can be asked about `notes`; remembered for large ones."""
    if len(notes) <= SMALL:
        return NoteTable(notes)
    return _tables.get(notes) or _tables.put(notes, NoteTable(notes))


def remember_edited(notes: Notes, before: NoteTable, change: Change) -> None:
    """`notes` are those of `before` after `change`: take over what is known."""
    _tables.put(notes, NoteTable(notes, before, change))


# -- what leads from one tuple to another ----------------------------------------------------------------------
_compared: list[tuple[Notes, Notes, Change]] = []  # the last two tuples: after an undo several parts ask about them


def change_between(old: Notes, new: Notes) -> Change:
    """What leads from one tuple to another; notes of equal value count as the same."""
    if old is new:
        return Change(0, 0, 0, (), ())
    known, other = _tables.get(new), _tables.get(old)
    if known is not None and known.change is not None:
        if known.before is old:
            return known.change
        if other is not None and other.change is not None and other.before is known.before:
            return _across(other.change, known.change)
    for before, after, change in tuple(_compared):
        if before is old and after is new:
            return change
    first, old_end, new_end = different(old, new)
    removed, added = news(old[first:old_end], new[first:new_end])
    change = Change(first, old_end, new_end, removed, added)
    _compared[:] = [(old, new, change)]
    return change


def _across(one: Change, other: Change) -> Change:
    """From the end of one change to the end of another one that began with the same notes, as steps of a drag do."""
    first, end = min(one.first, other.first), max(one.old_end, other.old_end)
    removed, added = one.added, other.added
    if one.removed != other.removed:
        back, gone = news(one.removed, other.removed)
        removed, added = (tuple(sorted(notes, key=in_order)) for notes in ((*removed, *gone), (*added, *back)))
    old_end, new_end = (end + change.new_end - change.old_end for change in (one, other))
    return Change(first, old_end, new_end, removed, added)


def news(old: Notes, new: Notes) -> tuple[Notes, Notes]:
    """(what is only in `old`, what is only in `new`), by identity."""
    had, has = set(map(id, old)), set(map(id, new))
    return tuple(n for n in old if id(n) not in has), tuple(n for n in new if id(n) not in had)


def different(old: Notes, new: Notes) -> tuple[int, int, int]:
    """(first, old end, new end) of the stretch in which the two differ."""
    most = min(len(old), len(new))
    first = _same(old, new, most)
    last = _same(old[: first - 1 if first else None : -1], new[: first - 1 if first else None : -1], most - first)
    return first, len(old) - last, len(new) - last


def _same(old: Notes, new: Notes, most: int) -> int:
    """How many notes at the beginning are the same: by long strides, which compare identities at the speed of C."""
    at = 0
    for stride in (4096, 64, 1):
        while at + stride <= most and old[at : at + stride] == new[at : at + stride]:
            at += stride
    return at
