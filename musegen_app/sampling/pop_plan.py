"""From a request to what the pop net is asked: bars, who plays what, the seed as events, what is given and told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from musegen_app.codecs.pop import (
    TICKS_PER_GRID,
    Part,
    PopEvent,
    PopNote,
    PopPiece,
    chord_value,
    encode,
    in_order,
    note_value,
)
from musegen_app.codecs.pop_context import CHORD_ROW, Closed, PopContext, wishes_of
from musegen_app.codecs.pop_score import BASSES, chord_at, chords_of, grid_note, half_of, roles_of
from musegen_app.sampling import messages
from musegen_app.sampling.hearing_song import hear_song
from musegen_app.sampling.messages import Begin, Listen, OperationKind
from musegen_app.sampling.perf_plan import end_of
from musegen_app.sampling.pop_moment import PopMoments
from musegen_app.sampling.pop_variation import around, lightest
from musegen_app.sampling.standing import Standing, staying
from musegen_app.sampling.writer import PartNote
from musegen_app.score.harmony import Chord
from musegen_app.score.keys import Key
from musegen_app.score.model import Note, Score, Track
from musegen_app.score.time import TICKS_PER_QUARTER

FED_BARS, AHEAD_BARS = 24, 8  # what is heard before the start and after the end
ENOUGH_NOTES = 8  # that a seed says who plays, and how densely
USUAL = (3, 3, 4)  # density bins of the parts of an ordinary song
NAMES = {Part.LEAD: "Melody", Part.BRIDGE: "Bridge", Part.ACCOMPANIMENT: "Accompaniment"}
PROGRAMS = {Part.LEAD: 73, Part.BRIDGE: 11, Part.ACCOMPANIMENT: 0}  # flute, vibraphone, piano
_WRITTEN = {
    OperationKind.ACCOMPANY: (Part.BRIDGE, Part.ACCOMPANIMENT),
    OperationKind.HARMONISE: (Part.ACCOMPANIMENT,),
    OperationKind.MELODY: (Part.LEAD,),
}
_TO_A_MELODY = (OperationKind.ACCOMPANY, OperationKind.HARMONISE)

Place = tuple[int, int, int]  # start, part and pitch value of a note


@dataclass(frozen=True, slots=True)
class Grid:
    """Sixteenths from `origin_tick`, a bar line: the take is [start, end), the net's half bars have `half`."""

    origin_tick: int
    half: int
    start: int
    end: int

    def tick(self, at: int) -> int:
        return self.origin_tick + at * TICKS_PER_GRID

    def at_or_after(self, tick: int) -> int:
        return -(-(tick - self.origin_tick) // TICKS_PER_GRID)


@dataclass(frozen=True, slots=True)
class PopPlan:
    """A take, ready to be drawn. `places`: the place in `parts` of each part that is written. `given`: notes that the
    song has already; `again`: those of them that accepting the take removes, so that it hands them out."""

    grid: Grid
    context: PopContext
    seed: tuple[PopEvent, ...]
    parts: tuple[messages.Part, ...]
    places: Mapping[int, int]
    given: frozenset[Place]
    again: tuple[PartNote, ...]
    with_chords: bool
    varies: bool  # old notes are left: silence is none of the net's making
    key: Key
    start_tick: int
    end_tick: int
    moments: PopMoments
    standing: Mapping[int, Standing]  # for a part, the notes of its track that stay, in sixteenths


def plan_pop(begin: Begin) -> PopPlan:
    """The plan for a request."""
    score = begin.score
    end_tick = end_of(begin)
    roles = roles_in(begin)
    grid = _grid(begin, end_tick, roles)
    seed = _seed(begin, grid, roles)
    written = _written(begin, roles, seed)
    targets = {part: _target(begin, part, roles) for part in written}
    standing = _standing(begin, grid, roles, targets, end_tick)
    hearing = hear_song(Listen(0, score, begin.track_id, 0, max(begin.start_tick, score.end_tick), begin.wish)).hearing
    key = hearing.key or Key()
    context = _told(PopContext(grid.half, None, key), [*seed.notes, *standing.stays], written, grid)
    if not any(n.start >= grid.end for n in standing.stays) and (
        not seed.notes or (begin.operation.kind.replaces and end_tick >= score.end_tick)
    ):
        context = replace(context, length=-(-grid.end // grid.half) * grid.half)
    places = {int(part): i for i, part in enumerate(targets)}
    return PopPlan(
        grid,
        _given(begin, grid, written, standing, context),
        tuple(encode(replace(seed, key=key), end=False)),
        tuple(_part(part, track) for part, track in targets.items()),
        places,
        frozenset(note_value(n, context.anchor)[:3] for n in standing.stays),
        tuple(replace(n, part=places[n.part]) for n in standing.again),
        begin.with_chords,
        begin.operation.kind is OperationKind.VARY,
        key,
        begin.start_tick,
        end_tick,
        _moments(begin, grid, end_tick, key, bool(standing.stays)),
        _staying(targets, grid, (begin.start_tick, end_tick), standing.kept),
    )


def _moments(begin: Begin, grid: Grid, end_tick: int, key: Key, goes_on: bool) -> PopMoments:
    """The music rests where a section of the song begins, and at the end of the take if nothing stands there."""
    score = begin.score
    ticks = {s.start_tick for s in score.sections if begin.start_tick < s.start_tick <= end_tick}
    rests = {grid.at_or_after(tick) for tick in ticks} | (set() if goes_on else {grid.end})
    beat = score.meter.at(begin.start_tick).pulse_ticks / TICKS_PER_QUARTER
    return PopMoments(grid.origin_tick, grid.end, beat, key, tuple(sorted(rests)))


def roles_in(begin: Begin) -> dict[int, Part]:
    """Who plays what. What is to be accompanied leads; what is asked for beside that keeps its role."""
    operation = begin.operation
    if operation.kind not in _TO_A_MELODY:
        return roles_of(begin.score.tracks)
    asked = operation.track_ids or (begin.track_id,)
    roles = roles_of(begin.score.tracks, asked[0])
    return roles | {i: Part.LEAD for i in asked if i in roles}


def _grid(begin: Begin, end_tick: int, roles: Mapping[int, Part]) -> Grid:
    """From at most FED_BARS before the start, or where the music begins."""
    meter, start = begin.score.meter, begin.start_tick
    change = meter.at(start)
    half = half_of(change.bar_ticks)
    line = change.tick + (meter.pickup_ticks if change.tick == 0 else 0)
    bar = max(change.bar_ticks, 2 * half * TICKS_PER_GRID)
    notes = [n.start_tick for t in begin.score.tracks if t.id in roles for n in t.notes if not n.muted]
    first = max(start - FED_BARS * bar, min([start, *notes]), change.tick)
    if begin.operation.kind is OperationKind.CONTINUE:
        first = max(first, min(begin.seed_from_tick, start))
    origin = line + (first - line) // bar * bar
    ticks = start - origin, end_tick - origin
    return Grid(origin, half, -(-ticks[0] // TICKS_PER_GRID), max(1, -(-ticks[1] // TICKS_PER_GRID)))


def _seed(begin: Begin, grid: Grid, roles: Mapping[int, Part]) -> PopPiece:
    """What was played before the start, with the chords that were written or are heard."""
    halves = -(-grid.start // grid.half)
    notes = [n for n, _, _ in _gridded(begin.score, grid, roles) if 0 <= n.start < grid.start]
    chords = chords_of(begin.score, grid.origin_tick, grid.half, halves) if notes else (None,) * halves
    return PopPiece("", "", None, chords, tuple(notes), grid.half)


def _gridded(score: Score, grid: Grid, roles: Mapping[int, Part]) -> list[tuple[PopNote, Note, Track]]:
    tracks = [t for t in score.tracks if t.id in roles]
    return [(grid_note(n, roles[t.id], grid.origin_tick), n, t) for t in tracks for n in t.notes if not n.muted]


def _written(begin: Begin, roles: Mapping[int, Part], seed: PopPiece) -> tuple[Part, ...]:
    """Who is written: as the operation says; to go on, whoever has played (from nothing, everybody)."""
    kind, asked = begin.operation.kind, begin.operation.track_ids
    if kind in _WRITTEN:
        return _WRITTEN[kind]
    if kind is OperationKind.CONTINUE:
        playing = {Part(n.part) for n in seed.notes} if len(seed.notes) >= ENOUGH_NOTES else set(Part)
    else:
        playing = {part for i, part in roles.items() if not asked or i in asked} or set(Part)
    return tuple(part for part in Part if part in playing)


def _target(begin: Begin, part: Part, roles: Mapping[int, Part]) -> Track | None:
    """The track that a part is written on: one that has it, else, for the melody, the chosen one if it is empty. A bass
    goes on as it is beside a new accompaniment."""
    asked = begin.operation.track_ids if begin.operation.kind not in _TO_A_MELODY else ()
    own = [t for t in begin.score.tracks if roles.get(t.id) == part and (not asked or t.id in asked)]
    if begin.operation.kind in _TO_A_MELODY:
        own = [t for t in own if t.program not in BASSES]
    chosen = next((t for t in begin.score.tracks if t.id == begin.track_id), None)
    if not own and part is Part.LEAD and chosen is not None and not chosen.notes and not chosen.is_drums:
        return chosen
    return next((t for t in own if t is chosen), own[0] if own else None)


def _part(part: Part, track: Track | None) -> messages.Part:
    if track is None:
        return messages.Part(NAMES[part], 0, PROGRAMS[part])
    return messages.Part(track.name or NAMES[part], track.id, track.program)


@dataclass(frozen=True, slots=True)
class _Written:
    """From the start on: the notes that are given, those of them that accepting removes (and their ids), and those
    drawn again."""

    stays: tuple[PopNote, ...]
    again: tuple[PartNote, ...]
    kept: frozenset[int]
    gone: tuple[PopNote, ...]


def _standing(
    begin: Begin, grid: Grid, roles: Mapping[int, Part], targets: Mapping[Part, Track | None], end_tick: int
) -> _Written:
    """A continuation takes nothing away; else the written tracks lose what is not locked, a variation some of it."""
    kind, rewritten = begin.operation.kind, {t.id for t in targets.values() if t is not None}
    horizon = grid.end + AHEAD_BARS * 2 * grid.half
    near = [x for x in _gridded(begin.score, grid, roles) if grid.start <= x[0].start < horizon]

    def free(note: Note, track: Track) -> bool:
        inside = begin.start_tick <= note.start_tick < end_tick
        return kind.replaces and not note.locked and track.id in rewritten and inside

    old = [x for x in near if free(x[1], x[2])]
    amount = begin.operation.amount if kind is OperationKind.VARY else 1.0
    gone = lightest([n for n, _, _ in old], amount, 2 * grid.half, begin.rng_seed)
    kept = [x for i, x in enumerate(old) if i not in gone]
    stays = [n for n, note, track in near if not free(note, track)] + [n for n, _, _ in kept]
    again = tuple(PartNote(n.part, w.start_tick, w.duration_ticks, w.pitch, w.velocity) for n, w, _ in kept)
    ids = frozenset(w.id for _, w, _ in kept)
    return _Written(tuple(in_order(tuple(stays), horizon)), again, ids, tuple(old[i][0] for i in gone))


def _staying(
    targets: Mapping[Part, Track | None], grid: Grid, span: tuple[int, int], kept: frozenset[int]
) -> dict[int, Standing]:
    """What stays on the track of each part that has one, in sixteenths."""

    def place(tick: int) -> float:
        return (tick - grid.origin_tick) / TICKS_PER_GRID

    return {int(p): Standing(staying(t, *span, kept), place) for p, t in targets.items() if t is not None}


def _told(context: PopContext, notes: Sequence[PopNote], written: Sequence[Part], grid: Grid) -> PopContext:
    """Density and register as they are; a part that is to be written and has not played yet plays as parts usually do,
    for it was asked for."""
    length = max([grid.end, *(n.start for n in notes)]) if any(n.start >= grid.start for n in notes) else grid.start
    density, register = wishes_of(notes, length)
    silent = [part in written and not any(n.part == part for n in notes) for part in Part]
    if len(notes) < ENOUGH_NOTES:
        silent, register = [part in written for part in Part], (0, 0, 0)
    dense = [usual if quiet else d for quiet, d, usual in zip(silent, density, USUAL, strict=True)]
    return replace(context, density=(dense[0], dense[1], dense[2]), register=register)


def _given(begin: Begin, grid: Grid, written: Sequence[Part], standing: _Written, context: PopContext) -> PopContext:
    """With what is all given: parts that are not written, everything after the end, chords that are written."""
    horizon = grid.end + AHEAD_BARS * 2 * grid.half
    closed = [Closed(part, 0, horizon) for part in Part if part not in written]
    if any(n.start >= grid.end for n in standing.stays):
        closed += [Closed(part, grid.end, horizon) for part in written]
    if begin.operation.kind is OperationKind.VARY:
        closed += [c for part in written for c in around(part, standing.gone, grid.start, grid.end)]
    known = _known_chords(begin, grid, -(-horizon // grid.half))
    chords = tuple((h, chord_value(chord, context.anchor)) for h, chord in known)
    closed += [Closed(CHORD_ROW, h * grid.half, (h + 1) * grid.half) for h, _ in chords]
    return replace(context, notes=standing.stays, closed=tuple(closed), chords=chords)


def _known_chords(begin: Begin, grid: Grid, halves: int) -> list[tuple[int, Chord | None]]:
    """(half bar, chord) from the first symbol on; to go on, only from the first symbol after the start."""
    symbols = begin.score.chords.symbols
    if begin.operation.kind is OperationKind.CONTINUE:
        symbols = tuple(s for s in symbols if s.tick >= begin.start_tick)
    if not symbols:
        return []
    first = -(-(grid.at_or_after(symbols[0].tick) - 1) // grid.half)
    return [
        (h, chord_at(symbols, grid.tick(h * grid.half))) for h in range(max(first, grid.start // grid.half), halves)
    ]
