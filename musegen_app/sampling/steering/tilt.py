"""What the controls that lean, rather than forbid, have in common."""

from __future__ import annotations

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.control import LogProbs
from musegen_app.sampling.steering.moment import Choices, Meanings


def tilted(log_probs: LogProbs, nats: Meanings) -> LogProbs:
    """`nats` are added to the log-probabilities; NaN adds nothing. The result is not normalised."""
    return log_probs + np.where(np.isnan(nats), 0.0, nats)


def by_class(choices: Choices, classes: Meanings) -> Meanings:
    """What `classes` (12, or 13 with a value for what has none) say of each pitch of `choices`; else 0."""
    told: Meanings = np.append(classes, 0.0) if len(classes) == 12 else classes
    return told[choices.classes]


def left(unwanted: Meanings, value: float) -> Meanings:
    """Nats: where `unwanted` (0..1) is 1 the share 1 - `value` of a probability is left, none at all at 1."""
    with np.errstate(divide="ignore"):
        nats: Meanings = np.where(unwanted > 0, np.log1p(-value * np.minimum(unwanted, 1.0)), 0.0)
    return nats
