"""Arithmetic on the points of a steering lane: what lies outside a range stays as it is, tick by tick.

Points are (tick, value) with rising ticks, at most two on one tick (a step). Pure functions on tuples.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

SteeringPoint = tuple[int, float]
Points = tuple[SteeringPoint, ...]
_SAME = 1e-9  # values nearer to each other than this are one


def value_at(points: Sequence[SteeringPoint], tick: int) -> float | None:
    """The value at `tick`, that behind a step which stands there; None without points."""
    return _between(points, tick, bisect_right(points, tick, key=_tick))


def value_before(points: Sequence[SteeringPoint], tick: int) -> float | None:
    """The value that is reached at `tick`, before a step which stands there; None without points."""
    return _between(points, tick, bisect_left(points, tick, key=_tick))


def _between(points: Sequence[SteeringPoint], tick: int, after: int) -> float | None:
    """The value at `tick` on the line that ends in the point at the place `after`."""
    if not points:
        return None
    if after == 0:
        return points[0][1]
    if after == len(points):
        return points[-1][1]
    (low, first), (high, second) = points[after - 1], points[after]
    return first + (second - first) * (tick - low) / (high - low)


def tidy(points: Iterable[SteeringPoint]) -> Points:
    """Sorted, of each tick the first and the last, and these two only if they differ."""
    kept: list[SteeringPoint] = []
    for point in sorted(points, key=lambda p: p[0]):
        if len(kept) > 1 and kept[-1][0] == kept[-2][0] == point[0]:
            kept.pop()
        if not kept or kept[-1][0] != point[0] or abs(kept[-1][1] - point[1]) > _SAME:
            kept.append(point)
    return tuple(kept)


def spliced(points: Points, low: int, high: int, inner: Iterable[SteeringPoint]) -> Points:
    """`inner`, which lies in [low, high], in place of what was there. Outside nothing changes where there are points on
    that side; where there are none, the first (last) value of `inner` holds from the beginning (to the end)."""
    before = [p for p in points if p[0] < low]
    after = [p for p in points if p[0] > high]
    first, last = value_before(points, low), value_at(points, high)
    held = [(low, first)] if before and first is not None else []
    goes_on = [(high, last)] if after and last is not None else []
    return _without_needless(tidy([*before, *held, *inner, *goes_on, *after]), {low, high})


def opened(points: Points, at: int, ticks: int) -> Points:
    """`ticks` more time at `at`: the value that was reached there holds in it, later points come later."""
    reached = value_before(points, at)
    if reached is None:
        return points
    before = [p for p in points if p[0] < at]
    after = [(tick + ticks, value) for tick, value in points if tick >= at]
    return _without_needless(tidy([*before, (at, reached), (at + ticks, reached), *after]), {at, at + ticks})


def closed(points: Points, low: int, high: int) -> Points:
    """Without the time [low, high): what comes later moves there, and what is in force at `high` is so at `low`."""
    reached, goes_on = value_before(points, low), value_at(points, high)
    if reached is None or goes_on is None:
        return points
    before = [p for p in points if p[0] < low]
    after = [(tick - (high - low), value) for tick, value in points if tick > high]
    held = [(low, reached)] if low else []
    return _without_needless(tidy([*before, *held, (low, goes_on), *after]), {low})


def inside(points: Points, low: int, high: int) -> Points:
    """What [low, high] says, with a point on either end."""
    first, last = value_at(points, low), value_before(points, high)
    if first is None or last is None or low >= high:
        return ()
    between = points[bisect_right(points, low, key=_tick) : bisect_left(points, high, key=_tick)]
    return ((low, first), *between, (high, last))


def thinned(points: Sequence[SteeringPoint], error: float) -> Points:
    """As few of `points` as keep the line within `error` of each of them (Ramer, Douglas and Peucker, measured along
    the values); the ends stay."""
    if len(points) < 3:
        return tuple(points)
    (low, first), (high, last) = points[0], points[-1]
    slope = (last - first) / (high - low) if high > low else 0.0
    far, place = max((abs(value - first - slope * (tick - low)), i) for i, (tick, value) in enumerate(points))
    if far <= error or not 0 < place < len(points) - 1:
        return (points[0], points[-1])
    return (*thinned(points[: place + 1], error)[:-1], *thinned(points[place:], error))


def _tick(point: SteeringPoint) -> int:
    return point[0]


def _without_needless(points: Points, ticks: set[int]) -> Points:
    """Without the points on `ticks` that say nothing new."""
    kept = list(points)
    for tick in sorted(ticks):
        for point in [p for p in kept if p[0] == tick]:
            place = kept.index(point)
            if _is_needless(kept, place):
                del kept[place]
    return tuple(kept)


def _is_needless(points: list[SteeringPoint], place: int) -> bool:
    before = points[place - 1] if place else None
    after = points[place + 1] if place + 1 < len(points) else None
    if before is None or after is None:
        neighbour = before or after
        return neighbour is not None and neighbour[0] != points[place][0] and _alike(neighbour, points[place])
    if before[0] == points[place][0] or after[0] == points[place][0]:
        return False
    (low, first), (high, second) = before, after
    tick, value = points[place]
    return abs(first + (second - first) * (tick - low) / (high - low) - value) <= _SAME


def _alike(one: SteeringPoint, other: SteeringPoint) -> bool:
    return abs(one[1] - other[1]) <= _SAME
