"""Other notes in place of some of a track's notes: the tuple that an edit makes, and what it makes known about it.
Any thread; pure.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import compress
from typing import TYPE_CHECKING

from musegen_app.score.note_table import SMALL, Change, different, in_order, news, remember_edited, table_of

if TYPE_CHECKING:
    from musegen_app.score.model import Note

    Notes = tuple[Note, ...]


def exchanged(notes: Notes, removed: Sequence[Note], added: Iterable[Note], *, ordered: bool = False) -> Notes:
    """`notes` without `removed` (some of them, in order) and with `added`, in order. `ordered`: `added` is in order."""
    added = list(added) if ordered else sorted(added, key=in_order)
    if not removed and not added:
        return notes
    table = table_of(notes)
    if not table.is_sorted:
        gone = set(map(id, removed))
        return tuple(sorted([*(n for n in notes if id(n) not in gone), *added], key=in_order))
    places = table.places(removed)
    first, end = (places[0], places[-1] + 1) if places else (len(notes), 0)
    if added:
        first = min(first, bisect_left(notes, in_order(added[0]), key=in_order))
        end = max(end, bisect_right(notes, in_order(added[-1]), key=in_order))
    between = _without(notes[first:end], [place - first for place in places])
    part = _woven(between, added)
    everything = list(notes)
    everything[first:end] = part
    result = tuple(everything)
    if len(result) > SMALL:
        change = Change(first, end, first + len(part), tuple(removed), tuple(added))
        remember_edited(result, table, change)
    return result


def _without(notes: Notes, places: list[int]) -> Notes:
    if not places:
        return notes
    keep = bytearray(b"\1") * len(notes)
    for place in places:
        keep[place] = 0
    return tuple(compress(notes, keep))


def _woven(notes: Notes, added: list[Note]) -> Notes:
    """Both together, in order; both are in order."""
    few, many = (notes, added) if len(notes) < len(added) else (added, notes)
    if len(few) * 8 > len(many):
        return tuple(sorted((*notes, *added), key=in_order))
    woven: list[Note] = []
    at = 0
    for note in few:
        place = bisect_left(many, in_order(note), at, key=in_order)
        woven.extend(many[at:place])
        woven.append(note)
        at = place
    woven.extend(many[at:])
    return tuple(woven)


def rearranged(notes: Notes, wanted: Sequence[Note]) -> Notes:
    """`wanted` in order. Quick where most of it lies as it does in `notes`."""
    wanted = tuple(wanted)
    if len(wanted) <= SMALL or len(notes) <= SMALL or not table_of(notes).is_sorted:
        return tuple(sorted(wanted, key=in_order))
    first, old_end, new_end = different(notes, wanted)
    removed, added = news(notes[first:old_end], wanted[first:new_end])
    if len(removed) + len(added) > len(wanted) or len(notes) - len(removed) + len(added) != len(wanted):
        return tuple(sorted(wanted, key=in_order))
    return exchanged(notes, removed, added)
