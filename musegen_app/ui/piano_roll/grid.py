"""Which vertical lines a view shows: bars, beats and grid steps, thinned so that they never crowd. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from musegen_app.score.time import MeterMap
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.transform import TimeAxis

_LEAST_STEP = 7.0  # pixels between two lines of one kind
_LEAST_BAR = 9.0
_LEAST_LABEL = 38.0
_NARROW = 320  # pixels
_LABEL = 64  # pixels that a label is long at most


@dataclass(frozen=True, slots=True)
class BarLine:
    """A bar line; `number` counts from 1 (a pickup is 0), `labelled` when there is room for it."""

    tick: int
    number: int
    labelled: bool


@dataclass(frozen=True, slots=True)
class GridLines:
    bars: list[BarLine] = field(default_factory=list)
    beats: list[int] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)


def around(axis: TimeAxis, meter: MeterMap, snap_name: str, left: int, right: int) -> GridLines:
    """All lines that are seen between these pixels, and those whose labels may reach into them. Of a narrow part
    some more: so the neighbour asks for the same ones, and the next picture of a view that moves along."""
    left, right = left - _LABEL, right + _LABEL
    if right - left < _NARROW:
        left, right = (left + axis.scroll) // _NARROW * _NARROW, -(-(right + axis.scroll) // _NARROW) * _NARROW
        axis = axis.scrolled(0)
    return lines(axis, meter, snap_name, right, left)


@lru_cache(maxsize=16)
def lines(axis: TimeAxis, meter: MeterMap, snap_name: str, right: float, left: float = 0) -> GridLines:
    """All lines from `left` to `right` (pixels). Every strip asks for them: the last answers are kept, so leave the
    lists as they are."""
    made = GridLines()
    first = max(0, int(axis.tick(left)))
    last = axis.tick(right)
    bar = meter.position(first).bar
    while (tick := meter.bar_start(bar)) <= last:
        bar_px = meter.at(tick).bar_ticks * axis.pixels_per_tick
        every, label = power_of_two(_LEAST_BAR / bar_px), power_of_two(_LEAST_LABEL / bar_px)
        if bar < 0 or bar % every == 0:
            made.bars.append(BarLine(tick, bar + 1, bar >= 0 and bar % label == 0))
        if every == 1:
            _inside(made, axis, meter, snap_name, tick, bar)
        bar = bar + 1 if bar < 0 or every == 1 else _next(meter, bar, every)
    return made


def _next(meter: MeterMap, bar: int, every: int) -> int:
    """The next bar that is a multiple of `every`, or the one where the metre changes before that: so the lines are
    the same ones wherever the view begins."""
    wanted = bar - bar % every + every
    return min([wanted, *(b for c in meter.changes[1:] if (b := meter.position(c.tick).bar) > bar)])


def power_of_two(at_least: float) -> int:
    """The least of 1, 2, 4, 8 … that is not below `at_least`."""
    power = 1
    while power < at_least:
        power *= 2
    return power


def _inside(made: GridLines, axis: TimeAxis, meter: MeterMap, snap_name: str, tick: int, bar: int) -> None:
    """Beats and steps of one bar. A pickup is counted backwards from its end."""
    change = meter.at(tick)
    end = meter.pickup_ticks if bar < 0 else meter.bar_start(bar + 1)
    origin = end - change.bar_ticks if bar < 0 else tick
    pulse = change.pulse_ticks
    step = 0 if snap_name in (snap.OFF, snap.BAR) else snap.step_ticks(snap_name, meter, tick)
    if pulse * axis.pixels_per_tick >= _LEAST_STEP:
        made.beats.extend(t for t in range(origin + pulse, end, pulse) if t > tick)
    if not step or step >= change.bar_ticks:
        return
    while step * axis.pixels_per_tick < _LEAST_STEP:
        step *= 2
    if step < pulse:
        made.steps.extend(t for t in range(origin + step, end, step) if t > tick and (t - origin) % pulse)
