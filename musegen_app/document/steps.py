"""What an edit changed, small enough to be kept for ever: the notes that went and came instead of all of them.

Scores share their unchanged parts, but the notes of a track are one tuple: kept whole, every edit of a track of
100,000 notes would cost 800 KB. What comes back is exactly what was there, note by note the same objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from musegen_app.score.model import Note, Score, Track
from musegen_app.score.note_exchange import exchanged
from musegen_app.score.note_table import change_between, in_order, table_of

Notes = tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """Both scores as they are."""

    before: Score
    after: Score


@dataclass(frozen=True, slots=True)
class Packed:
    """Both scores; tracks that are in both of them are without their notes. `changed`: by track, the notes that only
    `before` and only `after` has."""

    before: Score
    after: Score
    changed: Mapping[int, tuple[Notes, Notes]]


Link = Whole | Packed


def pack(link: Link, before: Link | None = None) -> Link:
    """The same change, packed; parts that are as in the link before it are shared. Where the notes of a track are not
    in order, as in no song they should be, it stays whole."""
    if isinstance(link, Packed):
        return link
    old, new = ({t.id: t for t in score.tracks} for score in (link.before, link.after))
    both = {i for i in old if i in new}
    different = [i for i in both if old[i].notes is not new[i].notes]
    unique = len(old) == len(link.before.tracks) and len(new) == len(link.after.tracks)
    if not unique or not all(table_of(side[i].notes).is_sorted for i in different for side in (old, new)):
        return link
    known = {t.id: t for t in before.after.tracks} if isinstance(before, Packed) else {}
    first = _bare(link.before, both, known)
    last = _bare(link.after, both, {t.id: t for t in first.tracks})
    changes = ((i, change_between(old[i].notes, new[i].notes)) for i in different)
    return Packed(first, last, {i: (c.removed, c.added) for i, c in changes})


def _bare(score: Score, ids: Iterable[int], known: Mapping[int, Track]) -> Score:
    """The score; of the tracks `ids` without the notes, and the very track in `known` where it is the same."""
    ids = set(ids)
    tracks = [replace(t, notes=()) if t.id in ids else t for t in score.tracks]
    return replace(score, tracks=tuple(known[t.id] if known.get(t.id) == t else t for t in tracks))


@dataclass(slots=True)
class _Notes:
    """Notes of a track on the way through the history: `base` without some and with others."""

    base: Notes
    gone: dict[int, Note] = field(default_factory=dict)
    come: dict[int, Note] = field(default_factory=dict)

    def exchange(self, removed: Notes, added: Notes) -> None:
        for note in removed:
            if self.come.pop(id(note), None) is None:
                self.gone[id(note)] = note
        for note in added:
            if self.gone.pop(id(note), None) is None:
                self.come[id(note)] = note

    @property
    def notes(self) -> Notes:
        return exchanged(self.base, sorted(self.gone.values(), key=in_order), self.come.values())


class Walk:
    """From one score through links, forwards or backwards, to another one, which is made at the end only."""

    def __init__(self, start: Score) -> None:
        self._begin(start)

    def back(self, link: Link) -> None:
        """From the end of the link to its beginning."""
        if isinstance(link, Whole):
            self._begin(link.before)
        else:
            self._go(link.before, link.after, {i: (added, removed) for i, (removed, added) in link.changed.items()})

    def on(self, link: Link) -> None:
        """From the beginning of the link to its end."""
        if isinstance(link, Whole):
            self._begin(link.after)
        else:
            self._go(link.after, link.before, link.changed)

    def _begin(self, score: Score) -> None:
        self._start = self._score = score
        self._notes = {t.id: _Notes(t.notes) for t in score.tracks}

    def _go(self, to: Score, away: Score, changed: Mapping[int, tuple[Notes, Notes]]) -> None:
        stay = {t.id for t in away.tracks}
        self._notes = {t.id: self._notes[t.id] if t.id in stay else _Notes(t.notes) for t in to.tracks}
        for track_id, (removed, added) in changed.items():
            self._notes[track_id].exchange(removed, added)
        self._score = to

    @property
    def score(self) -> Score:
        """Where the walk is now."""
        if self._score is self._start:
            return self._start
        first = {t.id: t for t in self._start.tracks}
        return replace(self._score, tracks=tuple(self._track(t, first.get(t.id)) for t in self._score.tracks))

    def _track(self, bare: Track, first: Track | None) -> Track:
        """The track with its notes; the one that the walk began with if that is the same."""
        made = replace(bare, notes=self._notes[bare.id].notes)
        return first if first is not None and first.notes is made.notes and first == made else made
