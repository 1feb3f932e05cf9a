"""A passage that is carried elsewhere: notes for the clipboard with the controllers under them, and an excerpt as a
song of its own. Pure functions; ids and origins are kept until something is put down.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace

from musegen_app.score.control_edits import CopiedControls, copy_controls, paste_controls
from musegen_app.score.controls import name_of
from musegen_app.score.keys import KeyChange
from musegen_app.score.model import ControlKind, Note, Score, Track
from musegen_app.score.note_changes import chosen
from musegen_app.score.note_edits import MAX_TICK, paste_notes
from musegen_app.score.time import MeterMap, TempoMap


@dataclass(frozen=True, slots=True)
class Passage:
    """Ticks count from the first note. `ticks`: from there to the last end; `controls` are as long."""

    notes: tuple[Note, ...] = ()
    controls: tuple[CopiedControls, ...] = ()
    ticks: int = 0


def copy_passage(score: Score, track_id: int, ids: Iterable[int]) -> Passage:
    """The notes, unlocked; with the controllers under them if every note that begins in their span is among them."""
    track = score.track(track_id)
    notes = chosen(track, ids)
    if not notes:
        return Passage()
    first, end = notes[0].start_tick, max(n.end_tick for n in notes)
    low, high = (bisect_left(track.notes, tick, key=lambda n: n.start_tick) for tick in (first, end))
    whole = high - low == len(notes)  # they all begin in there
    return Passage(
        tuple(replace(n, start_tick=n.start_tick - first, locked=False) for n in notes),
        _controls(score, track, first, end) if whole else (),
        end - first,
    )


def paste_passage(score: Score, track_id: int, passage: Passage, at_tick: int) -> Score:
    """Notes and controllers put down at `at_tick`; the notes get fresh ids. What the track did with these controllers
    there gives way, and behind the passage it goes on as it was."""
    score = paste_notes(score, track_id, passage.notes, at_tick)
    if at_tick + passage.ticks <= MAX_TICK:
        for copied in passage.controls:
            score = paste_controls(score, track_id, copied.name, copied, at_tick)
    return score


def excerpt(score: Score, track_id: int, ids: Iterable[int]) -> Score:
    """The notes as a song of one track that begins with the first of them: same sound, tempo, metre and key."""
    ids = frozenset(ids)
    passage = copy_passage(score, track_id, ids)
    track = score.track(track_id)
    first = min((n.start_tick for n in chosen(track, ids)), default=0)
    end = first + passage.ticks
    tempo = [replace(c, tick=c.tick - first) for c in score.tempo.changes if first < c.tick < end]
    meter = [replace(c, tick=c.tick - first) for c in score.meter.changes if first < c.tick < end]
    song = Score(
        track.name or score.title,
        (replace(track, notes=(), controls=(), texts=(), mute=False, solo=False),),
        TempoMap((replace(score.tempo.at(first), tick=0), *tempo)),
        MeterMap((replace(score.meter.at(first), tick=0), *meter)),
        keys=_keys(score.keys, first, end),
        soundfont=score.soundfont,
    )
    return paste_passage(song, track_id, passage, 0)


def _keys(changes: tuple[KeyChange, ...], first: int, end: int) -> tuple[KeyChange, ...]:
    begun = [replace(c, tick=0) for c in changes if c.tick <= first][-1:]
    return (*begun, *(replace(c, tick=c.tick - first) for c in changes if first < c.tick < end))


def _controls(score: Score, track: Track, first: int, end: int) -> tuple[CopiedControls, ...]:
    """Every control that has been moved before `end`; another instrument is not carried along."""
    names = {name_of(c) for c in track.controls if c.tick < end and c.kind is not ControlKind.PROGRAM}
    return tuple(copy_controls(score, track.id, name, first, end) for name in sorted(names))
