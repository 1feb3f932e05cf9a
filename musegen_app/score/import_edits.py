"""The tracks of one song put beside those of another: a pure edit `Score -> Score`."""

from __future__ import annotations

from dataclasses import replace

from musegen_app.score.model import Score, Track, new_id
from musegen_app.score.track_edits import add_track, free_channel


def add_tracks_of(score: Score, other: Score) -> Score:
    """The tracks of `other` that hold anything, at the end, at the same ticks, with ids of their own.

    A channel that is taken by another instrument is changed for a free one. Tempo, metre and key stay those of
    `score`. The same object when there is nothing to add.
    """
    for track in other.tracks:
        if track.notes or track.controls or track.texts:
            score = add_track(score, _fitting(score, track))
    return score


def _fitting(score: Score, track: Track) -> Track:
    notes = tuple(replace(n, id=new_id()) for n in track.notes)
    taken = any(t.channel == track.channel and _sound(t) != _sound(track) for t in score.tracks)
    channel = free_channel(score) if taken and not track.is_drums else track.channel
    return replace(track, id=new_id(), channel=channel, notes=notes)


def _sound(track: Track) -> tuple[int, int]:
    return (track.program, track.bank)
