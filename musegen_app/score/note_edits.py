"""Edits of the notes of one track: pure functions `Score -> Score`.

Common to all: `track_id` names the track (KeyError if it is not there), `ids` the notes; ids that are not in the
track are ignored. Locked notes are left as they are. Changed notes keep their id and origin, new ones get fresh
ids. If nothing changes, the very same score comes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from musegen_app.score.keys import Key
from musegen_app.score.model import Note, Score, new_id
from musegen_app.score.note_changes import chosen, unlocked, with_changed, with_each_changed
from musegen_app.score.note_table import SMALL, table_of
from musegen_app.score.time import MeterMap

MAX_TICK = 2**31 - 1  # what the playlist's packed ticks can hold


def add_notes(score: Score, track_id: int, notes: Iterable[Note]) -> Score:
    """The notes added as they are; one whose id the score already knows gets a new id."""
    track = score.track(track_id)
    added = with_free_ids(notes, score)
    return score.with_track(track.exchanged((), added)) if added else score


def remove_notes(score: Score, track_id: int, ids: Iterable[int]) -> Score:
    """The unlocked ones of `ids` are gone."""
    return with_changed(score, track_id, ids, lambda n: None)


def move_notes(score: Score, track_id: int, ids: Iterable[int], d_tick: int, d_pitch: int) -> Score:
    """The notes moved together; at the edges (tick 0, pitch 0 and 127) the whole group stops, keeping its shape."""
    moving = unlocked(score.track(track_id), ids)
    moved = moved_together(moving, d_tick, d_pitch)
    if moved == moving:
        return score
    return score.with_track(score.track(track_id).exchanged(moving, moved, ordered=True))


def moved_together(moving: Sequence[Note], d_tick: int, d_pitch: int) -> list[Note]:
    """What `move_notes` makes of these notes, which are in order and not locked; in order."""
    if not moving:
        return []
    d_tick = min(max(d_tick, -min(n.start_tick for n in moving)), MAX_TICK - max(n.end_tick for n in moving))
    d_pitch = min(max(d_pitch, -min(n.pitch for n in moving)), 127 - max(n.pitch for n in moving))
    return [n.moved(d_tick, d_pitch) for n in moving] if d_tick or d_pitch else list(moving)


def transpose_notes(score: Score, track_id: int, ids: Iterable[int], semitones: int) -> Score:
    """The notes moved up or down together, as far as the keyboard goes."""
    return move_notes(score, track_id, ids, 0, semitones)


def transpose_notes_in_scale(score: Score, track_id: int, ids: Iterable[int], steps: int, key: Key) -> Score:
    """Each note moved `steps` degrees of `key`'s scale; one outside the scale first goes to the next degree that
    way. Notes that would leave the keyboard stay."""
    degrees = [p for p in range(128) if p % 12 in key.pitch_classes]

    def step(note: Note) -> Note:
        above = sum(1 for d in degrees if d <= note.pitch)  # index of the first degree above the pitch
        inside = note.pitch % 12 in key.pitch_classes
        index = above - 1 + steps if inside or steps >= 0 else above + steps
        return replace(note, pitch=degrees[index]) if steps and 0 <= index < len(degrees) else note

    return with_changed(score, track_id, ids, step)


def resize_notes(score: Score, track_id: int, ids: Iterable[int], d_ticks: int) -> Score:
    """Their ends moved by `d_ticks`; no note gets shorter than one tick."""
    return with_changed(score, track_id, ids, lambda n: resized(n, d_ticks))


def resized(note: Note, d_ticks: int) -> Note:
    """What `resize_notes` makes of a note."""
    return replace(note, duration_ticks=min(max(1, note.duration_ticks + d_ticks), MAX_TICK - note.start_tick))


def resize_notes_start(score: Score, track_id: int, ids: Iterable[int], d_ticks: int) -> Score:
    """Their beginnings moved by `d_ticks`, the ends stay; not before tick 0, no note shorter than one tick."""
    return with_changed(score, track_id, ids, lambda n: resized_start(n, d_ticks))


def resized_start(note: Note, d_ticks: int) -> Note:
    """What `resize_notes_start` makes of a note."""
    start = min(max(0, note.start_tick + d_ticks), note.end_tick - 1)
    return replace(note, start_tick=start, duration_ticks=note.end_tick - start)


def stretch_notes(score: Score, track_id: int, ids: Iterable[int], numerator: int, denominator: int) -> Score:
    """Starts and lengths times numerator/denominator, measured from the first note's start."""
    moving = unlocked(score.track(track_id), ids)
    if not moving or numerator < 1 or denominator < 1:
        return score
    first = min(n.start_tick for n in moving)

    def place(tick: int) -> int:
        return min(first + ((tick - first) * numerator * 2 + denominator) // (denominator * 2), MAX_TICK)

    def stretch(note: Note) -> Note:
        start = min(place(note.start_tick), MAX_TICK - 1)
        return replace(note, start_tick=start, duration_ticks=max(1, place(note.end_tick) - start))

    return with_each_changed(score, track_id, moving, stretch)


def set_velocity(score: Score, track_id: int, ids: Iterable[int], velocity: int) -> Score:
    """All to one velocity, clamped to 1..127."""
    return with_changed(score, track_id, ids, lambda n: replace(n, velocity=_velocity(velocity)))


def set_velocities(score: Score, track_id: int, velocities: Mapping[int, int]) -> Score:
    """Each note of `velocities` (by id) to a velocity of its own, clamped to 1..127."""
    return with_changed(score, track_id, velocities, lambda n: replace(n, velocity=_velocity(velocities[n.id])))


def add_velocity(score: Score, track_id: int, ids: Iterable[int], difference: int) -> Score:
    """Each louder or softer by `difference`, clamped to 1..127."""
    return with_changed(score, track_id, ids, lambda n: replace(n, velocity=_velocity(n.velocity + difference)))


def scale_velocity(score: Score, track_id: int, ids: Iterable[int], factor: float) -> Score:
    """Each velocity times `factor`, rounded and clamped to 1..127."""
    return with_changed(score, track_id, ids, lambda n: replace(n, velocity=_velocity(round(n.velocity * factor))))


def ramp_velocity(score: Score, track_id: int, ids: Iterable[int], first: int, last: int) -> Score:
    """A straight line of velocities in time, from `first` at the first chosen onset to `last` at the last."""
    moving = unlocked(score.track(track_id), ids)
    if not moving:
        return score
    start, end = moving[0].start_tick, moving[-1].start_tick
    span = max(1, end - start)
    return with_each_changed(
        score,
        track_id,
        moving,
        lambda n: replace(n, velocity=_velocity(first + round((last - first) * (n.start_tick - start) / span))),
    )


def on_grid(meter: MeterMap, tick: int, grid_ticks: int) -> int:
    """The nearest tick on the grid, which counts from the bar line before `tick`."""
    bar_line = meter.bar_start(meter.position(tick).bar)
    return bar_line + (tick - bar_line + grid_ticks // 2) // grid_ticks * grid_ticks


def quantise_notes(
    score: Score, track_id: int, ids: Iterable[int], grid_ticks: int, strength: float = 1.0, *, ends: bool = False
) -> Score:
    """Starts pulled towards the grid, which counts from the bar line before the note: `strength` 0 leaves them,
    1 puts them on it. Lengths stay, or with `ends` the ends are pulled, too."""
    if grid_ticks < 1:
        return score
    strength = min(max(strength, 0.0), 1.0)

    def pull(tick: int) -> int:
        return tick + round((on_grid(score.meter, tick, grid_ticks) - tick) * strength)

    def quantise(note: Note) -> Note:
        start = max(0, pull(note.start_tick))
        duration = max(1, pull(note.end_tick) - start) if ends else note.duration_ticks
        return replace(note, start_tick=start, duration_ticks=duration)

    return with_changed(score, track_id, ids, quantise)


def lock_notes(score: Score, track_id: int, ids: Iterable[int], locked: bool) -> Score:
    """Fix the notes, or free them again: the one edit that reaches locked notes."""
    return with_each_changed(score, track_id, chosen(score.track(track_id), ids), lambda n: replace(n, locked=locked))


def copy_notes(score: Score, track_id: int, ids: Iterable[int]) -> tuple[Note, ...]:
    """The notes for the clipboard: starts relative to the first one, unlocked."""
    notes = chosen(score.track(track_id), ids)
    first = min((n.start_tick for n in notes), default=0)
    return tuple(replace(n, start_tick=n.start_tick - first, locked=False) for n in notes)


def paste_notes(score: Score, track_id: int, notes: Iterable[Note], at_tick: int) -> Score:
    """Copied notes put down at `at_tick`, with fresh ids. They are the notes of `track_id` not there before."""
    track = score.track(track_id)
    pasted = tuple(
        replace(n, start_tick=n.start_tick + at_tick, id=new_id())
        for n in notes
        if 0 <= n.start_tick + at_tick <= MAX_TICK - n.duration_ticks
    )
    return score.with_track(track.exchanged((), pasted)) if pasted else score


def duplicate_notes(score: Score, track_id: int, ids: Iterable[int], d_tick: int | None = None) -> Score:
    """A copy `d_tick` later; without it the copy follows at the next beat after the last end, so that a phrase
    of whole beats repeats in time."""
    copied = copy_notes(score, track_id, ids)
    if not copied:
        return score
    originals = chosen(score.track(track_id), ids)
    first, end = originals[0].start_tick, max(n.end_tick for n in originals)
    if d_tick is None:
        beat = score.meter.at(first).beat_ticks
        d_tick = -(-(end - first) // beat) * beat
    return paste_notes(score, track_id, copied, first + d_tick)


def all_note_ids(score: Score) -> set[int]:
    """The ids of every note of every track."""
    return {n.id for t in score.tracks for n in t.notes}


def with_free_ids(notes: Iterable[Note], score: Score) -> list[Note]:
    """The notes, those whose id another one of them or a note of `score` has with a new one."""
    notes = tuple(notes)
    tables = [table_of(t.notes) for t in score.tracks] if len(notes) <= SMALL else []
    taken = set() if tables else all_note_ids(score)
    free: list[Note] = []
    for note in notes:
        while note.id in taken or any(note.id in table for table in tables):
            note = replace(note, id=new_id())
        taken.add(note.id)
        free.append(note)
    return free


def _velocity(value: int) -> int:
    return min(max(value, 1), 127)
