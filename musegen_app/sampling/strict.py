"""The controls that forbid pitches, for choices made before the pitch: nothing is begun that could find none."""

from __future__ import annotations

from collections.abc import Callable

from musegen_app.sampling.messages import Steering
from musegen_app.sampling.steering.catalog import control
from musegen_app.sampling.steering.chain import steer
from musegen_app.sampling.steering.control import LogProbs
from musegen_app.sampling.steering.moment import Moment

NAMES = ("pitch_low", "pitch_high", "scale_lock", "chord_adherence")
_CONTROLS = tuple(control(name) for name in NAMES)
_RANGE = _CONTROLS[:2]
RANGE = frozenset(c.spec.label for c in _RANGE)

OFFERED = frozenset({"pitch"})


def is_strict(steering: Steering) -> bool:
    """May one of them be in force somewhere?"""
    return any(getattr(steering, c.spec.name) != c.spec.neutral for c in _CONTROLS) or any(
        lane.control in NAMES for lane in steering.lanes
    )


def leaves_any(log_probs: LogProbs, steering: Steering, moment: Callable[[], Moment]) -> bool:
    """Is any of these pitches possible under all of them?"""
    return not steer("pitch", log_probs, steering, moment, _CONTROLS, OFFERED).gave_way


def in_range(log_probs: LogProbs, steering: Steering, moment: Callable[[], Moment]) -> bool:
    """Is any of them possible under the strict range alone?"""
    return not steer("pitch", log_probs, steering, moment, _RANGE, OFFERED).gave_way
