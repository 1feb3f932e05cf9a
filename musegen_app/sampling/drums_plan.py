"""From a request to bars of cells: what is fixed, what is drawn, and what the drum net is told of each bar.

Continue: nothing is fixed. Infill: what is drawn stays, silent cells are free. Vary: that share of the cells is free,
the rest stays. Accompany: as continue, over the span, as busy as the other tracks. Cells outside the span, and those of
locked notes, are always fixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from musegen_app.codecs.drums import (
    CELLS,
    DRUMS,
    GM_PITCHES,
    LONGEST_BAR,
    TICKS,
    Bits,
    DrumBar,
    bars_between,
    heard_in,
)
from musegen_app.codecs.drums_context import DENSITIES, STYLES, DrumContext, density_of
from musegen_app.sampling.messages import Begin, OperationKind, Part
from musegen_app.sampling.standing import Standing, staying
from musegen_app.score.model import Note, Score, Track

SHORTEST = 20  # ticks of a stroke that is cut short by a note that stays
LOOK_BACK = 8  # bars that say how busy the part is
FILL_WORD, FILL_EVERY = "fill", 4  # asked for as a style: the last of every so many bars is one
_MASK = (1 << 64) - 1
Notes = dict[int, Note]  # by cell


@dataclass(frozen=True, slots=True)
class PlannedBar:
    """A bar to write. `old` are the notes that stand in it; cells are `fixed` on where `kept` has a note, else off."""

    bar: DrumBar  # as it stands
    context: DrumContext
    fixed: Bits  # (CELLS)
    kept: Notes
    old: Notes
    retouched: Bits  # (CELLS): hits that stay, and whose touch is drawn


@dataclass(frozen=True, slots=True)
class DrumPlan:
    """`again` are ids of notes that accepting the take would remove and that are to stay: they are handed out again.
    `unheard` are notes that accepting would remove and that the net cannot hear, so they stay as well. `standing` are
    the notes of the track that stay, in ticks: no hit sounds together with one of its own drum."""

    start_tick: int
    end_tick: int
    part: Part
    before: tuple[DrumBar, ...]
    bars: tuple[PlannedBar, ...]
    again: frozenset[int]
    unheard: tuple[Note, ...]
    standing: Standing


def plan(begin: Begin, index: int) -> DrumPlan:
    """The bars of the request; `index` is the number of the take."""
    kind, score = begin.operation.kind, begin.score
    track = drum_track(begin)
    start, end = begin.start_tick, end_of(begin)
    empty = bars_between(score.meter, start, end)
    notes = track.notes if track else ()
    bars, heard = heard_in(empty, notes)
    standing = Standing(_near(track, start, end))
    told = _told(begin, track, bars[0].start_tick if bars else start)
    closed = [_closed(bar, standing) for bar in bars]
    old = _by_bar(heard)
    planned = tuple(
        _planned(begin, index, i, bar, old.get(i, {}), told, (start, end), closed[i]) for i, bar in enumerate(bars)
    )
    heard_ids = {n.id for n in heard.values()}
    unheard = tuple(n for n in notes if _goes(n, begin, start, end) and n.id not in heard_ids)
    kept = [note for bar in planned for note in bar.kept.values() if start <= note.start_tick < end]
    again = frozenset(n.id for n in kept if kind.replaces and not n.locked)
    part = Part(track.name, track.id, track.program, True) if track else Part("Drums", is_drums=True)
    seed = [n for n in notes if n.start_tick >= begin.seed_from_tick]
    before = _before(score, seed, bars[0].start_tick if bars else start)
    return DrumPlan(start, end, part, before, planned, again, unheard, standing)


def drum_track(begin: Begin) -> Track | None:
    """The track that is written: of those asked for, the chosen one or any, the first that is a drum track."""
    by_id = {t.id: t for t in begin.score.tracks}
    asked = [by_id[i] for i in (*begin.operation.track_ids, begin.track_id) if i in by_id]
    return next((t for t in (*asked, *begin.score.tracks) if t.is_drums), None)


def end_of(begin: Begin) -> int:
    """Where the take ends: as asked, else so many bars from the bar line at or after the start."""
    if begin.operation.end_tick > begin.start_tick:
        return begin.operation.end_tick
    meter = begin.score.meter
    first = meter.position(begin.start_tick)
    number = first.bar + (first.tick > 0 and meter.bar_start(first.bar) < begin.start_tick)
    return meter.bar_start(number + begin.bars)


def _before(score: Score, notes: Sequence[Note], first_tick: int) -> tuple[DrumBar, ...]:
    """The two bars before, () where the part is silent."""
    if first_tick <= 0 or not notes:
        return ()
    near = bars_between(score.meter, max(0, first_tick - 2 * LONGEST_BAR), first_tick)[-2:]
    bars, _ = heard_in(near, notes)
    sounding = [i for i, bar in enumerate(bars) if bar.hits]
    return tuple(bars[sounding[0] :]) if sounding and bars[-1].hits else ()


def _by_bar(heard: dict[tuple[int, int], Note]) -> dict[int, Notes]:
    found: dict[int, Notes] = {}
    for (bar, cell), note in heard.items():
        found.setdefault(bar, {})[cell] = note
    return found


def _near(track: Track | None, start: int, end: int) -> list[Note]:
    """The notes of the track that stay and may sound together with those of a take of [start, end)."""
    stays = staying(track, start, end) if track else ()
    return [n for n in stays if n.end_tick > start - LONGEST_BAR and n.start_tick < end + LONGEST_BAR]


# ---- what is fixed


def _closed(bar: DrumBar, standing: Standing) -> Bits:
    """The cells at whose place a note of the same drum sounds that stays."""
    if standing.empty:
        return np.zeros(CELLS, bool)
    sounding = [standing.sounding(bar.start_tick + tick, bar.start_tick + tick + SHORTEST) for tick in TICKS]
    return np.array([pitch in pitches for pitches in sounding for pitch in GM_PITCHES])


def _planned(
    begin: Begin,
    index: int,
    number: int,
    bar: DrumBar,
    old: Notes,
    told: DrumContext,
    span: tuple[int, int],
    closed: Bits,
) -> PlannedBar:
    ticks = bar.start_tick + np.repeat(np.array(TICKS), len(DRUMS))
    fixed = (ticks < span[0]) | (ticks >= span[1]) | (np.arange(CELLS) >= bar.slots * len(DRUMS))
    fixed |= closed
    for cell, note in old.items():
        fixed[cell] |= note.locked
    kind = begin.operation.kind
    if kind is OperationKind.INFILL:
        fixed[list(old)] = True
    elif kind is OperationKind.VARY:
        fixed |= ~_freed(begin, index, number, bar, old, ~fixed)
    kept = {cell: note for cell, note in old.items() if fixed[cell]}
    touched = np.zeros(CELLS, bool)
    if kind is OperationKind.HUMANISE:
        fixed = np.ones(CELLS, bool)
        kept = dict(old)
        touched = _touched(begin, index, number, [c for c, n in old.items() if _goes(n, begin, *span)])
    return PlannedBar(bar, _with_fill(told, begin, number), fixed, kept, old, touched)


def _goes(note: Note, begin: Begin, start: int, end: int) -> bool:
    """Would accepting the take remove it, though what was drawn is to stay?"""
    keeps = begin.operation.kind.replaces and begin.operation.kind is not OperationKind.ACCOMPANY
    return keeps and start <= note.start_tick < end and not note.locked and not note.muted


def _touched(begin: Begin, index: int, number: int, cells: Sequence[int]) -> Bits:
    """The share `amount` of these cells, as the dice of take and bar say."""
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence((begin.rng_seed & _MASK, index, number, 8))))
    count = round(min(max(begin.operation.amount, 0.0), 1.0) * len(cells))
    touched = np.zeros(CELLS, bool)
    touched[rng.permutation(np.array(cells, np.int64))[:count]] = True
    return touched


def _freed(begin: Begin, index: int, number: int, bar: DrumBar, old: Notes, open_cells: Bits) -> Bits:
    """The cells that a variation draws again: the first so many of an order that depends on take and bar only, so that
    more of them are freed as the amount rises. "rhythm" leaves slots silent where nothing is hit."""
    if begin.operation.keep:
        struck = np.isin(np.arange(CELLS) // len(DRUMS), [cell // len(DRUMS) for cell in old])
        open_cells = open_cells & struck
    cells = np.flatnonzero(open_cells)
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence((begin.rng_seed & _MASK, index, number, 7))))
    count = round(min(max(begin.operation.amount, 0.0), 1.0) * len(cells))
    freed = np.zeros(CELLS, bool)
    freed[rng.permutation(cells)[:count]] = True
    return freed


# ---- what the net is told


def _told(begin: Begin, track: Track | None, first_tick: int) -> DrumContext:
    """Style from the wish, tempo from the song, density from the wish, else from bars before or other tracks."""
    wishes = {name: weight for name, weight in begin.operation.style if weight > 0}
    styles = {name: weight for name, weight in wishes.items() if name in STYLES}
    whole = max(1.0, sum(styles.values()))
    densities = [(weight, name) for name, weight in wishes.items() if name in DENSITIES]
    return DrumContext(
        {name: weight / whole for name, weight in styles.items()},
        begin.score.tempo.at(first_tick).bpm,
        False,
        DENSITIES.index(max(densities)[1]) if densities else _density(begin, track, first_tick),
    )


def _with_fill(told: DrumContext, begin: Begin, number: int) -> DrumContext:
    asked = any(name == FILL_WORD and weight > 0 for name, weight in begin.operation.style)
    last = number % FILL_EVERY == FILL_EVERY - 1
    return DrumContext(told.style, told.bpm, asked and last, told.density)


def _density(begin: Begin, track: Track | None, first_tick: int) -> int | None:
    """How busy the part was in the bars before, or how busy the other tracks are in the span; None: nobody knows."""
    meter = begin.score.meter
    if begin.operation.kind is OperationKind.ACCOMPANY:
        return _density_of_others(begin)
    end = end_of(begin) if begin.operation.kind.replaces else first_tick
    near = bars_between(meter, max(0, first_tick - LOOK_BACK * LONGEST_BAR), max(1, end))
    bars, _ = heard_in(near, track.notes if track else ())
    bins = [density_of(len(bar.hits), bar.ticks) for bar in bars if bar.hits]
    if not bins or begin.operation.kind is OperationKind.INFILL:
        return None  # what is drawn for infill is not all that is wished for
    return int(np.median(bins))


def _density_of_others(begin: Begin) -> int | None:
    """The other tracks' onsets a quarter, those of the busiest one, halfway between the net's middle and them."""
    start, end = begin.start_tick, end_of(begin)
    counts = [
        len({n.start_tick for n in t.notes if start <= n.start_tick < end})
        for t in begin.score.tracks
        if not t.is_drums
    ]
    if not counts or not max(counts):
        return None
    return (len(DENSITIES) // 2 + density_of(2 * max(counts), end - start) + 1) // 2
