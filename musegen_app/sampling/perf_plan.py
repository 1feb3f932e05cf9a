"""From a request to what the piano net is asked: bars and clock, the seed as events, what is fixed, what is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from musegen_app.base.errors import MuseGenError
from musegen_app.codecs.perf import (
    GRID_PER_QUARTER,
    HIGHEST,
    LOWEST,
    TICKS_PER_GRID,
    PerfEvent,
    PerfNote,
    duration_value,
    encode,
    event_of,
    note_of,
)
from musegen_app.codecs.perf_clock import BarClock
from musegen_app.codecs.perf_context import context_of
from musegen_app.codecs.perf_lane import LONGEST_LANE, Lane
from musegen_app.codecs.perf_sheet import KeyFrom, PerfSheet, pedals_of, perf_note, sheet_of
from musegen_app.codecs.perf_styles import style_weights
from musegen_app.codecs.perf_tracker import PerfContext
from musegen_app.sampling.hearing_song import hear_song
from musegen_app.sampling.messages import Begin, Listen, OperationKind
from musegen_app.sampling.perf_moment import PerfMoments
from musegen_app.sampling.perf_rules import Fixed, PerfRules
from musegen_app.sampling.standing import Standing, staying
from musegen_app.score.keys import Key
from musegen_app.score.model import Note, Track

LONGEST_SEED = 640  # events that are listened to; what lies further back says little and takes time
ENOUGH_NOTES = 16  # that a seed says something about density and register


@dataclass(frozen=True, slots=True)
class PerfPlan:
    """A take of [rules.start, rules.end) on the grid, ready to be drawn."""

    clock: BarClock
    context: PerfContext
    seed: tuple[PerfEvent, ...]
    rules: PerfRules
    target: Track
    start_tick: int
    end_tick: int
    moments: PerfMoments
    kept: tuple[Note, ...] = ()  # unlocked notes of the span that a variation leaves as they are
    retouched: Mapping[tuple[int, int], Note] = field(default_factory=dict)  # those whose touch is drawn, by place
    down_before: bool = False  # the pedal, when the take begins
    down_after: bool = False  # and as what comes after it expects it


def plan_piano(begin: Begin, styles: Sequence[str]) -> PerfPlan:
    """The plan for a request; `styles` are the names that the bundle knows."""
    target = begin.score.track(begin.track_id)
    start, end = begin.start_tick, end_of(begin)
    heard = heard_tracks(begin, target)
    last = max([end, *(t.end_tick for t in heard)])
    clock = BarClock(begin.score.meter, begin.score.tempo, last)
    seed = sheet_of(begin.score, heard, clock, min(begin.seed_from_tick, start), start)
    change = variation(begin, target, clock, start, end)
    touch = retouched(begin, target, clock, start, end)
    stay = {n.id for n in (*change.kept, *touch.kept, *touch.places.values())}
    fixed = fixed_notes(begin, target, heard, clock, end, stay)
    first, rules_end = -(-start // TICKS_PER_GRID), -(-end // TICKS_PER_GRID)
    pedalled = seed.pedalled or not seed.expressive
    events, from_grid = _listened(seed, first)
    lane = Lane.of([_as_note(f) for f in _near(fixed, rules_end)])
    context = replace(
        _told(seed, begin, rules_end, pedalled),
        start=from_grid,
        style=style_weights(begin.operation.style, styles),
        lane=lane,
    )
    rules = PerfRules(first, rules_end, tuple(_near(fixed, rules_end)), pedalled and change.slots is None)
    stays = Standing(staying(target, start, end, {n.id for n in change.kept}), lambda tick: exact(clock, tick))
    if begin.operation.kind is OperationKind.HUMANISE:
        rules = replace(rules, retouched=frozenset(touch.places), pedalled=False)
        change = Variation(touch.kept, {})
    rules = replace(rules, standing=stays, slots=change.slots, keep_durations=begin.operation.keep == "rhythm")
    return PerfPlan(
        clock,
        context,
        tuple(events),
        rules,
        target,
        start,
        end,
        _moments(begin, clock, rules),
        change.kept,
        touch.places,
        *_pedal(begin, heard, start, end),
    )


def _moments(begin: Begin, clock: BarClock, rules: PerfRules) -> PerfMoments:
    """The music rests where a section of the song begins, and at the end of the take if nothing stands there."""
    score, start = begin.score, begin.start_tick
    question = Listen(0, score, begin.track_id, 0, max(start, score.end_tick), begin.wish)
    ends = {-(-s.start_tick // TICKS_PER_GRID) for s in score.sections if s.start_tick > start}
    goes_on = any(f.start >= rules.end for f in rules.fixed)
    rests = {r for r in ends if r <= rules.end} | (set() if goes_on else {rules.end})
    key = hear_song(question).hearing.key or Key()
    return PerfMoments(clock, rules.end, key, score.chords.symbols, tuple(sorted(rests)))


def exact(clock: BarClock, tick: int) -> float:
    """Where a tick lies on the grid, timing included."""
    grid, timing = clock.place(tick)
    return grid + timing * GRID_PER_QUARTER


def _pedal(begin: Begin, heard: Sequence[Track], start: int, end: int) -> tuple[bool, bool]:
    """Is the pedal down before the take, and has it to be after it? After a continuation nobody knows of it."""
    before, after = pedals_of(heard, 0, start), pedals_of(heard, 0, end)
    ends = begin.operation.kind is OperationKind.CONTINUE
    return bool(before) and before[-1].down, bool(after) and after[-1].down and not ends


def end_of(begin: Begin) -> int:
    """Where the take ends: as the operation says, else `bars` whole bars, a bar that was begun completed first."""
    if begin.operation.end_tick:
        return max(begin.operation.end_tick, begin.start_tick + 1)
    meter = begin.score.meter
    bar = meter.position(begin.start_tick)
    first = bar.bar if bar.tick == 0 else bar.bar + 1
    return meter.bar_start(first + begin.bars)


def heard_tracks(begin: Begin, target: Track) -> tuple[Track, ...]:
    """The tracks that the pianist plays: those asked for, else the target and all that have the same instrument."""
    if begin.operation.track_ids:
        wanted = {*begin.operation.track_ids, target.id}
        return tuple(t for t in begin.score.tracks if t.id in wanted and not t.is_drums)
    same = (t for t in begin.score.tracks if t.notes and not t.is_drums and t.program == target.program)
    return tuple(dict.fromkeys((target, *same)))


def fixed_notes(
    begin: Begin, target: Track, heard: Sequence[Track], clock: BarClock, end: int, kept: frozenset[int] | set[int]
) -> list[Fixed]:
    """What stands already from the start on: in the span what is locked, on other tracks or `kept`, after it
    everything. A continuation takes nothing away, so for it all that stands is fixed."""
    keeps = begin.operation.kind is OperationKind.CONTINUE

    def stays(track: Track, note: Note) -> bool:
        return keeps or note.locked or track.id != target.id or note.start_tick >= end or note.id in kept

    notes = [n for t in heard for n in t.notes if n.start_tick >= begin.start_tick and not n.muted and stays(t, n)]
    found = {f.place: f for f in (_fixed(perf_note(n, clock)) for n in notes)}
    return [found[place] for place in sorted(found)]


@dataclass(frozen=True, slots=True)
class Variation:
    """What a variation keeps, and where the notes that it takes away stood: grid unit -> their duration values."""

    kept: tuple[Note, ...] = ()
    slots: Mapping[int, tuple[int, ...]] | None = None


def variation(begin: Begin, target: Track, clock: BarClock, start: int, end: int) -> Variation:
    """The metrically lightest share `amount` of the free notes is drawn anew; the dice choose among equals. Raises
    MuseGenError for a wish that this codec cannot keep."""
    if begin.operation.kind is not OperationKind.VARY:
        return Variation()
    if begin.operation.keep == "contour":
        raise MuseGenError("A piano variation can keep the rhythm, not the contour.")
    free = [n for n in target.notes if start <= n.start_tick < end and not n.locked and not n.muted]
    throws = np.random.Generator(np.random.PCG64(begin.rng_seed)).random(len(free))
    weights = [_weight(n, clock) for n in free]
    order = sorted(range(len(free)), key=lambda i: (weights[i], throws[i]))
    gone = set(order[: round(min(1.0, max(0.0, begin.operation.amount)) * len(free))])
    slots: dict[int, tuple[int, ...]] = {}
    for note in (perf_note(free[i], clock) for i in sorted(gone)):
        slots[note.start] = (*slots.get(note.start, ()), duration_value(note.duration))
    return Variation(tuple(n for i, n in enumerate(free) if i not in gone), slots)


@dataclass(frozen=True, slots=True)
class Retouched:
    """Notes by the places of their events, and the others of the span."""

    places: Mapping[tuple[int, int], Note] = field(default_factory=dict)
    kept: tuple[Note, ...] = ()


def retouched(begin: Begin, target: Track, clock: BarClock, start: int, end: int) -> Retouched:
    """What is humanised: the share `amount` of the free notes, as the dice say. Of notes that the net cannot tell apart
    only one is."""
    if begin.operation.kind is not OperationKind.HUMANISE:
        return Retouched()
    free = [n for n in target.notes if start <= n.start_tick < end and not n.locked and not n.muted]
    if not free:
        raise MuseGenError("There are no notes in these bars to humanise.")
    order = np.random.Generator(np.random.PCG64(begin.rng_seed)).permutation(len(free))
    chosen = set(order[: round(min(1.0, max(0.0, begin.operation.amount)) * len(free))].tolist())
    inside = (-(-start // TICKS_PER_GRID), -(-end // TICKS_PER_GRID))
    places: dict[tuple[int, int], Note] = {}
    for note in (n for i, n in enumerate(free) if i in chosen and LOWEST <= n.pitch <= HIGHEST):
        place = _fixed(perf_note(note, clock)).place
        if inside[0] <= place[0] < inside[1]:
            places.setdefault(place, note)
    taken = {n.id for n in places.values()}
    return Retouched(places, tuple(n for n in free if n.id not in taken))


def _weight(note: Note, clock: BarClock) -> int:
    """How heavy its place in the bar is: 4 on the bar line, 3 on a beat, 2 between two beats, less elsewhere."""
    grid, _ = clock.place(note.start_tick)
    bar = next(b for b in reversed(clock.bars) if b.start <= grid or b is clock.bars[0])
    place = (grid - bar.start) % bar.length
    if place == 0:
        return 4
    return 3 if place % bar.pulse == 0 else 2 if 2 * place % bar.pulse == 0 else 1


def _fixed(note: PerfNote) -> Fixed:
    return Fixed(note.start, event_of(note, 0))


def _as_note(fixed: Fixed) -> PerfNote:
    return note_of(fixed.event, fixed.start)


def _near(fixed: Sequence[Fixed], end: int) -> list[Fixed]:
    """All of the span, and as much after it as the lane has room for."""
    return [*(f for f in fixed if f.start < end), *[f for f in fixed if f.start >= end][:LONGEST_LANE]]


def _listened(seed: PerfSheet, start: int) -> tuple[list[PerfEvent], int]:
    """The last events of the seed and the grid unit that they are counted from."""
    before = [n for n in seed.notes if n.start < start]
    pedals = [p for p in seed.pedals if p.start < start]
    if len(before) + len(pedals) > LONGEST_SEED:
        cut = sorted([n.start for n in before] + [p.start for p in pedals])[-LONGEST_SEED]
        cut = seed.bar_at(cut).start
        before, pedals = [n for n in before if n.start >= cut], [p for p in pedals if p.start >= cut]
    if not before:
        return [], start
    from_grid = seed.bar_at(before[0].start).start
    return encode(before, pedals, from_grid, timed=seed.expressive), from_grid


def _told(seed: PerfSheet, begin: Begin, end: int, pedalled: bool) -> PerfContext:
    """Key, density, register: as wished, or as the seed has them."""
    context = replace(context_of(seed), length=None, pedalled=pedalled)
    if len(seed.notes) < ENOUGH_NOTES:
        context = replace(context, density=0, register=0)
    if begin.wish.key is not None:
        context = replace(context, keys=(KeyFrom(0, begin.wish.key),))
    return context
