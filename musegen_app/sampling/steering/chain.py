"""All controls on one field, never leaving it without a possible value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from musegen_app.base.errors import BundleError
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.steering.catalog import BENDING
from musegen_app.sampling.steering.control import Control, LogProbs, normalised
from musegen_app.sampling.steering.moment import Moment

NO_NUMBERS = "The model is damaged: it answers with something that is no number."


@dataclass(frozen=True, slots=True)
class Steered:
    """Log-probabilities to draw from (not always normalised), and the labels of controls that had to give way."""

    log_probs: LogProbs
    gave_way: tuple[str, ...] = ()


def steer(
    field: str,
    log_probs: LogProbs,
    steering: Steering,
    moment: Callable[[], Moment] | None = None,
    controls: Sequence[Control] = BENDING,
) -> Steered:
    """Bend one field's `log_probs` by every control that acts on it. `moment` is called once, if one of them needs it.

    If no value would be left, the controls relax one after another, lowest priority first. Impossible values of
    the net itself (hard masks: -inf) stay impossible; if the net leaves none at all, every value is equal. Raises
    BundleError where the net gives something that is no number.
    """
    if np.isnan(log_probs).any():
        raise BundleError(NO_NUMBERS)
    if not np.isfinite(log_probs).any():
        return Steered(normalised(np.zeros_like(log_probs)))
    now = None
    if steering.lanes and moment is not None:
        now = moment()
        steering = steering.at(now.tick)
    active = [c for c in controls if _acts(c, field, moment is not None) and _value(c, steering) != c.spec.neutral]
    if now is None and moment is not None and any(not c.spec.fields for c in active):
        now = moment()
    return _relaxed(log_probs, steering, active, now)


def _relaxed(log_probs: LogProbs, steering: Steering, active: list[Control], moment: Moment | None) -> Steered:
    gave_way: list[str] = []
    while True:
        bent = log_probs
        for c in active:
            bent = _bent(c, bent, steering, moment)
            if not np.isfinite(bent).any():
                break
        else:
            return Steered(bent, tuple(gave_way))
        weakest = min(active, key=lambda c: c.spec.priority)
        active.remove(weakest)
        gave_way.append(weakest.spec.label)


def _acts(control: Control, field: str, has_moment: bool) -> bool:
    return field in control.spec.fields or (has_moment and not control.spec.fields)


def _value(control: Control, steering: Steering) -> float:
    return control.spec.clamp(float(getattr(steering, control.spec.name)))


def _bent(control: Control, log_probs: LogProbs, steering: Steering, moment: Moment | None) -> LogProbs:
    bent = control.bend(log_probs, _value(control, steering), moment)
    return np.where(np.isnan(bent), -np.inf, bent) if np.isnan(bent).any() else bent
