"""All controls on one field, never leaving it without a possible value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from musegen_app.base.errors import BundleError
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.steering.catalog import BENDING
from musegen_app.sampling.steering.control import Control, LogProbs, normalised
from musegen_app.sampling.steering.moment import Moment

Wishes = tuple[tuple[Control, float], ...]
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

    If no value would be left, those controls relax that forbid anything, one after another, lowest priority first.
    Impossible values of the net itself (hard masks: -inf) stay impossible; if the net leaves none at all, every value
    is equal. Raises BundleError where the net gives something that is no number.
    """
    highest = log_probs.max()
    if highest != highest:
        raise BundleError(NO_NUMBERS)
    if highest == -np.inf:
        return Steered(normalised(np.zeros_like(log_probs)))
    now = None
    if steering.lanes and moment is not None:
        now = moment()
        steering = steering.at(now.tick)
    wishes = _standing if controls is BENDING else partial(_wishes, tuple(controls))
    active = wishes(field, steering, moment is not None)
    if now is None and moment is not None and any(not c.spec.fields for c, _ in active):
        now = moment()
    return _relaxed(log_probs, active, now)


def _wishes(controls: tuple[Control, ...], field: str, steering: Steering, has_moment: bool) -> Wishes:
    """The controls that act on `field` and are not at rest, with their values."""
    found = ((c, c.spec.clamp(float(getattr(steering, c.spec.name)))) for c in controls if _acts(c, field, has_moment))
    return tuple((c, value) for c, value in found if value != c.spec.neutral)


@lru_cache(maxsize=512)
def _standing(field: str, steering: Steering, has_moment: bool) -> Wishes:
    """`_wishes` of the catalog; most draws of a take ask the same."""
    return _wishes(BENDING, field, steering, has_moment)


def _acts(control: Control, field: str, has_moment: bool) -> bool:
    return field in control.spec.fields or (has_moment and not control.spec.fields)


def _relaxed(log_probs: LogProbs, active: Wishes, moment: Moment | None) -> Steered:
    bent = _bent(log_probs, active, moment)
    if bent is not None:
        return Steered(bent)
    strict = sorted((w for w in active if _forbids(log_probs, w, moment)), key=_priority)
    gone: Wishes = ()
    while bent is None and len(gone) < len(strict):
        gone = (*gone, strict[len(gone)])
        bent = _bent(log_probs, _but(active, gone), moment)
    for wish in reversed(gone[:-1]):  # what went in vain comes back
        fewer = _but(gone, (wish,))
        again = _bent(log_probs, _but(active, fewer), moment)
        gone, bent = (gone, bent) if again is None else (fewer, again)
    return Steered(log_probs if bent is None else bent, tuple(w[0].spec.label for w in gone))


def _but(wishes: Wishes, others: Wishes) -> Wishes:
    return tuple(w for w in wishes if not any(w is other for other in others))


def _bent(log_probs: LogProbs, active: Wishes, moment: Moment | None) -> LogProbs | None:
    """What the controls make of it together; None if they leave nothing."""
    for control, value in active:
        log_probs = control.bend(log_probs, value, moment)
        highest = log_probs.max()
        if highest != highest:
            log_probs = np.where(np.isnan(log_probs), -np.inf, log_probs)
            highest = log_probs.max()
        if highest == -np.inf:
            return None
    return log_probs


def _forbids(log_probs: LogProbs, wish: tuple[Control, float], moment: Moment | None) -> bool:
    """Does the control, by itself, make anything impossible?"""
    bent = wish[0].bend(log_probs, wish[1], moment)
    return bool(np.isfinite(bent).sum() < np.isfinite(log_probs).sum())


def _priority(wish: tuple[Control, float]) -> int:
    return wish[0].spec.priority
