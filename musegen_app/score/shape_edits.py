"""Edits that reshape a phrase: split, join, legato, overlaps, reverse, invert.

The rules of `note_edits` hold: locked notes stay, ids and origins are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from musegen_app.score.model import Note, Score, new_id
from musegen_app.score.note_changes import unlocked, with_exchanged
from musegen_app.score.note_table import table_of


def split_notes(score: Score, track_id: int, ids: Iterable[int], at_tick: int) -> Score:
    """Notes sounding across `at_tick` become two; the first part keeps the id."""
    track = score.track(track_id)
    parts = unlocked(track, ids)
    cut: list[Note] = []
    for n in parts:
        if n.start_tick < at_tick < n.end_tick:
            cut.append(replace(n, duration_ticks=at_tick - n.start_tick))
            cut.append(replace(n, start_tick=at_tick, duration_ticks=n.end_tick - at_tick, id=new_id()))
        else:
            cut.append(n)
    return with_exchanged(score, track, parts, cut)


def join_notes(score: Score, track_id: int, ids: Iterable[int]) -> Score:
    """Chosen notes of one pitch become one, from the first start to the last end."""
    track = score.track(track_id)
    parts = unlocked(track, ids)
    joined: dict[int, Note] = {}
    for n in parts:
        first = joined.setdefault(n.pitch, n)
        joined[n.pitch] = replace(first, duration_ticks=max(first.end_tick, n.end_tick) - first.start_tick)
    return with_exchanged(score, track, parts, list(joined.values()))


def legato_notes(score: Score, track_id: int, ids: Iterable[int]) -> Score:
    """Each chosen note lasts until the next chosen onset; the last ones stay."""
    track = score.track(track_id)
    parts = unlocked(track, ids)
    onsets = sorted({n.start_tick for n in parts})
    following = dict(pairwise(onsets))
    stretched = [replace(n, duration_ticks=following.get(n.start_tick, n.end_tick) - n.start_tick) for n in parts]
    return with_exchanged(score, track, parts, stretched)


def trim_overlaps(score: Score, track_id: int, ids: Iterable[int]) -> Score:
    """A chosen note ends where the next note of the same pitch in the track begins."""
    track = score.track(track_id)
    parts = unlocked(track, ids)
    if not parts:
        return score
    chosen = {n.id for n in parts}
    table = table_of(track.notes)
    near = track.notes[table.place(parts[0]) : table.span(0, max(n.end_tick for n in parts))[1]]
    next_start: dict[int, int] = {}
    trimmed: list[Note] = []
    for n in reversed(near):
        limit = next_start.get(n.pitch, n.end_tick)
        if n.id in chosen:
            inside = n.start_tick < limit < n.end_tick
            trimmed.append(replace(n, duration_ticks=limit - n.start_tick) if inside else n)
        next_start[n.pitch] = n.start_tick
    return with_exchanged(score, track, parts, trimmed)


def reverse_notes(score: Score, track_id: int, ids: Iterable[int]) -> Score:
    """The chosen notes backwards in time, within the span that they fill."""
    track = score.track(track_id)
    parts = unlocked(track, ids)
    total = min((n.start_tick for n in parts), default=0) + max((n.end_tick for n in parts), default=0)
    return with_exchanged(score, track, parts, [replace(n, start_tick=total - n.end_tick) for n in parts])


def invert_notes(score: Score, track_id: int, ids: Iterable[int]) -> Score:
    """The chosen notes upside down, between their lowest and highest pitch."""
    track = score.track(track_id)
    parts = unlocked(track, ids)
    total = min((n.pitch for n in parts), default=0) + max((n.pitch for n in parts), default=0)
    return with_exchanged(score, track, parts, [replace(n, pitch=total - n.pitch) for n in parts])
