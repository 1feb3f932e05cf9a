"""A piano piece as the `perf` codec sees it: bars, notes, pedals, key, and what of it means something.

Flat scores (rendered notation) have one velocity and an even clock: their velocities and timings are no music and are
not told. Pedals are in some files only.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from musegen_app.codecs.perf import TICKS_PER_GRID, Pedal, PerfNote
from musegen_app.codecs.perf_clock import BarClock, PerfBar
from musegen_app.score.keys import Key
from musegen_app.score.model import ControlKind, Note, Score, Track

SUSTAIN = 64  # controller number; values from 64 up are "down"
# What makes a performance: so many velocities, so often another one than the note before, and so many notes off the
# even clock. All 316 pieces of piano_midi_de pass, no score of Mutopia with its dynamic marks but three.
VELOCITIES_PLAYED, CHANGES_PLAYED, TIMED_PLAYED = 8, 0.45, 0.2
ON_TIME = 0.002  # quarters


@dataclass(frozen=True, slots=True)
class KeyFrom:
    """From a grid unit on, this key is signed."""

    start: int
    key: Key


@dataclass(frozen=True, slots=True)
class PerfSheet:
    """A piece on the grid. `pedalled`: the pedal was written down; `expressive`: velocity and timing mean something."""

    notes: tuple[PerfNote, ...]
    pedals: tuple[Pedal, ...]
    bars: tuple[PerfBar, ...]
    keys: tuple[KeyFrom, ...]
    length: int
    pedalled: bool
    expressive: bool

    def bar_at(self, grid: int) -> PerfBar:
        return self.bars[max(0, bisect_right(self.bars, grid, key=lambda b: b.start) - 1)]


def sheet_of(score: Score, tracks: Sequence[Track], clock: BarClock, from_tick: int, to_tick: int) -> PerfSheet:
    """The notes of `tracks` that begin in [from_tick, to_tick), as one piano part."""
    notes = [n for t in tracks for n in t.notes if from_tick <= n.start_tick < to_tick and not n.muted]
    pedals = pedals_of(tracks, from_tick, to_tick)
    end = max((n.end_tick for n in notes), default=from_tick)
    line = next((b.start for b in clock.bars if b.start * TICKS_PER_GRID >= end), clock.bars[-1].start)
    keys = tuple(KeyFrom(round(k.tick / TICKS_PER_GRID), k.key) for k in score.keys)
    music = sorted((perf_note(n, clock) for n in notes), key=lambda n: (n.start, n.pitch))
    expressive = is_performance(music)
    if not expressive:
        music = [replace(n, velocity=0, timing=0.0) for n in music]
    return PerfSheet(tuple(music), pedals, clock.bars, keys, line, bool(pedals), expressive)


def piano_tracks(score: Score) -> tuple[Track, ...]:
    """The tracks that a pianist would play: all with notes that are not drums."""
    return tuple(t for t in score.tracks if t.notes and not t.is_drums)


def piece_of(score: Score) -> tuple[PerfSheet, BarClock]:
    """A whole document as one piece, and its clock."""
    end = score.end_tick + 1
    clock = BarClock(score.meter, score.tempo, end)
    return sheet_of(score, piano_tracks(score), clock, 0, end), clock


def perf_note(note: Note, clock: BarClock) -> PerfNote:
    """A note of the document on the grid; its end is rounded for itself."""
    grid, timing = clock.place(note.start_tick)
    duration = max(1, round(note.duration_ticks / TICKS_PER_GRID))
    return PerfNote(grid, duration, note.pitch, note.velocity, timing)


def is_performance(notes: Sequence[PerfNote]) -> bool:
    """Do velocity and timing of sorted notes mean something?"""
    if len({n.velocity for n in notes}) < VELOCITIES_PLAYED:
        return False
    changes = sum(a.velocity != b.velocity for a, b in pairwise(notes)) / max(1, len(notes) - 1)
    timed = sum(abs(n.timing) > ON_TIME for n in notes) / len(notes)
    return changes >= CHANGES_PLAYED and timed >= TIMED_PLAYED


def pedals_of(tracks: Sequence[Track], from_tick: int, to_tick: int) -> tuple[Pedal, ...]:
    """When the pedal changes between up and down; in one grid unit it may go up and down again, not the other way."""
    events = sorted(
        (e.tick, e.value >= SUSTAIN)
        for t in tracks
        for e in t.controls
        if e.kind is ControlKind.CONTROL and e.number == SUSTAIN and e.tick < to_tick
    )
    changes = [(tick, down) for (_, before), (tick, down) in pairwise([(0, False), *events]) if down != before]
    found: list[Pedal] = []
    for tick, down in changes:
        pedal = Pedal(round(tick / TICKS_PER_GRID), down)
        if found and found[-1].start == pedal.start and found[-1].down:
            found.pop()  # down and up at once is nothing
        elif not found or found[-1].down != down:
            found.append(pedal)
    first = round(from_tick / TICKS_PER_GRID)
    return tuple(p for p in found if p.start >= first)
