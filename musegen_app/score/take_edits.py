"""Taking over what was made for several parts at once. Pure functions `Score -> Score`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.model import ControlEvent, Note, Score, Track
from musegen_app.score.song_edits import fill_chords, insert_take
from musegen_app.score.track_edits import DRUM_CHANNEL, add_track, free_channel


@dataclass(frozen=True, slots=True)
class NewTrack:
    """The track that a part gets where the song has none for it."""

    name: str
    program: int = 0
    is_drums: bool = False


@dataclass(frozen=True, slots=True)
class TakenPart:
    """What goes on one track. `new`: that track is made, with the id `track_id`, if it is not there; without it a part
    whose track is gone is left out. `controls` None: the part has none to say. `only`: ids of the notes
    that it may replace, none = all of its span."""

    track_id: int
    notes: tuple[Note, ...]
    controls: tuple[ControlEvent, ...] | None = None
    new: NewTrack | None = None
    only: frozenset[int] = frozenset()


def insert_parts(
    score: Score, parts: Iterable[TakenPart], chords: Iterable[ChordSymbol], from_tick: int, to_tick: int
) -> Score:
    """Take over what begins in [from_tick, to_tick): each part on its track as `insert_take` does, and the chord
    symbols. A part that is to have a new track gets it with its first notes. The same score if no part has a track."""
    ours = [part for part in parts if part.new is not None or _is_there(score, part.track_id)]
    for part in ours:
        if not _is_there(score, part.track_id):
            if part.new is None or not any(from_tick <= n.start_tick < to_tick for n in part.notes):
                continue
            score = add_track(score, _track(score, part.track_id, part.new))
        score = insert_take(score, part.track_id, part.notes, (), from_tick, to_tick, part.controls, part.only)
    return fill_chords(score, chords, from_tick, to_tick) if ours else score


def _is_there(score: Score, track_id: int) -> bool:
    return any(t.id == track_id for t in score.tracks)


def _track(score: Score, track_id: int, new: NewTrack) -> Track:
    channel = DRUM_CHANNEL if new.is_drums else free_channel(score)
    return Track(new.name, channel, new.program, id=track_id)
