"""Finds the passage of a take that stands in a training piece. Inference worker, command line; numpy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from musegen_app.bundles.fingerprints import drum_bars
from musegen_app.bundles.originality import OriginalityIndex
from musegen_app.sampling.likeness import Nearest
from musegen_app.sampling.take import Take
from musegen_app.score.model import Note
from musegen_app.score.time import MeterMap

NOTHING = Nearest("", 0, (), 0, 0)
Placed = tuple[int, Note]  # a note and its place in the take


def nearest_passage(index: OriginalityIndex, take: Take, meter: MeterMap) -> Nearest:
    """The longest run of any part of `take`; `NOTHING` if there is none. Of drums, whole bars count."""
    found = [n for notes, drums in _parts(take) for n in _of_part(index, take, notes, drums, meter)]
    return max(found, key=lambda n: n.length, default=NOTHING)


def _parts(take: Take) -> Iterator[tuple[list[Placed], bool]]:
    numbers = take.part_numbers
    for number in sorted(set(numbers)):
        notes = [(i, n) for i, (n, of) in enumerate(zip(take.notes, numbers, strict=True)) if of == number]
        yield notes, number < len(take.parts) and take.parts[number].is_drums


def _of_part(
    index: OriginalityIndex, take: Take, notes: list[Placed], drums: bool, meter: MeterMap
) -> Iterator[Nearest]:
    if drums:
        yield from _bars(index, take, notes, meter)
        return
    for line in _outer_lines(notes):
        passage = index.nearest([(n.start_tick, n.pitch) for _, n in line])
        if passage is not None:
            shared = line[passage.start : passage.end]
            yield _nearest(passage.title, passage.end - passage.start, shared)


def _outer_lines(notes: list[Placed]) -> list[list[Placed]]:
    """The highest note of each onset; the lowest as well where they differ."""
    high: dict[int, Placed] = {}
    low: dict[int, Placed] = {}
    for placed in notes:
        tick, pitch = placed[1].start_tick, placed[1].pitch
        if tick not in high or pitch > high[tick][1].pitch:
            high[tick] = placed
        if tick not in low or pitch < low[tick][1].pitch:
            low[tick] = placed
    lines = [[line[tick] for tick in sorted(line)] for line in (high, low)]
    return lines[:1] if high == low else lines


def _bars(index: OriginalityIndex, take: Take, notes: list[Placed], meter: MeterMap) -> Iterator[Nearest]:
    bar = meter.at(take.start_tick).bar_ticks
    first = meter.bar_start(meter.position(take.start_tick).bar)
    for passage in index.drum_passages(drum_bars([(n.start_tick - first, n.pitch) for _, n in notes], bar))[:1]:
        begin, end = first + passage.start * bar, first + passage.end * bar
        shared = [(i, n) for i, n in notes if begin <= n.start_tick < end]
        yield Nearest(passage.title, passage.end - passage.start, tuple(i for i, _ in shared), begin, end, True)


def _nearest(title: str, length: int, shared: Sequence[Placed]) -> Nearest:
    begin, end = shared[0][1].start_tick, max(n.end_tick for _, n in shared)
    return Nearest(title, length, tuple(i for i, _ in shared), begin, end)
