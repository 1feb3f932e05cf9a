"""Edits that cut notes, glue them, fill the gaps between them, and mute them.

The rules of `note_edits` hold: locked notes stay, ids and origins are kept, nothing changed is the very same score.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from musegen_app.score.model import Note, Score, Track, new_id


def cut_notes(score: Score, track_id: int, ids: Iterable[int], lines: Iterable[int]) -> Score:
    """The notes cut at every tick of `lines` that they sound across; the first part keeps the id."""
    chosen, cuts = set(ids), sorted(set(lines))
    track = score.track(track_id)
    notes: list[Note] = []
    for note in track.notes:
        notes.extend(_parts(note, cuts) if note.id in chosen and not note.locked else (note,))
    return score if len(notes) == len(track.notes) else score.with_track(track.with_notes(notes))


def glue_note(score: Score, track_id: int, note_id: int) -> Score:
    """The note and the next one of its pitch become one, with the first one's velocity; nothing without a next."""
    track = score.track(track_id)
    following = glued_with(track, note_id)
    note = next((n for n in track.notes if n.id == note_id), None)
    if note is None or following is None:
        return score
    whole = replace(note, duration_ticks=max(note.end_tick, following.end_tick) - note.start_tick)
    rest = [n for n in track.notes if n is not note and n is not following]
    return score.with_track(track.with_notes([*rest, whole]))


def glued_with(track: Track, note_id: int) -> Note | None:
    """The next note of the same pitch, when neither of the two is locked."""
    same = iter(track.notes)
    note = next((n for n in same if n.id == note_id), None)
    if note is None or note.locked:
        return None
    following = next((n for n in same if n.pitch == note.pitch), None)
    return following if following is not None and not following.locked else None


def fill_gaps(score: Score, track_id: int, ids: Iterable[int]) -> Score:
    """Each chosen note lasts at least until the next chosen onset; none becomes shorter, the last ones stay."""
    chosen = set(ids)
    track = score.track(track_id)
    onsets = sorted({n.start_tick for n in track.notes if n.id in chosen})

    def fill(note: Note) -> Note:
        place = bisect_right(onsets, note.start_tick)
        if note.id not in chosen or note.locked or place == len(onsets) or onsets[place] <= note.end_tick:
            return note
        return replace(note, duration_ticks=onsets[place] - note.start_tick)

    notes = tuple(fill(n) for n in track.notes)
    return score if notes == track.notes else score.with_track(replace(track, notes=notes))


def mute_notes(score: Score, track_id: int, ids: Iterable[int], muted: bool) -> Score:
    """The notes stay written and are not heard, or are heard again."""
    chosen = set(ids)
    track = score.track(track_id)
    notes = tuple(
        replace(n, muted=muted) if n.id in chosen and n.muted != muted and not n.locked else n for n in track.notes
    )
    return score if notes == track.notes else score.with_track(replace(track, notes=notes))


def _parts(note: Note, cuts: list[int]) -> list[Note]:
    inside = cuts[bisect_right(cuts, note.start_tick) : bisect_left(cuts, note.end_tick)]
    ends = [*inside, note.end_tick]
    parts = [replace(note, duration_ticks=ends[0] - note.start_tick)]
    for start, end in pairwise(ends):
        parts.append(replace(note, start_tick=start, duration_ticks=end - start, id=new_id()))
    return parts
