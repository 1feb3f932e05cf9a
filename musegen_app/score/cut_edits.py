"""Edits that cut notes, glue them, fill the gaps between them, and mute them.

The rules of `note_edits` hold: locked notes stay, ids and origins are kept, nothing changed is the very same score.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from musegen_app.score.model import Note, Score, Track, new_id
from musegen_app.score.note_changes import chosen, unlocked, with_changed, with_exchanged
from musegen_app.score.note_table import table_of


def cut_notes(score: Score, track_id: int, ids: Iterable[int], lines: Iterable[int]) -> Score:
    """The notes cut at every tick of `lines` that they sound across; the first part keeps the id."""
    cuts = sorted(set(lines))
    track = score.track(track_id)
    cut = [(note, parts) for note in unlocked(track, ids) if len(parts := _parts(note, cuts)) > 1]
    return with_exchanged(score, track, [note for note, _ in cut], [part for _, parts in cut for part in parts])


def glue_note(score: Score, track_id: int, note_id: int) -> Score:
    """The note and the next one of its pitch become one, with the first one's velocity; nothing without a next."""
    track = score.track(track_id)
    note, following = table_of(track.notes).get(note_id), glued_with(track, note_id)
    if note is None or following is None:
        return score
    whole = replace(note, duration_ticks=max(note.end_tick, following.end_tick) - note.start_tick)
    return with_exchanged(score, track, [note, following], [whole])


def glued_with(track: Track, note_id: int) -> Note | None:
    """The next note of the same pitch, when neither of the two is locked."""
    table = table_of(track.notes)
    note = table.get(note_id)
    if note is None or note.locked:
        return None
    later = (track.notes[place] for place in range(table.place(note) + 1, len(track.notes)))
    following = next((n for n in later if n.pitch == note.pitch), None)
    return following if following is not None and not following.locked else None


def fill_gaps(score: Score, track_id: int, ids: Iterable[int]) -> Score:
    """Each chosen note lasts at least until the next chosen onset; none becomes shorter, the last ones stay."""
    ids = frozenset(ids)
    onsets = sorted({n.start_tick for n in chosen(score.track(track_id), ids)})

    def fill(note: Note) -> Note:
        place = bisect_right(onsets, note.start_tick)
        if place == len(onsets) or onsets[place] <= note.end_tick:
            return note
        return replace(note, duration_ticks=onsets[place] - note.start_tick)

    return with_changed(score, track_id, ids, fill)


def mute_notes(score: Score, track_id: int, ids: Iterable[int], muted: bool) -> Score:
    """The notes stay written and are not heard, or are heard again."""
    return with_changed(score, track_id, ids, lambda n: replace(n, muted=muted))


def _parts(note: Note, cuts: list[int]) -> list[Note]:
    inside = cuts[bisect_right(cuts, note.start_tick) : bisect_left(cuts, note.end_tick)]
    ends = [*inside, note.end_tick]
    parts = [replace(note, duration_ticks=ends[0] - note.start_tick)]
    for start, end in pairwise(ends):
        parts.append(replace(note, start_tick=start, duration_ticks=end - start, id=new_id()))
    return parts
