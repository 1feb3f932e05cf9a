"""Edits of the lanes that steer the nets over time: pure functions `Score -> Score`.

`control` names the lane; one that has no point left is gone. Points are named by their places in the lane. Ticks are
held within the song's limits, values are the caller's business (a lane may name a control of another version). If
nothing changes, the very same score comes back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from musegen_app.score.model import Score
from musegen_app.score.note_edits import MAX_TICK
from musegen_app.score.steering_lane import SteeringLane
from musegen_app.score.steering_points import Points, SteeringPoint, closed, inside, opened, spliced, thinned, tidy


def steering_points(score: Score, control: str) -> Points:
    """The points of that lane, () if there is none."""
    return next((lane.points for lane in score.steering if lane.control == control), ())


def set_steering_points(score: Score, control: str, points: Iterable[SteeringPoint]) -> Score:
    """The lane of `control` with these points and no others."""
    after = tidy((_held(tick), value) for tick, value in points)
    if after == steering_points(score, control):
        return score
    lane = SteeringLane(control, after)
    known = any(held.control == control for held in score.steering)
    lanes = [lane if held.control == control else held for held in score.steering] + ([] if known else [lane])
    return replace(score, steering=tuple(held for held in lanes if held.points))


def draw_steering(score: Score, control: str, stroke: Sequence[SteeringPoint], error: float = 0.0) -> Score:
    """A stroke of the pencil in order of time, joined by straight lines; points that change its line by no more than
    `error` are left out. What is drawn before and behind the stroke stays as it is."""
    if not stroke:
        return score
    points = [(_held(tick), value) for tick, value in stroke]
    low, high = points[0][0], points[-1][0]
    if low == high:
        return add_steering_point(score, control, *points[-1])
    return set_steering_points(
        score, control, spliced(steering_points(score, control), low, high, thinned(points, error))
    )


def add_steering_point(score: Score, control: str, tick: int, value: float) -> Score:
    """One point, in place of what stands on its tick; the lines to its neighbours follow."""
    others = [p for p in steering_points(score, control) if p[0] != tick]
    return set_steering_points(score, control, [*others, (tick, value)])


def move_steering_points(
    score: Score, control: str, places: Collection[int], d_tick: int, d_value: float, low: float, high: float
) -> Score:
    """The points at `places` moved together, no farther than to the neighbours that stay, and no value beyond
    `low` … `high`."""
    points = steering_points(score, control)
    chosen = [i for i in sorted(set(places)) if 0 <= i < len(points)]
    if not chosen:
        return score
    d_tick = _free(points, chosen, d_tick)
    moved = list(points)
    for i in chosen:
        tick, value = points[i]
        moved[i] = (tick + d_tick, min(high, max(low, value + d_value)))
    return set_steering_points(score, control, moved)


def remove_steering_points(score: Score, control: str, places: Collection[int]) -> Score:
    """Without the points at `places`; without the last one the lane is gone."""
    points = steering_points(score, control)
    return set_steering_points(score, control, [p for i, p in enumerate(points) if i not in places])


def remove_steering(score: Score, control: str) -> Score:
    """Without the lane of `control`."""
    return set_steering_points(score, control, ())


# --- time put in and cut out ---------------------------------------------------------------------------------------


def steering_opened(lanes: tuple[SteeringLane, ...], at: int, ticks: int) -> tuple[SteeringLane, ...]:
    """With `ticks` more time at `at`."""
    return tuple(replace(lane, points=opened(lane.points, at, ticks)) for lane in lanes)


def steering_closed(lanes: tuple[SteeringLane, ...], low: int, high: int) -> tuple[SteeringLane, ...]:
    """Without the time [low, high)."""
    return tuple(replace(lane, points=closed(lane.points, low, high)) for lane in lanes)


def steering_copied(
    lanes: tuple[SteeringLane, ...], low: int, high: int, before: tuple[SteeringLane, ...]
) -> tuple[SteeringLane, ...]:
    """`lanes` have free time behind [low, high): there it is as `before` was in [low, high)."""
    length = high - low
    found = {lane.control: inside(lane.points, low, high) for lane in before}

    def again(lane: SteeringLane) -> SteeringLane:
        copy = [(tick + length, value) for tick, value in found.get(lane.control, ())]
        return replace(lane, points=spliced(lane.points, high, high + length, copy)) if copy else lane

    return tuple(again(lane) for lane in lanes)


def _held(tick: int) -> int:
    return min(max(tick, 0), MAX_TICK)


def _free(points: Points, chosen: list[int], d_tick: int) -> int:
    """As much of `d_tick` as the neighbours that stay leave room for, and the song's limits."""
    stays = set(range(len(points))) - set(chosen)
    low, high = -points[chosen[0]][0], MAX_TICK - points[chosen[-1]][0]
    for i in chosen:
        if i - 1 in stays:
            low = max(low, points[i - 1][0] - points[i][0])
        if i + 1 in stays:
            high = min(high, points[i + 1][0] - points[i][0])
    return min(max(d_tick, low), high)
