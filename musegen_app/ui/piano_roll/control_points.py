"""The points of one lane as they are drawn and touched: kept while the track's controls stay the same."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from operator import attrgetter

from musegen_app.score.control_values import Point, points_of, resting
from musegen_app.score.controls import ControlName
from musegen_app.score.model import ControlEvent, Track

Controls = tuple[ControlEvent, ...]
_tick = attrgetter("tick")


class ControlPoints:
    """Points in order of time. Immutable."""

    def __init__(self, ticks: list[int], values: list[int], before: int = 0) -> None:
        self.ticks = ticks
        self.values = values
        self.before = before  # in force until the first point
        self.columns: object = None  # what draws very many keeps here

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(zip(self.ticks, self.values, strict=True))

    def some(self, first: int, last: int) -> Iterator[Point]:
        """The points at the places [first, last)."""
        return zip(self.ticks[first:last], self.values[first:last], strict=True)

    def span(self, from_tick: float, to_tick: float) -> tuple[int, int]:
        """Places [first, last) of the points in [from_tick, to_tick)."""
        return bisect_left(self.ticks, from_tick), bisect_left(self.ticks, to_tick)

    def place_before(self, tick: float) -> int:
        """The place of the point that is in force at `tick`; -1 before the first."""
        return bisect_right(self.ticks, tick) - 1

    def at(self, tick: float) -> int:
        """The value in force at `tick`."""
        place = self.place_before(tick)
        return self.values[place] if place >= 0 else self.before

    def room(self, place: int) -> float:
        """Ticks from the point at `place` to the nearer of its neighbours; without one as far as you like."""
        before = self.ticks[place] - self.ticks[place - 1] if place else math.inf
        after = self.ticks[place + 1] - self.ticks[place] if place + 1 < len(self.ticks) else math.inf
        return min(before, after)


class PointCache:
    """The points of one control. When the track's controls are others, only what is new between their ends is read."""

    def __init__(self, name: ControlName) -> None:
        self._name = name
        self._controls: Controls = ()
        self._made = ControlPoints([], [])

    def follow(self, other: PointCache) -> None:
        """Begin with what `other` knows: a drag changes a little of it."""
        self._controls, self._made = other._controls, other._made

    def knows(self, track: Track) -> bool:
        """Whether it was asked about this very state of a track last."""
        return self._controls is track.controls

    def of(self, track: Track | None) -> ControlPoints:
        """The points of `track`; none without one."""
        if track is None:
            return ControlPoints([], [])
        before = resting(track, self._name)
        if self._controls is not track.controls:
            self._made = self._updated(track.controls, before)
            self._controls = track.controls
        elif self._made.before != before:
            self._made = ControlPoints(self._made.ticks, self._made.values, before)
        return self._made

    def _updated(self, controls: Controls, before: int) -> ControlPoints:
        old, made = self._controls, self._made
        first = _same(old, controls, lambda events, a, b: events[a:b])
        rest = (old[first:], controls[first:])
        last = _same(*rest, lambda events, a, b: events[len(events) - b : len(events) - a])
        changed = [part[: len(part) - last] for part in rest]
        differing = [c.tick for part in changed for c in (*part[:1], *part[-1:])]
        low, high = min(differing, default=0), max(differing, default=-1)
        new = points_of(
            controls[bisect_left(controls, low, key=_tick) : bisect_right(controls, high, key=_tick)], self._name
        )
        kept, more = made.span(low, high + 1)
        ticks = [*made.ticks[:kept], *(tick for tick, _ in new), *made.ticks[more:]]
        return ControlPoints(ticks, [*made.values[:kept], *(value for _, value in new), *made.values[more:]], before)


def _same(some: Controls, others: Controls, part: Callable[[Controls, int, int], Controls]) -> int:
    """How many events are the same, counted by `part` from one end: compared in large pieces, which is quick."""
    low, high = 0, min(len(some), len(others))
    while low < high:
        middle = (low + high + 1) // 2
        if part(some, low, middle) == part(others, low, middle):
            low = middle
        else:
            high = middle - 1
    return low
