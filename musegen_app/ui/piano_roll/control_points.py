"""The points of one lane as they are drawn and touched: kept while the track's controls stay the same."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right

from musegen_app.score.control_values import Point, points_of, resting
from musegen_app.score.controls import ControlName
from musegen_app.score.model import ControlEvent, Track


class ControlPoints:
    """Points in order of time. Immutable."""

    def __init__(self, points: tuple[Point, ...] = (), before: int = 0) -> None:
        self.points = points
        self.ticks = [tick for tick, _ in points]
        self.values = [value for _, value in points]
        self.before = before  # in force until the first point

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
    """The points of one control, made anew when the track's controls are others."""

    def __init__(self, name: ControlName) -> None:
        self._name = name
        self._for: tuple[tuple[ControlEvent, ...], int] | None = None
        self._made = ControlPoints()

    def of(self, track: Track | None) -> ControlPoints:
        """The points of `track`; none without one."""
        if track is None:
            return ControlPoints()
        before = resting(track, self._name)
        if self._for is None or self._for[0] is not track.controls or self._for[1] != before:
            self._for = (track.controls, before)
            self._made = ControlPoints(points_of(track.controls, self._name), before)
        return self._made
