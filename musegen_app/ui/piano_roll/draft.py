"""What a drag would do if it ended now: the edited score, and what of it differs from the real one."""

from __future__ import annotations

from dataclasses import dataclass, field

from musegen_app.score.model import Note, Score, Track


@dataclass(frozen=True, slots=True)
class Draft:
    """`score` is not in the document yet. Of the active track, `lifted` notes are not drawn where they were and
    `notes` are drawn on top instead."""

    score: Score
    lifted: frozenset[int] = frozenset()
    notes: tuple[Note, ...] = field(default=())


def draft_of(before: Track | None, after: Score, track_id: int) -> Draft:
    """The draft that leads from `before` (the active track) to the same track in `after`.

    Edits keep the notes they leave alone, so identity tells what changed.
    """
    track = next((t for t in after.tracks if t.id == track_id), None)
    old = before.notes if before is not None else ()
    new = track.notes if track is not None else ()
    first, last = _same_ends(old, new)
    old, new = old[first : len(old) - last], new[first : len(new) - last]
    had = {id(n) for n in old}
    has = {id(n) for n in new}
    lifted = frozenset(n.id for n in old if id(n) not in has)
    return Draft(after, lifted, tuple(n for n in new if id(n) not in had))


def _same_ends(old: tuple[Note, ...], new: tuple[Note, ...]) -> tuple[int, int]:
    """How many notes at the beginning and at the end are the very same: most drags touch a few of thousands."""
    most = min(len(old), len(new))
    first = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a is not b), most)
    rest = zip(reversed(old), reversed(new), strict=False)
    last = next((i for i, (a, b) in enumerate(rest) if a is not b), most)
    return first, min(last, most - first)


def added_ids(before: Score, after: Score, track_id: int) -> frozenset[int]:
    """Ids of notes that `after` has in the track and `before` has not."""
    return _ids(after, track_id) - _ids(before, track_id)


def _ids(score: Score, track_id: int) -> frozenset[int]:
    return frozenset(n.id for t in score.tracks if t.id == track_id for n in t.notes)
