"""Edits of when notes are struck: quantise with swing, humanise, strum; and how far from the grid they are.

The rules of `note_edits` hold: locked notes stay, ids and origins are kept, nothing changed is the very same score.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace

from musegen_app.score.model import Note, Score
from musegen_app.score.note_changes import chosen, unlocked, with_changed, with_each_changed
from musegen_app.score.time import MeterMap

STRAIGHT = 0.5
_TOGETHER = 240  # onsets as near as that are one chord: a quarter of a beat
_JITTER_TICKS, _JITTER_VELOCITY = 30, 12  # standard deviations of a fully human hand


@dataclass(frozen=True, slots=True)
class Grid:
    """Lines every `ticks` from each bar line; every second one comes late when `swing` (the share of a pair of steps
    that the first one takes) is over 0.5: 0.67 are triplets, 0.75 a dotted rhythm."""

    ticks: int
    swing: float = STRAIGHT

    def nearest(self, meter: MeterMap, tick: int) -> int:
        """The line nearest to `tick`; the later one when two are as near."""
        place = meter.position(tick)
        bar, bar_end = tick - place.tick, meter.bar_start(place.bar + 1)
        pair = bar + place.tick // (2 * self.ticks) * 2 * self.ticks
        late = pair + round(2 * self.ticks * min(max(self.swing, STRAIGHT), 0.95))
        lines = (min(line, bar_end) for line in (pair, late, pair + 2 * self.ticks))
        return min(lines, key=lambda line: (abs(line - tick), -line))


@dataclass(frozen=True, slots=True)
class Distance:
    """How far onsets are from a grid, in ticks: `offsets` one a note, early ones below 0."""

    offsets: tuple[int, ...] = ()

    @property
    def mean(self) -> float:
        """The mean of how far they are, whichever way."""
        return sum(map(abs, self.offsets)) / len(self.offsets) if self.offsets else 0.0

    @property
    def most(self) -> int:
        return max(map(abs, self.offsets), default=0)

    @property
    def on_it(self) -> int:
        """How many stand on a line."""
        return self.offsets.count(0)


def grid_distance(score: Score, track_id: int, ids: Iterable[int], grid: Grid) -> Distance:
    """Of the notes of `ids`; an empty one when the grid has no steps."""
    notes = chosen(score.track(track_id), ids) if grid.ticks > 0 else []
    return Distance(tuple(n.start_tick - grid.nearest(score.meter, n.start_tick) for n in notes))


def groove_notes(
    score: Score, track_id: int, ids: Iterable[int], grid: Grid, strength: float = 1.0, *, ends: bool = False
) -> Score:
    """Starts pulled towards the lines of `grid`: `strength` 0 leaves them, 1 puts them there. Lengths stay; with
    `ends` the ends are pulled, too, and no note becomes shorter than half a step."""
    if grid.ticks < 1:
        return score
    strength = min(max(strength, 0.0), 1.0)

    def pull(tick: int) -> int:
        return max(0, tick + round((grid.nearest(score.meter, tick) - tick) * strength))

    def change(note: Note) -> Note:
        start = pull(note.start_tick)
        if not ends:
            return replace(note, start_tick=start)
        least = min(note.duration_ticks, max(1, grid.ticks // 2))
        return replace(note, start_tick=start, duration_ticks=max(least, pull(note.end_tick) - start))

    return with_changed(score, track_id, ids, change)


def humanise_notes(score: Score, track_id: int, ids: Iterable[int], amount: float, seed: int) -> Score:
    """Onsets and velocities a little off, as a hand plays them: `amount` 1 is 30 ticks and 12 velocities (standard
    deviation). The same `seed` gives the same music; notes of one chord move apart, too."""
    if amount <= 0:
        return score
    dice = random.Random(seed)

    def change(note: Note) -> Note:
        start = max(0, note.start_tick + round(dice.gauss(0, _JITTER_TICKS * amount)))
        louder = round(dice.gauss(0, _JITTER_VELOCITY * amount))
        return replace(note, start_tick=start, velocity=min(127, max(1, note.velocity + louder)))

    return with_changed(score, track_id, ids, change)


def strum_notes(score: Score, track_id: int, ids: Iterable[int], ticks: int) -> Score:
    """The notes of each chord one after another, `ticks` apart: the lowest first, or with `ticks` below 0 the highest.
    Each chord begins where its first note began, and every note ends where it did."""
    notes = unlocked(score.track(track_id), ids)
    starts: dict[int, int] = {}
    for chord in chords_of(notes):
        first = min(n.start_tick for n in chord)
        ordered = sorted(chord, key=lambda n: n.pitch, reverse=ticks < 0)
        starts |= {n.id: first + place * abs(ticks) for place, n in enumerate(ordered)}

    def change(note: Note) -> Note:
        start = min(starts[note.id], note.end_tick - 1)
        return replace(note, start_tick=start, duration_ticks=note.end_tick - start)

    return with_each_changed(score, track_id, notes, change)


def strum_ticks(notes: Iterable[Note]) -> int:
    """How far apart the first chord of `notes` is struck now, below 0 from the top; 0 without a chord."""
    chord = next((c for c in chords_of(notes) if len(c) > 1), None)
    if chord is None:
        return 0
    low, high = min(chord, key=lambda n: n.pitch), max(chord, key=lambda n: n.pitch)
    return round((high.start_tick - low.start_tick) / (len(chord) - 1))


def chords_of(notes: Iterable[Note]) -> list[list[Note]]:
    """Notes that are struck together, or nearly so, in the order of time; `notes` are sorted by onset."""
    chords: list[list[Note]] = []
    for note in notes:
        if chords and note.start_tick - chords[-1][0].start_tick <= _TOGETHER:
            chords[-1].append(note)
        else:
            chords.append([note])
    return chords
