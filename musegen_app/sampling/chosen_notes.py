"""Only some notes of a span are to be written anew: to every writer the others are locked notes."""

from __future__ import annotations

from dataclasses import replace

from musegen_app.sampling.messages import Begin
from musegen_app.score.model import Track


def with_others_locked(begin: Begin) -> Begin:
    """The request as a writer gets it. If its operation names notes (`note_ids`), all others of its span are locked:
    the net sees them and writes around them. Muted ones are left as they are: nobody hears them, the net neither."""
    operation = begin.operation
    if not operation.note_ids or not operation.kind.replaces:
        return begin
    low, chosen = begin.start_tick, frozenset(operation.note_ids)
    high = operation.end_tick or low + begin.bars * begin.score.meter.at(low).bar_ticks
    tracks = tuple(_locked(track, low, high, chosen) for track in begin.score.tracks)
    return replace(begin, score=replace(begin.score, tracks=tracks))


def _locked(track: Track, low: int, high: int, chosen: frozenset[int]) -> Track:
    stay = {n.id for n in track.notes if low <= n.start_tick < high and n.id not in chosen and not n.muted}
    if not stay:
        return track
    return replace(track, notes=tuple(replace(n, locked=True) if n.id in stay else n for n in track.notes))
