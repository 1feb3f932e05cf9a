"""When a net has run dry: one note for ever, one little figure for ever, silence for ever.

Works on the notes of a take alone (grid units), knows no net. The limits are the definition in the design: more
than 12 equal onsets, a cell of at most a bar repeated more often than music does, more than two silent bars. It
flags 0.2 % of the tunes that the shipped net learned from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from musegen_app.codecs.lead_sheet import LeadNote

MAX_EQUAL_ONSETS = 12
MAX_SILENT_BARS = 2
MAX_CELL_REPEATS = 7  # times in a row; 99.5 % of 2,451 real tunes have at most 4, and 3 more are granted
MAX_CELL_ONSETS = 16


class CollapseKind(StrEnum):
    """What went wrong, in words for the status line."""

    ONE_NOTE = "the same note again and again"
    CELL = "the same figure again and again"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Collapse:
    """From grid position `since` on nothing new comes; `pitch` is the note that would come next if it went on so."""

    kind: CollapseKind
    since: int
    pitch: int | None = None


def find_collapse(notes: Sequence[LeadNote], start: int, now: int, bar: int) -> Collapse | None:
    """The collapse that the music of [start, now) ends in, or None. Looks only at the end: call it as notes come."""
    return _silence(notes, start, now, bar) or _one_note(notes) or _cell(notes, bar)


def ever_collapses(notes: Sequence[LeadNote], start: int, end: int, bar: int) -> Collapse | None:
    """The first collapse anywhere in [start, end)."""
    for i, note in enumerate(notes):
        found = find_collapse(notes[:i], start, note.start, bar) or find_collapse(
            notes[: i + 1], start, note.start + note.duration, bar
        )
        if found:
            return found
    return find_collapse(notes, start, end, bar)


def _silence(notes: Sequence[LeadNote], start: int, now: int, bar: int) -> Collapse | None:
    since = max(start, notes[-1].start + notes[-1].duration) if notes else start
    return Collapse(CollapseKind.SILENCE, since) if now - since > MAX_SILENT_BARS * bar else None


def _one_note(notes: Sequence[LeadNote]) -> Collapse | None:
    run = 0
    for note in reversed(notes):
        if note.pitch != notes[-1].pitch:
            break
        run += 1
    return Collapse(CollapseKind.ONE_NOTE, notes[-run].start, notes[-1].pitch) if run > MAX_EQUAL_ONSETS else None


def _cell(notes: Sequence[LeadNote], bar: int) -> Collapse | None:
    """Asked after every event: only when the last notes repeat a figure too often is all that came before looked at."""
    longest = MAX_CELL_ONSETS * (MAX_CELL_REPEATS + 1) + 1
    return _repeated_cell(notes, bar) if _repeated_cell(notes[-longest:], bar) else None


def _repeated_cell(notes: Sequence[LeadNote], bar: int) -> Collapse | None:
    """Every cell length is tried on the end of the notes; a note counts with its distance from the one before."""
    shape = [(b.start - a.start, b.pitch) for a, b in pairwise(notes)]
    for size in range(2, MAX_CELL_ONSETS + 1):
        if len(shape) < size * (MAX_CELL_REPEATS + 1):
            break
        cell = shape[-size:]
        if sum(ticks for ticks, _ in cell) > bar:
            break
        repeats = 1
        while shape[-size * (repeats + 1) : -size * repeats] == cell:
            repeats += 1
        if repeats > MAX_CELL_REPEATS:
            first = len(notes) - 1 - size * repeats
            return Collapse(CollapseKind.CELL, notes[first].start, notes[-size].pitch)
    return None
