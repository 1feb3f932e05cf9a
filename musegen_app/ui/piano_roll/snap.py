"""The grid that notes hold on to: bars, halves down to sixty-fourths, triplets, or nothing.

Positions are counted from the bar line, so pickups and changes of metre are right. Pure arithmetic on ticks.
"""

from __future__ import annotations

from musegen_app.score.time import TICKS_PER_QUARTER, MeterMap

BAR = "bar"
OFF = "off"
DEFAULT = "1/16"
FINE_TICKS = 10
_WHOLE = TICKS_PER_QUARTER * 4

# Names in the order of a menu; the value is the step in ticks (0: decided by the metre, or no grid at all).
SNAPS: dict[str, int] = {
    BAR: 0,
    "1/2": _WHOLE // 2,
    "1/4": _WHOLE // 4,
    "1/8": _WHOLE // 8,
    "1/16": _WHOLE // 16,
    "1/32": _WHOLE // 32,
    "1/64": _WHOLE // 64,
    "1/4T": _WHOLE // 6,
    "1/8T": _WHOLE // 12,
    "1/16T": _WHOLE // 24,
    OFF: 0,
}


def step_ticks(name: str, meter: MeterMap, tick: float) -> int:
    """The grid step at `tick`: at least 1. Raises KeyError for an unknown name."""
    if name == BAR:
        return meter.at(int(tick)).bar_ticks
    return max(1, SNAPS[name])


def note_ticks(name: str, meter: MeterMap, tick: float) -> int:
    """How long a new note is, and how far a key press moves one: the step, or a sixteenth when there is no grid."""
    return SNAPS[DEFAULT] if name == OFF else step_ticks(name, meter, tick)


def floor_tick(name: str, meter: MeterMap, tick: float) -> int:
    """The last grid line at or before `tick`, not before 0."""
    whole = max(0, int(tick))
    if name == OFF:
        return whole
    inside = meter.position(whole).tick % step_ticks(name, meter, whole)
    return max(0, whole - inside)


def nearest_tick(name: str, meter: MeterMap, tick: float) -> int:
    """The grid line nearest to `tick`; the later one when both are as near."""
    before = floor_tick(name, meter, tick)
    if name == OFF:
        return max(0, round(tick))
    after = ceil_tick(name, meter, before + 1)
    return after if after - tick <= tick - before else before


def ceil_tick(name: str, meter: MeterMap, tick: float) -> int:
    """The first grid line at or after `tick`."""
    before = floor_tick(name, meter, tick)
    if name == OFF or before >= tick:
        return before
    here = meter.position(before)
    in_bar = before + step_ticks(name, meter, before)
    return max(before + 1, min(in_bar, _bar_end(meter, here.bar)))


def _bar_end(meter: MeterMap, bar: int) -> int:
    return meter.pickup_ticks if bar < 0 else meter.bar_start(bar + 1)


def snapped_delta(name: str, meter: MeterMap, anchor_tick: int, delta: float) -> int:
    """How far to move a thing at `anchor_tick` that was pulled `delta` ticks.

    It lands on a grid line, or as far beside one as it was before (a groove survives), whichever is nearer.
    """
    if name == OFF:
        return round(max(-anchor_tick, delta))
    step = step_ticks(name, meter, anchor_tick)
    keeping = round(delta / step) * step
    landing = nearest_tick(name, meter, anchor_tick + delta) - anchor_tick
    best = keeping if abs(keeping - delta) <= abs(landing - delta) else landing
    return max(-anchor_tick, best)


def finer(name: str) -> str:
    """The next finer step of the same kind; itself at the end of the row."""
    return _neighbour(name, 1)


def coarser(name: str) -> str:
    """The next coarser step of the same kind; itself at the end of the row."""
    return _neighbour(name, -1)


def toggled_triplet(name: str) -> str:
    """`1/8` becomes `1/8T` and back; a step without a twin becomes the nearest that has one."""
    if name.endswith("T"):
        return name[:-1]
    twin = f"{name}T"
    return twin if twin in SNAPS else "1/8T"


def is_triplet(name: str) -> bool:
    return name.endswith("T")


def _neighbour(name: str, step: int) -> str:
    if name == OFF:
        return DEFAULT
    row = [n for n in SNAPS if n != OFF and is_triplet(n) == is_triplet(name)]
    return row[min(len(row) - 1, max(0, row.index(name) + step))]
