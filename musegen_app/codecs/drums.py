"""The `drums` codec: bars of a drum part as cells that are hit or not, loud or not, and how exactly they were played.

A beat has six slots, sixteenths and triplets together: 0, 1/4, 1/3, 1/2, 2/3, 3/4; a bar of 4/4 has 24. A cell is a
slot of one of nine drums (the classes of Gillick et al. 2019, "Learning to Groove"). The *pattern* of a bar are 432
binary visibles: hit for each cell, then accent for each cell. Velocity and micro-timing of a hit are numbers beside it.
Bars of other metres use the slots that they have; what is longer than 4/4 is written as two or more bars.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musegen_app.score.model import Note
from musegen_app.score.time import TICKS_PER_QUARTER, MeterMap

Floats = NDArray[np.float32]
Bits = NDArray[np.bool_]

DRUMS = ("kick", "snare", "closed hi-hat", "open hi-hat", "low tom", "mid tom", "high tom", "crash", "ride")
GM_PITCHES = (36, 38, 42, 46, 43, 47, 50, 49, 51)  # what each class is written as
# General MIDI and the Roland TD-11 of the Groove set (its rims, edges and pedal count to their drum).
_CLASSES = (
    (35, 36),
    (37, 38, 39, 40),
    (22, 42, 44),
    (26, 46),
    (41, 43, 58),
    (45, 47),
    (48, 50),
    (49, 52, 55, 57),
    (51, 53, 59),
)
CLASS_OF = {pitch: drum for drum, pitches in enumerate(_CLASSES) for pitch in pitches}

SLOT_TICKS = (0, 240, 320, 480, 640, 720)  # of a beat
SLOTS_PER_BEAT, BEATS = len(SLOT_TICKS), 4
SLOTS = SLOTS_PER_BEAT * BEATS
CELLS = SLOTS * len(DRUMS)
VISIBLES = 2 * CELLS  # hits, then accents; within each slot by slot, drum by drum
LONGEST_BAR = BEATS * TICKS_PER_QUARTER
ACCENT = 90  # velocities from here on are accents
LARGEST_OFFSET = 120  # ticks from the slot: half a sixteenth
TICKS = tuple(TICKS_PER_QUARTER * beat + tick for beat in range(BEATS) for tick in SLOT_TICKS)


@dataclass(frozen=True, slots=True)
class DrumHit:
    """A hit: slot 0…23, drum 0…8, MIDI velocity, ticks before (−) or after the slot."""

    slot: int
    drum: int
    velocity: int
    offset: int

    @property
    def cell(self) -> int:
        return self.slot * len(DRUMS) + self.drum


@dataclass(frozen=True, slots=True)
class DrumBar:
    """A bar or a part of a long one: where it begins, how many ticks it lasts (up to `LONGEST_BAR`), its hits."""

    start_tick: int
    ticks: int
    hits: tuple[DrumHit, ...] = ()

    @property
    def slots(self) -> int:
        """How many slots begin in the bar."""
        return slots_in(self.ticks)

    def pattern(self) -> Bits:
        """The 432 visibles."""
        bits = np.zeros(VISIBLES, bool)
        for hit in self.hits:
            bits[hit.cell] = True
            bits[CELLS + hit.cell] = hit.velocity >= ACCENT
        return bits

    def open_visibles(self) -> Bits:
        """Which visibles the bar has at all."""
        one = np.arange(CELLS) < self.slots * len(DRUMS)
        return np.concatenate([one, one])


def slots_in(ticks: int) -> int:
    """Slots that begin within the first `ticks` of a bar."""
    return bisect_right(TICKS, ticks - 1)


def bars_between(meter: MeterMap, from_tick: int, to_tick: int) -> list[DrumBar]:
    """Empty bars from the one that holds `from_tick` to the one that ends at or after `to_tick`."""
    bars: list[DrumBar] = []
    number = meter.position(max(0, from_tick)).bar
    while (start := meter.bar_start(number)) < to_tick:
        bars += _parts(start, meter.bar_start(number + 1) - start)
        number += 1
    return [bar for bar in bars if bar.start_tick + bar.ticks > from_tick and bar.start_tick < to_tick]


def _parts(start: int, ticks: int) -> list[DrumBar]:
    """A bar as it is, or cut at quarters into as few bars as will do, the longer ones first."""
    count = -(-ticks // LONGEST_BAR)
    quarters = -(-ticks // TICKS_PER_QUARTER)
    parts: list[DrumBar] = []
    for i in range(count):
        share = -(-quarters // (count - i)) * TICKS_PER_QUARTER
        length = min(share, start + ticks - (parts[-1].start_tick + parts[-1].ticks if parts else start))
        begin = parts[-1].start_tick + parts[-1].ticks if parts else start
        parts.append(DrumBar(begin, length))
        quarters -= share // TICKS_PER_QUARTER
    return parts


def heard_in(bars: Sequence[DrumBar], notes: Iterable[Note]) -> tuple[list[DrumBar], dict[tuple[int, int], Note]]:
    """The bars with the hits of `notes` that fall into them, and the note of each (bar index, cell).

    A note goes to the nearest slot; of several in one cell the loudest is heard. What is no drum of the nine, or
    outside the bars, is not.
    """
    slots = [(bar.start_tick + TICKS[slot], i, slot) for i, bar in enumerate(bars) for slot in range(bar.slots)]
    ticks = [tick for tick, _, _ in slots]
    loudest: dict[tuple[int, int], Note] = {}
    for note in notes:
        drum = CLASS_OF.get(note.pitch)
        if drum is None or note.muted or not bars or note.start_tick >= bars[-1].start_tick + bars[-1].ticks:
            continue
        nearest = _nearest(ticks, note.start_tick)
        _, bar, slot = slots[nearest]
        if abs(ticks[nearest] - note.start_tick) >= TICKS_PER_QUARTER // 4:
            continue  # before the first bar, or in a gap
        key = (bar, slot * len(DRUMS) + drum)
        if key not in loudest or loudest[key].velocity < note.velocity:
            loudest[key] = note
    return [DrumBar(b.start_tick, b.ticks, _hits(b, i, loudest)) for i, b in enumerate(bars)], loudest


def _nearest(ticks: list[int], tick: int) -> int:
    after = bisect_right(ticks, tick)
    around = [i for i in (after - 1, after) if 0 <= i < len(ticks)]
    return min(around, key=lambda i: abs(ticks[i] - tick))


def _hits(bar: DrumBar, index: int, notes: dict[tuple[int, int], Note]) -> tuple[DrumHit, ...]:
    hits = []
    for cell in range(bar.slots * len(DRUMS)):
        note = notes.get((index, cell))
        if note is not None:
            slot, drum = divmod(cell, len(DRUMS))
            offset = note.start_tick - bar.start_tick - TICKS[slot]
            hits.append(DrumHit(slot, drum, note.velocity, max(-LARGEST_OFFSET, min(LARGEST_OFFSET, offset))))
    return tuple(hits)


def signature(styles: Sequence[str]) -> str:
    """Identifies grid, drums and styles: a net trained for others cannot be used."""
    return hashlib.sha256(repr((DRUMS, SLOT_TICKS, ACCENT, tuple(styles))).encode()).hexdigest()[:16]
