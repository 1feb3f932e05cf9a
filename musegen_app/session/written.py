"""What a recording makes of the song: heard while it is made, written when it is done. Pure functions."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

from musegen_app.sampling.take import Take
from musegen_app.score import edits
from musegen_app.score.controls import cut_out
from musegen_app.score.model import ControlEvent, Note, Score, Track
from musegen_app.session.recording import Lap, Recording
from musegen_app.session.remembering import TakenDown

_NO_REQUEST = -1


class RecordMode(StrEnum):
    """What recording does with what is there: add to it, replace it, or make takes to choose from."""

    OVERDUB = "overdub"
    REPLACE = "replace"
    TAKES = "takes"


def written(score: Score, recording: Recording, mode: RecordMode) -> Score:
    """The song with what was recorded. Locked notes stay; a track that is gone comes back as a new one."""
    if recording.empty:
        return score
    track_id = recording.plan.track_id
    if all(t.id != track_id for t in score.tracks):
        score = edits.add_track(score, Track("Recorded", edits.free_channel(score), id=track_id))
    track = score.track(track_id)
    if mode is RecordMode.REPLACE:
        for low, high in _spans(recording):
            track = _silent(track, low, high)
    return score.with_track(_with(track, recording.laps, recording))


def heard(score: Score, recording: Recording, mode: RecordMode) -> Score:
    """What sounds meanwhile: earlier laps, and of the track's old notes only what will stay."""
    track = next((t for t in score.tracks if t.id == recording.plan.track_id), None)
    if track is None:
        return score
    if mode is not RecordMode.OVERDUB:
        track = _silent(track, max(recording.plan.low, recording.from_tick), recording.plan.high)
    if mode is not RecordMode.TAKES:
        track = _with(track, recording.laps[:-1], recording)
    return score.with_track(track)


def takes_of(recording: Recording) -> list[Take]:
    """Each lap in which something was played as a take, to be chosen and accepted like generated ones."""
    return [_take(recording, lap) for lap in recording.laps if not lap.empty]


def _take(recording: Recording, lap: Lap) -> Take:
    notes = tuple(sorted(recording.notes_of(lap), key=lambda n: n.order))
    low, high = _span(recording, lap)
    low = min([low, *(n.start_tick for n in notes)])
    high = max([high, low + 1, *(n.start_tick + 1 for n in notes)])
    return Take(
        id=f"played {uuid.uuid4().hex[:10]}",
        request=_NO_REQUEST,
        track_id=recording.plan.track_id,
        start_tick=low,
        until_tick=high,
        end_tick=high,
        notes=notes,
        logp=(0.0,) * len(notes),
        controls=tuple(lap.all_controls),
        done=True,
    )


def growing(recording: Recording, mode: RecordMode) -> tuple[Note, ...]:
    """What is shown meanwhile, in no order: the notes of this lap, with the earlier ones where laps add up."""
    laps = recording.laps[-1:] if mode is RecordMode.TAKES else recording.laps
    return tuple(itertools.chain.from_iterable(map(recording.notes_of, laps)))


def played_track(score: Score, like: Track | None) -> Track:
    """A new track for what was played, with the instrument of `like`."""
    track = Track("Played", edits.free_channel(score))
    if like is None or like.is_drums:
        return track
    return replace(track, program=like.program, bank=like.bank)


def with_taken(track: Track, taken: TakenDown) -> Track:
    """What was played beside what the track has. What it has already (kept twice, or recorded) comes in once."""
    there = {(n.start_tick, n.pitch) for n in track.notes}
    moved = set(track.controls)
    notes = [n for n in taken.notes if (n.start_tick, n.pitch) not in there]
    return _merged(track, notes, [c for c in taken.controls if c not in moved])


# --- inside ------------------------------------------------------------------------------------------------
def _span(recording: Recording, lap: Lap) -> tuple[int, int]:
    """What the lap went through inside the punch."""
    plan = recording.plan
    low = max(plan.low, lap.from_tick)
    return low, max(low, min(plan.high, lap.to_tick))


def _spans(recording: Recording) -> list[tuple[int, int]]:
    return [_span(recording, lap) for lap in recording.laps]


def _silent(track: Track, low: int, high: int) -> Track:
    """Without what begins in [low, high), locked notes aside."""
    notes = [n for n in track.notes if n.locked or not low <= n.start_tick < high]
    return replace(track, controls=tuple(cut_out(track.controls, low, high))).with_notes(notes)


def _with(track: Track, laps: Iterable[Lap], recording: Recording) -> Track:
    laps = list(laps)
    notes = (n for lap in laps for n in recording.notes_of(lap))
    return _merged(track, notes, (c for lap in laps for c in lap.all_controls))


def _merged(track: Track, notes: Iterable[Note], controls: Iterable[ControlEvent]) -> Track:
    # What was there counts last: where a recording ends and lets go of its pedal, the old one may just go down.
    everything = tuple(sorted((*controls, *track.controls), key=lambda c: c.tick))
    return replace(track, controls=everything).with_notes([*track.notes, *notes])
