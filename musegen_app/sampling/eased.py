"""How strongly the controls that lean are heard by a codec.

They are measured out in nats a choice for the melody net, which makes two or three choices a note. Where a net makes
more of them, or surer ones, the same nats move more: its wishes are eased, so that the ends of a slider stay music.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from musegen_app.sampling.messages import Steering
from musegen_app.score.steering_lane import SteeringLane

Factors = tuple[tuple[str, float], ...]
POP: Factors = (
    ("density", 0.4),
    ("note_length", 0.3),
    ("leaps", 0.6),
    ("polyphony", 0.3),
    ("dynamics", 0.6),
    ("height", 0.3),
)
PERF: Factors = (
    ("density", 0.5),
    ("note_length", 0.4),
    ("polyphony", 0.4),
    ("dynamics", 0.6),
    ("height", 0.3),
)
SATB16: Factors = (("leaps", 0.7),)


@lru_cache(maxsize=256)
def eased(steering: Steering, factors: Factors) -> Steering:
    """The same wishes, those named by so much weaker, drawn ones too. What is at rest (0) stays there."""
    by_name = dict(factors)
    values = {name: getattr(steering, name) * factor for name, factor in factors}
    lanes = tuple(_eased(lane, by_name.get(lane.control, 1.0)) for lane in steering.lanes)
    return replace(steering, lanes=lanes, **values)


def _eased(lane: SteeringLane, factor: float) -> SteeringLane:
    return replace(lane, points=tuple((tick, value * factor) for tick, value in lane.points))
