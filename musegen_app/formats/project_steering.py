"""The steering lanes of a song <-> their JSON: [control, [[tick, value], …]] for each lane.

A lane of a control that this version does not know is kept: the song may have been made with a later one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from musegen_app.score.steering_lane import SteeringLane
from musegen_app.score.steering_points import SteeringPoint, tidy

_FAR = 2**31 - 1


def steering_json(lanes: Iterable[SteeringLane]) -> list[object]:
    return [[lane.control, [[tick, value] for tick, value in lane.points]] for lane in lanes]


def steering_from(rows: Iterable[list[object]]) -> tuple[SteeringLane, ...]:
    """The lanes of `steering_json`. Raises ValueError, TypeError."""
    lanes = [_lane(*row) for row in rows]
    if len({lane.control for lane in lanes}) != len(lanes):
        raise ValueError("two lanes of one control")
    return tuple(lane for lane in lanes if lane.points)


def with_steering(data: dict[str, object]) -> dict[str, object]:
    """A song of version 3, in which nothing was drawn for the nets."""
    return {"steering": []} | data


def _lane(control: object, points: object) -> SteeringLane:
    if not isinstance(control, str) or not isinstance(points, list):
        raise TypeError("a steering lane is not one")
    return SteeringLane(control, tidy(_point(*row) for row in points))


def _point(tick: object, value: object) -> SteeringPoint:
    if type(tick) is not int or not 0 <= tick <= _FAR:
        raise ValueError(f"{str(tick)[:40]} is no place in a song")
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
        raise ValueError(f"{str(value)[:40]} is no value of a control")
    return tick, float(value)
