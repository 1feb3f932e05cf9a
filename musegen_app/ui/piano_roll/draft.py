"""What a drag would do if it ended now: the edited score, and what of it differs from the real one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from musegen_app.score.model import Note, Score, Track
from musegen_app.score.note_table import change_between, table_of


@dataclass(frozen=True, slots=True)
class Draft:
    """`score` is not in the document yet. Of the active track, `lifted` notes are not drawn where they were and
    `notes` are drawn on top instead. With `outcome` the score is still the real one and the notes alone differ: to
    make the edited score of a large song takes longer than to show it."""

    score: Score
    lifted: frozenset[int] = frozenset()
    notes: tuple[Note, ...] = field(default=())
    outcome: Callable[[], Score] | None = None

    @property
    def edited(self) -> Score:
        """What the drag leads to."""
        return self.score if self.outcome is None else self.outcome()


def draft_of(before: Track | None, after: Score, track_id: int) -> Draft:
    """The draft that leads from `before` (the active track) to the same track in `after`.

    Edits keep the notes they leave alone, so the notes themselves tell what changed.
    """
    track = next((t for t in after.tracks if t.id == track_id), None)
    change = change_between(before.notes if before is not None else (), track.notes if track is not None else ())
    return Draft(after, frozenset(n.id for n in change.removed), change.added)


def added_ids(before: Score, after: Score, track_id: int) -> frozenset[int]:
    """Ids of notes that `after` has in the track and `before` has not."""
    old, new = _notes(before, track_id), _notes(after, track_id)
    known = table_of(old)
    return frozenset(n.id for n in change_between(old, new).added if n.id not in known)


def _notes(score: Score, track_id: int) -> tuple[Note, ...]:
    return next((t.notes for t in score.tracks if t.id == track_id), ())
