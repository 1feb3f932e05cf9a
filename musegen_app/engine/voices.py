"""The notes that sound on one channel as events, and what an edit changes of them. Any thread; pure.

Notes are packed once for every tuple of them, and an edited tuple takes over what was packed of the one before.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from musegen_app.engine.playlist import Events, note_events, sort_keys, taken
from musegen_app.score.model import Note
from musegen_app.score.note_table import Change, change_between, table_of
from musegen_app.score.remembered import Remembered

Rows = npt.NDArray[np.int32]  # start, end, pitch, velocity, 1 if it is heard; a row for each note
Pitches = npt.NDArray[np.bool_]  # which of the 128 (the array is longer: a data byte finds its place)
_FIELDS = ("start_tick", "duration_ticks", "pitch", "velocity", "muted")


@dataclass(frozen=True, slots=True)
class Part:
    """The notes of one track; their velocities times `volume` / `of_volume`."""

    track_id: int
    notes: tuple[Note, ...]
    volume: int
    of_volume: int

    @property
    def terms(self) -> tuple[int, int, int]:
        """All but the notes."""
        return self.track_id, self.volume, self.of_volume


@dataclass(frozen=True, slots=True)
class Voice:
    """What sounds on `channel`: the parts of the tracks that share it."""

    channel: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """In the ticks [from_tick, to_tick) the notes of `pitches` on `channel` are now `events`, in playing order."""

    channel: int
    from_tick: int
    to_tick: int
    pitches: Pitches
    events: Events


def voice_events(voice: Voice) -> Events:
    """On and off events in playing order."""
    rows = [_sounding(part, packed(part.notes)) for part in voice.parts]
    return _in_order(note_events(np.concatenate(rows), voice.channel)) if rows else note_events(_NOTHING, 0)


def windows_between(before: Voice, after: Voice) -> list[Window] | None:
    """What an edit of the notes of one track changes. None when it is more than that."""
    if before.channel != after.channel or [p.terms for p in before.parts] != [p.terms for p in after.parts]:
        return None
    if all(a.notes is b.notes for a, b in zip(before.parts, after.parts, strict=True)):
        return []
    if len(after.parts) != 1 or not table_of(after.parts[0].notes).is_sorted:
        return None
    old, part = before.parts[0].notes, after.parts[0]
    change = change_between(old, part.notes)
    rows = packed(part.notes, old)
    if not change.removed and not change.added:
        return []
    return [_window(part, after.channel, rows, change)]


def _window(part: Part, channel: int, rows: Rows, change: Change) -> Window:
    """From the first note that is another one until the last end of any note that sounds together with them: what
    begins before sounds until then at least, and what begins later does so as before."""
    touched = np.concatenate([_rows(change.removed), _rows(change.added)])
    pitches = np.zeros(256, bool)
    pitches[touched[:, 2]] = True
    from_tick, last = int(touched[:, 0].min()), int(touched[:, 0].max())
    first = table_of(part.notes).span(from_tick - 1, from_tick)[0]
    starts = rows[:, 0]
    together = rows[first : np.searchsorted(starts, last, "right")]
    ends = together[pitches[together[:, 2]], 1]
    to_tick = 1 + max(int(touched[:, 1].max()), int(ends.max(initial=0)))
    near = rows[first : np.searchsorted(starts, to_tick)]
    events = _in_order(note_events(_sounding(part, near[pitches[near[:, 2]]]), channel))
    low, high = np.searchsorted(events["tick"], [from_tick, to_tick])
    return Window(channel, from_tick, to_tick, pitches, events[low:high])


def _in_order(events: Events) -> Events:
    return taken(events, np.argsort(sort_keys(events), kind="stable"))


_NOTHING = np.empty((0, 5), np.int64)


def _sounding(part: Part, rows: Rows) -> npt.NDArray[np.int64]:
    """Start, end, pitch, velocity and track of the rows that are heard."""
    heard: npt.NDArray[np.int64] = rows[rows[:, 4] == 1].astype(np.int64)
    if part.volume != part.of_volume:  # a guest on another track's channel: its volume goes into the velocities
        heard[:, 3] = np.clip(heard[:, 3] * part.volume // max(1, part.of_volume), 1, 127)
    heard[:, 4] = part.track_id
    return heard


_packed: Remembered[Rows] = Remembered()


def packed(notes: tuple[Note, ...], like: tuple[Note, ...] = ()) -> Rows:
    """The notes as rows, remembered; `like` are those that were packed before an edit."""
    known = _packed.get(notes)
    if known is not None:
        return known
    before = _packed.get(like)
    return _packed.put(notes, _rows(notes) if before is None else _rows_after(like, before, notes))


def _rows_after(old: tuple[Note, ...], rows: Rows, notes: tuple[Note, ...]) -> Rows:
    change = change_between(old, notes)
    fresh = _rows(notes[change.first : change.new_end])
    return np.concatenate([rows[: change.first], fresh, rows[change.old_end :]])


def _rows(notes: tuple[Note, ...]) -> Rows:
    rows = np.empty((len(notes), 5), np.int32)
    for column, name in enumerate(_FIELDS):
        rows[:, column] = np.fromiter(map(attrgetter(name), notes), np.int32, len(notes))
    rows[:, 1] += rows[:, 0]
    rows[:, 4] ^= 1
    return rows
