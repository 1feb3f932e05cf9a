"""What edits of notes end with: some notes of a track go, and others come in their place. Pure.

Locked notes are not among those that are changed. Of many notes the few that an edit is about are touched. If nothing
changes, the very same score comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from musegen_app.score.model import Note, Score, Track
from musegen_app.score.note_table import table_of


def chosen(track: Track, ids: Iterable[int]) -> list[Note]:
    """The notes with these ids that the track has, in order; locked ones, too."""
    return table_of(track.notes).chosen(ids)


def unlocked(track: Track, ids: Iterable[int]) -> list[Note]:
    """The same without the locked ones."""
    return [n for n in chosen(track, ids) if not n.locked]


def with_changed(score: Score, track_id: int, ids: Iterable[int], change: Callable[[Note], Note | None]) -> Score:
    """Every unlocked note of `ids` becomes `change(note)`, None removes it. KeyError if there is no such track."""
    return with_each_changed(score, track_id, unlocked(score.track(track_id), ids), change)


def with_each_changed(
    score: Score, track_id: int, notes: Sequence[Note], change: Callable[[Note], Note | None]
) -> Score:
    """The same with the notes themselves, in order."""
    changes = [(n, made) for n in notes if (made := change(n)) != n]
    if not changes:
        return score
    removed, added = [old for old, _ in changes], [made for _, made in changes if made is not None]
    return score.with_track(score.track(track_id).exchanged(removed, added))


def with_exchanged(score: Score, track: Track, removed: Sequence[Note], added: Iterable[Note]) -> Score:
    """The notes `removed`, which are in order, make way for `added`; the same score if they are the same notes."""
    changed = track.exchanged(removed, added)
    return score if changed is track or changed.notes == track.notes else score.with_track(changed)
