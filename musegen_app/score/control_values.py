"""The values of one control in the course of time: what may be said, what is in force, and what is heard of a line.

A control is named by kind and number (`controls.ControlName`); a point is (tick, value) and holds until the next one.
Pure functions.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from musegen_app.score.controls import ControlName, name_of
from musegen_app.score.model import ControlEvent, ControlKind, Track
from musegen_app.score.time import TempoMap

Point = tuple[int, int]
PEDALS = range(64, 70)
SUSTAIN = 64
DOWN = 64  # a pedal from this value on is down
_HEARD_SECONDS = 0.005  # changes that follow each other faster are heard as one
_CENTRED = {8: 64, 10: 64}  # balance and pan
_AT_FULL = (11,)  # expression


def limits(name: ControlName) -> tuple[int, int]:
    """The lowest and the highest value."""
    return (-8192, 8191) if name[0] is ControlKind.BEND else (0, 127)


def is_pedal(name: ControlName) -> bool:
    """Controllers that are only up or down."""
    return name[0] is ControlKind.CONTROL and name[1] in PEDALS


def resting(track: Track, name: ControlName) -> int:
    """What is in force before the first event: the mix and the instrument of the track, or the synth's own state."""
    kind, number = name
    if kind is ControlKind.PROGRAM:
        return track.program
    if kind is not ControlKind.CONTROL:
        return 0
    mix = {7: track.volume, 10: track.pan, 91: track.reverb, 93: track.chorus}
    return mix.get(number, 127 if number in _AT_FULL else _CENTRED.get(number, 0))


def used(controls: Iterable[ControlEvent]) -> Counter[ControlName]:
    """How many events there are of each control."""
    return Counter(name_of(c) for c in controls)


def points_of(controls: Iterable[ControlEvent], name: ControlName) -> tuple[Point, ...]:
    """In order, one a tick: of several on one tick the last is what counts."""
    kind, number = name
    return tuple({c.tick: c.value for c in controls if c.kind is kind and c.number == number}.items())


def value_at(points: Sequence[Point], tick: int, before: int) -> int:
    """What is in force at `tick`; `before` where nothing has come yet."""
    place = bisect_right(points, tick, key=lambda p: p[0])
    return points[place - 1][1] if place else before


def down_spans(points: Iterable[Point], before: int = 0) -> list[tuple[int, int | None]]:
    """From where to where a pedal is down; None: to the end of the song."""
    spans: list[tuple[int, int | None]] = []
    since = 0 if before >= DOWN else None
    for tick, value in points:
        if value >= DOWN and since is None:
            since = tick
        elif value < DOWN and since is not None:
            spans.append((since, tick))
            since = None
    return spans if since is None else [*spans, (since, None)]


def heard_ticks(tempo: TempoMap, tick: int) -> int:
    """How far apart two changes must be at `tick` to be heard as two: 5 ms, at least 1 tick."""
    return max(1, tempo.tick(tempo.seconds(tick) + _HEARD_SECONDS) - tick)


def thinned(stroke: Sequence[Point], tempo: TempoMap) -> list[Point]:
    """Straight lines from point to point as the fewest steps that sound the same: one in 5 ms at most, and only
    where the value changes. The last value is reached at its tick at the latest. `stroke` is in order of time."""
    if not stroke:
        return []
    kept = [stroke[0]]
    for tick, value in _samples(stroke, tempo):
        if value != kept[-1][1]:
            kept.append((tick, value))
    return kept if stroke[-1][1] == kept[-1][1] else [*kept, stroke[-1]]


def eased(first: Point, last: Point, tempo: TempoMap) -> list[Point]:
    """A curve from `first` to `last` that begins slowly and ends fast (a quadratic), as points for `thinned`."""
    span = last[0] - first[0]
    ticks = sorted({*range(first[0], last[0], max(heard_ticks(tempo, first[0]), span // 256, 1)), last[0]})
    rise = last[1] - first[1]
    return [(t, first[1] + round(rise * ((t - first[0]) / span) ** 2)) for t in ticks] if span else [last]


def _samples(stroke: Sequence[Point], tempo: TempoMap) -> Iterator[Point]:
    """The lines looked at every 5 ms, until 5 ms before the last point."""
    step = heard_ticks(tempo, stroke[0][0])
    tick, place = stroke[0][0] + step, 1
    while tick + step <= stroke[-1][0]:
        while stroke[place][0] <= tick:
            place += 1
        yield tick, between(stroke[place - 1], stroke[place], tick)
        step = heard_ticks(tempo, tick)
        tick += step


def between(first: Point, last: Point, tick: int) -> int:
    """The value at `tick` of the straight line that joins two points."""
    span = last[0] - first[0]
    return last[1] if span == 0 else first[1] + round((last[1] - first[1]) * (tick - first[0]) / span)
