"""The lanes of the song that steer the nets, as a request carries them. Pure functions."""

from __future__ import annotations

from dataclasses import fields, replace

from musegen_app.sampling.messages import Steering
from musegen_app.score.model import Score
from musegen_app.score.steering_points import Points, value_at

_KNOWN = frozenset(field.name for field in fields(Steering)) - {"lanes"}


def with_lanes(steering: Steering, score: Score) -> Steering:
    """`steering` with the lanes of the song; those of controls that this version does not know stay in the song."""
    lanes = tuple(lane for lane in score.steering if lane.control in _KNOWN and lane.points)
    return steering if lanes == steering.lanes else replace(steering, lanes=lanes)


def differs_from(before: Score, after: Score, tick: int) -> bool:
    """Do the lanes of these two songs say something different at or after `tick`?"""
    return before.steering is not after.steering and _said(before, tick) != _said(after, tick)


def _said(score: Score, tick: int) -> dict[str, Points]:
    """What each lane says from `tick` on."""
    said = {}
    for lane in score.steering:
        now = value_at(lane.points, tick)
        if now is not None:
            said[lane.control] = ((tick, now), *(p for p in lane.points if p[0] > tick))
    return said
