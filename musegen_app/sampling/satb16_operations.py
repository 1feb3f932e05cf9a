"""The operations as fixed and free cells: continue, fill in, harmonise, vary, interpolate.

All are one pass of the net from left to right; what differs is the lane.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from musegen_app.codecs.satb16 import FIRST_PITCH, LOW, SILENCE, TICKS_PER_STEP, VALUES, VOICES, Bools
from musegen_app.codecs.satb16_score import Voiced, frames_of_voices, grid_notes, voiced
from musegen_app.sampling.hearing_song import hear_song
from musegen_app.sampling.messages import Begin, Listen, OperationKind, Part
from musegen_app.sampling.satb16_interpolation import as_notes, mixed, second_passage
from musegen_app.sampling.satb16_moment import SatbMoments
from musegen_app.sampling.satb16_view import (
    Grid,
    SatbView,
    cells_of,
    context_of,
    empty_cells,
    grid_of,
    heard_tracks,
    part_of,
    velocity_of,
)
from musegen_app.sampling.standing import Standing, staying
from musegen_app.score.keys import Key
from musegen_app.score.model import Track
from musegen_app.score.time import TICKS_PER_QUARTER

_WEIGHTS = (4, 0, 1, 0, 2, 0, 1, 0, 3, 0, 1, 0, 2, 0, 1, 0)  # of the sixteenths of a bar of four


def plan(begin: Begin, index: int) -> SatbView:
    """The cells of the request."""
    kind = begin.operation.kind
    tracks = heard_tracks(begin.score, begin.track_id, begin.operation.track_ids, kind)
    grid = grid_of(begin, tracks)
    heard = voiced(grid_notes(tracks, grid.origin_tick, grid.steps))
    written = _written(begin, heard)
    free = _free_notes(begin, grid, heard, written, index)
    given = Voiced(tuple(tuple(n for n in line if n.id not in free) for line in heard.voices), ())
    inside = [n for v in written for n in given.voices[v] if grid.start <= n.start < grid.end]
    again = frozenset(n.id for n in inside if kind.replaces and not n.locked)
    parts = _parts(begin, heard, written)
    view = SatbView(
        grid.origin_tick,
        grid.start,
        grid.end,
        grid.steps,
        context_of(begin, grid),
        given,
        _fixed(kind, grid, given, written, heard, free),
        frames_of_voices(heard.voices, grid.steps),
        again,
        parts,
        written,
        velocity_of(tracks),
        grid.bar,
        _standing(begin, grid, dict(zip(written, parts, strict=True))),
    )
    return _interpolated(begin, tracks, grid, view, heard) if kind is OperationKind.INTERPOLATE else view


def _interpolated(begin: Begin, tracks: list[Track], grid: Grid, view: SatbView, heard: Voiced) -> SatbView:
    """The view with cells of both passages in the span, and free ones where they meet."""
    locked = empty_cells(grid.steps)
    for voice, line in enumerate(heard.voices):
        cells_of([n for n in line if n.locked], voice, locked)
    for voice in range(VOICES):
        locked[:, voice] |= voice not in view.written
    span = slice(grid.start, grid.end)
    first, second = view.old.cut(grid.start, grid.end), second_passage(begin, tracks, grid)
    frames, cells = mixed(first, second, begin.operation.amount, locked[span])
    fixed = view.fixed.copy()
    fixed[span] = cells
    between = as_notes(frames, cells & ~locked[span], grid.start, -1)
    lines = []
    for voice, line in enumerate(heard.voices):
        stay = [n for n in line if n.locked or voice not in view.written or not grid.start <= n.start < grid.end]
        lines.append(tuple(sorted([*stay, *between.voices[voice]], key=lambda n: n.start)))
    again = frozenset(n.id for line in between.voices for n in line)
    return replace(view, given=Voiced(tuple(lines), ()), fixed=fixed, again=again)


def _written(begin: Begin, heard: Voiced) -> tuple[int, ...]:
    """The voices that the take writes, from high to low."""
    operation = begin.operation
    if operation.kind is OperationKind.HARMONISE:
        return tuple(v for v in range(VOICES) if not heard.voices[v])
    if operation.kind is OperationKind.CONTINUE or not operation.track_ids:
        return tuple(range(VOICES))
    chosen = [v for v in range(VOICES) if heard.track_of(v) in operation.track_ids or not heard.voices[v]]
    return tuple(v for v in chosen if heard.voices[v]) or tuple(range(VOICES))


def _free_notes(begin: Begin, grid: Grid, heard: Voiced, written: tuple[int, ...], index: int) -> frozenset[int]:
    """Ids of the notes that are drawn anew."""
    kind = begin.operation.kind
    if kind not in (OperationKind.INFILL, OperationKind.VARY):
        return frozenset()
    notes = [n for v in written for n in heard.voices[v] if grid.start <= n.start < grid.end and not n.locked]
    if kind is OperationKind.INFILL:
        return frozenset(n.id for n in notes)
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence((begin.rng_seed & (1 << 64) - 1, index, 2))))
    lots = rng.random(len(notes))
    order = sorted(range(len(notes)), key=lambda i: (weight(notes[i].start, grid), lots[i]))
    count = round(min(max(begin.operation.amount, 0.0), 1.0) * len(notes))
    return frozenset(notes[i].id for i in order[:count])


def weight(step: int, grid: Grid) -> int:
    """How heavy a step is in its bar."""
    place = (step - grid.pickup) % grid.bar
    return _WEIGHTS[place % len(_WEIGHTS)] if grid.bar == len(_WEIGHTS) else (4 if place == 0 else _WEIGHTS[place % 4])


def _fixed(
    kind: OperationKind,
    grid: Grid,
    given: Voiced,
    written: tuple[int, ...],
    heard: Voiced,
    free: frozenset[int],
) -> Bools:
    """Which cells are fixed: all before the operation, all after it, and in it the notes that stay. A voice that is
    not written is fixed with its rests; where a variation draws few notes anew, so are the rests of the others."""
    fixed = empty_cells(grid.steps)
    fixed[: grid.start] = True
    fixed[grid.end :] = True
    for voice in range(VOICES):
        cells_of(given.voices[voice], voice, fixed)
        if voice not in written:
            fixed[:, voice] = True
    if kind is OperationKind.VARY:
        fixed[grid.start : grid.end] = True
        for voice in written:
            for note in heard.voices[voice]:
                if note.id in free:
                    fixed[note.start : min(note.end, grid.end), voice] = False
    return fixed


def _parts(begin: Begin, heard: Voiced, written: tuple[int, ...]) -> tuple[Part, ...]:
    """A written voice goes on in its track; one without any gets a new one. In an empty song the soprano takes the
    track at hand."""
    by_id = {t.id: t for t in begin.score.tracks}
    tracks: list[Track | None] = [by_id.get(heard.track_of(v)) for v in range(VOICES)]
    used = {t.id for t in tracks if t is not None}
    if len(used) == 1 and not _one_line(heard) and begin.operation.kind is not OperationKind.HARMONISE:
        tracks = [by_id[next(iter(used))]] * VOICES  # one track of many voices stays one
    own = by_id.get(begin.track_id)
    if not used and own is not None and not own.is_drums and not own.notes:
        tracks[0] = own
    return tuple(part_of(v, tracks[v]) for v in written)


def _standing(begin: Begin, grid: Grid, parts: Mapping[int, Part]) -> dict[int, Standing]:
    """For each written voice that has a track, the notes of that track that stay, in steps."""
    by_id = {t.id: t for t in begin.score.tracks}
    span = grid.origin_tick + grid.start * TICKS_PER_STEP, grid.origin_tick + grid.end * TICKS_PER_STEP

    def place(tick: int) -> float:
        return (tick - grid.origin_tick) / TICKS_PER_STEP

    found = {v: by_id[part.track_id] for v, part in parts.items() if part.track_id in by_id}
    return {v: Standing(staying(track, *span), place) for v, track in found.items()}


def moments_of(begin: Begin, view: SatbView) -> SatbMoments:
    """The music rests where a section of the song begins, and at the end of the take if nothing stands there."""
    score, start = begin.score, view.tick(view.start)
    question = Listen(0, score, begin.track_id, 0, max(begin.start_tick, score.end_tick), begin.wish)
    rests = {view.at_or_after(s.start_tick) for s in score.sections if s.start_tick > start}
    rests = {r for r in rests if r <= view.end} | ({view.end} if view.steps == view.end else set())
    key = hear_song(question).hearing.key or Key()
    beat = score.meter.at(begin.start_tick).pulse_ticks / TICKS_PER_QUARTER
    return SatbMoments(view.origin_tick, view.end, beat, key, score.chords.symbols, sorted(rests))


def _one_line(heard: Voiced) -> bool:
    return sum(bool(line) for line in heard.voices) == 1


def allowance(view: SatbView, keep: str) -> Callable[[int, int, int], Bools] | None:
    """What a variation leaves of the old notes: the rhythm, or whether each note goes up or down."""
    if keep == "rhythm":
        return lambda step, voice, _: _same_rhythm(view, step, voice)
    if keep == "contour":
        return lambda step, voice, before: _same_contour(view, step, voice, before)
    return None


def _same_rhythm(view: SatbView, step: int, voice: int) -> Bools:
    mask = np.zeros(VALUES, np.bool_)
    value = view.old.values()[step, voice] if step else FIRST_PITCH
    mask[FIRST_PITCH:] = value >= FIRST_PITCH
    if value < FIRST_PITCH:
        mask[value] = True
    return mask


def _same_contour(view: SatbView, step: int, voice: int, before: int) -> Bools:
    """As in the old notes, each begins where one began, and goes the way it went."""
    mask = _same_rhythm(view, step, voice)
    old = view.old.pitches
    if before <= SILENCE or step == 0 or old[step, voice] <= SILENCE or old[step - 1, voice] <= SILENCE:
        return mask
    way = np.sign(old[step, voice] - old[step - 1, voice])
    mask[FIRST_PITCH:] &= np.sign(LOW[voice] + np.arange(VALUES - FIRST_PITCH) - before) == way
    return mask
