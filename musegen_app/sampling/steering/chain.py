"""All controls on one field, never leaving it without a possible value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from musegen_app.base.errors import BundleError
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.steering.catalog import BENDING
from musegen_app.sampling.steering.control import Control, LogProbs, normalised
from musegen_app.sampling.steering.moment import Moment

_NOTHING = frozenset({"nothing"})  # of what choices mean: there is no moment
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
    offers: frozenset[str] | None = None,
) -> Steered:
    """Bend one field's `log_probs` by every control that acts on it. `moment` is called once, if one of them needs it.
    `offers` names all that its `Choices` could tell, where that is known: controls that need something else are not
    asked.

    If no value would be left, those controls relax that forbid anything, one after another, lowest priority first.
    Impossible values of the net itself (hard masks: -inf) stay impossible; if the net leaves none at all, every value
    is equal. Raises BundleError where the net gives something that is no number.
    """
    highest = np.maximum.reduce(log_probs)
    if highest != highest:
        raise BundleError(NO_NUMBERS)
    if highest == -np.inf:
        return Steered(normalised(np.zeros_like(log_probs)))
    now = None
    if steering.lanes and moment is not None:
        now = moment()
        steering = steering.at(now.tick)
    active, asks = _wishes(tuple(controls), field, steering, _NOTHING if moment is None else offers)
    if now is None and moment is not None and asks:
        now = moment()
    return _relaxed(log_probs, active, now)


@lru_cache(maxsize=512)
def _wishes(
    controls: tuple[Control, ...], field: str, steering: Steering, offers: frozenset[str] | None
) -> tuple[Wishes, bool]:
    """The controls that act on `field` and are not at rest, with their values, and whether one of them has to know what
    the choices mean; most draws of a take ask the same. `offers` None: they may tell anything."""
    found = ((c, c.spec.clamp(float(getattr(steering, c.spec.name)))) for c in controls if _acts(c, field, offers))
    wishes = tuple((c, value) for c, value in found if value != c.spec.neutral)
    return wishes, any(not c.spec.fields for c, _ in wishes)


def _acts(control: Control, field: str, offers: frozenset[str] | None) -> bool:
    if control.spec.fields:
        return field in control.spec.fields
    return offers is None or (offers is not _NOTHING and not control.needs) or bool(control.needs & offers)


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
        before, log_probs = log_probs, control.bend(log_probs, value, moment)
        if log_probs is before:
            continue
        highest = np.maximum.reduce(log_probs)
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
