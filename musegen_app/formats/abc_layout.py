"""A score laid out for ABC: voices without overlaps, cut into bars and slices on a grid of 1/48 quarter."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from musegen_app.score.model import Note, Score, Track

GRID_TICKS = 20  # 1/48 of a quarter: 64ths and their triplets
# Written lengths without a tie: plain, dotted and double-dotted values, in 1/16 of the unit (an eighth).
_PLAIN = tuple(sorted({m << p for m in (1, 3, 7) for p in range(9) if m << p <= 256}, reverse=True))
_STRAIGHT_TICKS = 60  # what can be written without a triplet
_SIXTEENTH_OF_UNIT = 30
_LONGEST_TUPLET = 9


@dataclass(frozen=True, slots=True)
class Sounding:
    """Notes of one track that begin and end together, in ticks on the grid."""

    start: int
    end: int
    pitches: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """A line without overlaps, played by the track number `track`."""

    track: int
    sounds: tuple[Sounding, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """One written note, chord or rest (no pitches). `length` in 1/16 of the unit as written (inside a triplet longer
    than it sounds); `tied` into the next one; `tuplet` > 0: here begins a triplet of that many notes."""

    tick: int
    pitches: tuple[int, ...]
    length: int
    tied: bool
    tuplet: int = 0


def on_grid(tick: int) -> int:
    """The nearest grid point."""
    return (tick + GRID_TICKS // 2) // GRID_TICKS * GRID_TICKS


def is_off_grid(note: Note) -> bool:
    return on_grid(note.start_tick) != note.start_tick or on_grid(note.end_tick) != note.end_tick


def voices_of(score: Score) -> list[Voice]:
    """Every track with notes as one voice, or as several where its notes overlap."""
    return [Voice(i, sounds) for i, track in enumerate(score.tracks) for sounds in _lines(track)]


def _lines(track: Track) -> list[tuple[Sounding, ...]]:
    lines: list[list[Sounding]] = []
    for sound in _sounds(track.notes):
        free = next((line for line in lines if line[-1].end <= sound.start), None)
        if free is None:
            lines.append([sound])
        else:
            free.append(sound)
    return [tuple(line) for line in lines]


def _sounds(notes: Iterable[Note]) -> list[Sounding]:
    """Notes with the same start and end put together; a pitch that stands there twice stays apart."""
    groups: dict[tuple[int, int, int], list[int]] = {}
    for n in notes:
        start = on_grid(n.start_tick)
        end = max(on_grid(n.end_tick), start + GRID_TICKS)
        copy = 0
        while n.pitch in groups.setdefault((start, end, copy), []):
            copy += 1
        groups[start, end, copy].append(n.pitch)
    # The higher and longer sounds first, so that the melody keeps the first voice.
    order = sorted(groups.items(), key=lambda g: (g[0][0], g[0][2], -max(g[1]), -g[0][1]))
    return [Sounding(start, end, tuple(sorted(pitches))) for (start, end, _), pitches in order]


def bar_edges(score: Score, end_tick: int) -> list[int]:
    """Bar lines on the grid from tick 0 to the one at or after `end_tick`."""
    lines = score.meter.bar_lines(0, end_tick + 1)
    last = score.meter.bar_start(score.meter.position(max(end_tick, 1) - 1).bar + 1)
    following = [c.tick for c in score.meter.changes if c.tick >= end_tick > 0]
    return sorted({0, *map(on_grid, lines), on_grid(min([last, *following]))})


def slices(voice: Voice, edges: list[int], cuts: Iterable[int]) -> list[list[Slice]]:
    """The voice as written, bar by bar; notes are tied across bar lines and across `cuts` (marks inside them)."""
    borders = sorted({*edges, *(c for c in cuts if 0 < c < edges[-1])})
    bars: list[list[tuple[int, int, tuple[int, ...], bool]]] = [[] for _ in edges[1:]]
    for sound in _with_rests(voice.sounds, edges[-1]):
        inner = borders[bisect_right(borders, sound.start) : bisect_right(borders, sound.end - 1)]
        for start, end in pairwise([sound.start, *inner, sound.end]):
            tied = end < sound.end and bool(sound.pitches)
            bars[bisect_right(edges, start) - 1].append((start, end, sound.pitches, tied))
    return [_written(bar) for bar in bars]


def _with_rests(sounds: Iterable[Sounding], end: int) -> list[Sounding]:
    filled: list[Sounding] = []
    now = 0
    for sound in sounds:
        if sound.start > now:
            filled.append(Sounding(now, sound.start, ()))
        filled.append(sound)
        now = sound.end
    return filled if now >= end else [*filled, Sounding(now, end, ())]


def _written(bar: list[tuple[int, int, tuple[int, ...], bool]]) -> list[Slice]:
    """Lengths that can be written: plain ones, or triplets until the music is back on the straight grid."""
    written: list[Slice] = []
    group: list[Slice] = []
    ticks = 0
    for start, end, pitches, tied in bar:
        if not group and (end - start) % _STRAIGHT_TICKS == 0:
            written += _plain(start, (end - start) // _SIXTEENTH_OF_UNIT, pitches, tied)
            continue
        group += _plain(start, (end - start) * 3 // (2 * _SIXTEENTH_OF_UNIT), pitches, tied)
        ticks += end - start
        if ticks % _STRAIGHT_TICKS == 0:
            written += _triplets(group)
            group, ticks = [], 0
    return written + _triplets(group)


def _plain(tick: int, length: int, pitches: tuple[int, ...], tied: bool) -> list[Slice]:
    """One written note, or several tied ones where no single value has that length."""
    parts: list[int] = []
    while length:
        parts.append(next(p for p in _PLAIN if p <= length))
        length -= parts[-1]
    rest = not pitches
    return [Slice(tick, pitches, p, not rest and (tied or i < len(parts) - 1)) for i, p in enumerate(parts)]


def _triplets(group: list[Slice]) -> list[Slice]:
    marked: list[Slice] = []
    for i in range(0, len(group), _LONGEST_TUPLET):
        part = group[i : i + _LONGEST_TUPLET]
        first = part[0]
        marked.append(Slice(first.tick, first.pitches, first.length, first.tied, len(part)))
        marked += part[1:]
    return marked
