"""Picks the melody out of whatever was drawn, played or opened: one line of the highest sounding notes, on the grid.

Only a view: the user's notes are never touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from musegen_app.codecs.lead_sheet import LeadNote
from musegen_app.sampling.frame import Frame
from musegen_app.score.model import Note

OVERLAP_SHARE = 0.35  # of the lower note: more than this under a sounding note makes it accompaniment
SMALL_GAP = 6  # grid units (half a quarter): shorter silences after a note may be mere articulation
GAP_SHARE = 0.35  # of the time to the next onset


@dataclass(frozen=True, slots=True)
class Line:
    """The melody: the notes it is made of and, one for one, how they stand on the grid."""

    heard: tuple[Note, ...]
    notes: tuple[LeadNote, ...]
    below: tuple[Note, ...]  # notes that sound under the melody
    merged: tuple[Note, ...]  # notes that fall on the same grid position as another one

    @property
    def unheard(self) -> tuple[int, ...]:
        return tuple(sorted(n.id for n in (*self.below, *self.merged)))


def skyline(notes: Sequence[Note], frame: Frame, end: int) -> Line:
    """The melody of `notes` up to grid position `end`, where a held note is cut in the view."""
    heard: list[Note] = []
    below: list[Note] = []
    for note in sorted(notes, key=lambda n: (n.start_tick, -n.pitch, n.id)):
        if heard and _is_under(note, heard[-1]):
            below.append(note)
        else:
            heard.append(note)
    kept, merged = _one_per_place(heard, frame)
    return Line(tuple(kept), tuple(_on_grid(kept, frame, end)), tuple(below), tuple(merged))


def _is_under(note: Note, above: Note) -> bool:
    """A chord tone, or a lower note most of which sounds together with the note above it."""
    if note.pitch > above.pitch or note.start_tick >= above.end_tick:
        return False
    if note.start_tick == above.start_tick:
        return True
    overlap = min(note.end_tick, above.end_tick) - note.start_tick
    return note.pitch != above.pitch and overlap > OVERLAP_SHARE * note.duration_ticks


def _one_per_place(heard: list[Note], frame: Frame) -> tuple[list[Note], list[Note]]:
    """Of notes that meet on one grid position the highest (then the longest) stays."""
    kept: list[Note] = []
    merged: list[Note] = []
    for note in heard:
        if kept and frame.nearest(kept[-1].start_tick) == frame.nearest(note.start_tick):
            low, high = sorted((kept.pop(), note), key=lambda n: (n.pitch, n.duration_ticks))
            merged.append(low)
            note = high
        kept.append(note)
    return kept, merged


def _on_grid(kept: list[Note], frame: Frame, end: int) -> list[LeadNote]:
    starts = [frame.nearest(n.start_tick) for n in kept]
    return [
        LeadNote(at, _length(at, frame.nearest(note.end_tick), nxt, end), note.pitch)
        for note, at, nxt in zip(kept, starts, [*starts, None][1:], strict=True)
        if at < end
    ]


def _length(start: int, stop: int, nxt: int | None, end: int) -> int:
    """Grid units of a note: cut at the next onset, and drawn up to it where the gap is only articulation."""
    limit = end if nxt is None else min(nxt, end)
    stop = max(stop, start + 1)
    return limit - start if is_articulation(start, stop, limit) else max(1, min(stop, limit) - start)


def is_articulation(start: int, stop: int, limit: int) -> bool:
    """Whether the silence from `stop` to `limit` after a note from `start` is only a note let go a little early."""
    gap = limit - stop
    return 0 < gap < SMALL_GAP and gap <= GAP_SHARE * (limit - start)
