"""How strongly a control steers the nets, drawn over time: a lane of the song, as tempo and controllers are."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SteeringLane:
    """`control` is the name of a steering control, `points` are (tick, value) with rising ticks.

    Between two points the value goes straight from one to the other; before the first and after the last it stays.
    Two points may share a tick: a step. A lane without points says nothing.
    """

    control: str
    points: tuple[tuple[int, float], ...] = ()

    def at(self, tick: int) -> float | None:
        """The value at `tick`; None for an empty lane."""
        points = self.points
        if not points:
            return None
        after = bisect_right(points, tick, key=lambda point: point[0])
        if after == 0:
            return points[0][1]
        low, first = points[after - 1]
        if after == len(points):
            return first
        high, second = points[after]
        return first + (second - first) * (tick - low) / (high - low)
