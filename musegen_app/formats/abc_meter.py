"""The metre map of an ABC voice as heard: metre fields, the pickup, and bars that are shorter or longer."""

from __future__ import annotations

from itertools import pairwise

from musegen_app.formats.abc_elements import Tune
from musegen_app.formats.abc_fields import parse_meter
from musegen_app.formats.abc_timing import Timed
from musegen_app.score.time import TICKS_PER_QUARTER, MeterChange, MeterMap


def meter_changes(tune: Tune, voice: Timed) -> list[tuple[int, int, int]]:
    """(tick, numerator, denominator) of every written change of metre as heard, the first at tick 0."""
    header = [parse_meter(text) for text in tune.fields.get("M", [])]
    start = next((m for m in reversed(header) if m is not None), (4, 4))
    changes = {0: start}
    for tick, numerator, denominator in voice.meters:
        changes[tick] = (numerator, denominator)
    kept: list[tuple[int, int, int]] = []
    for tick in sorted(changes):
        if not kept or kept[-1][1:] != changes[tick]:
            kept.append((tick, *changes[tick]))
    return kept


def meter_map(tune: Tune, voice: Timed) -> MeterMap:
    """The map in which every written bar line is a bar line.

    A short bar that the next one completes (a pickup at a repeat) stays one bar; any other odd bar gets a metre
    of its own. Odd lengths that no metre up to 1/32 can write are left alone.
    """
    written, pickup = _opening([MeterChange(*change) for change in meter_changes(tune, voice)], voice)
    meters = MeterMap(tuple(written))
    odd_bars = _odd_bars(voice, meters, pickup)
    if odd_bars and odd_bars[0][0] == pickup:  # no pickup, but the first of several odd bars
        odd_bars, pickup = [(0, pickup), *odd_bars] if pickup else odd_bars, 0
    changes = {change.tick: change for change in written}
    for start, end in odd_bars:
        back = meters.at(end)
        odd = _meter_of(start, end - start)
        if odd is not None:
            changes[start] = odd
            changes.setdefault(end, MeterChange(end, back.numerator, back.denominator))
    return MeterMap(tuple(_different([changes[tick] for tick in sorted(changes)])), pickup)


def _opening(written: list[MeterChange], voice: Timed) -> tuple[list[MeterChange], int]:
    """The changes and the pickup. The metre that holds after the pickup holds from tick 0."""
    pickup = next((bar for bar in voice.bars if bar > 0), 0)
    first = [change for change in written if change.tick <= pickup][-1]
    if pickup == 0 or pickup >= first.bar_ticks:
        return written, 0
    rest = [change for change in written if change.tick > pickup]
    return [MeterChange(0, first.numerator, first.denominator), *rest], pickup


def _odd_bars(voice: Timed, meters: MeterMap, pickup: int) -> list[tuple[int, int]]:
    """Bars whose length is not a multiple of their metre's, complements of pickups put together."""
    lines = sorted({pickup, *(bar for bar in voice.bars if bar >= pickup)})
    odd: list[tuple[int, int]] = []
    open_from: int | None = None
    for start, end in pairwise(lines):
        begun = start if open_from is None else open_from
        bar = meters.at(begun).bar_ticks
        if (end - begun) % bar == 0 or (open_from is not None and (end - start) % bar == 0):
            if (end - begun) % bar and open_from is not None:
                odd.append((open_from, start))
            open_from = None
        elif open_from is None and end - start < bar and meters.at(end).bar_ticks == bar:
            open_from = start
        else:
            odd += [(open_from, start)] if open_from is not None else []
            odd.append((start, end))
            open_from = None
    return odd


def _meter_of(tick: int, length: int) -> MeterChange | None:
    for denominator in (4, 8, 16, 32):
        beat = 4 * TICKS_PER_QUARTER // denominator
        if length % beat == 0 and 1 <= length // beat <= 64:
            return MeterChange(tick, length // beat, denominator)
    return None


def _different(changes: list[MeterChange]) -> list[MeterChange]:
    """Without changes to the metre that holds already."""
    kept: list[MeterChange] = []
    for change in changes:
        if not kept or (change.numerator, change.denominator) != (kept[-1].numerator, kept[-1].denominator):
            kept.append(change)
    return kept
