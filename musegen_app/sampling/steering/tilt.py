"""What the controls that lean, rather than forbid, have in common."""

from __future__ import annotations

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.control import LogProbs
from musegen_app.sampling.steering.moment import Meanings


def tilted(log_probs: LogProbs, nats: Meanings) -> LogProbs:
    """`nats` are added to the log-probabilities; NaN adds nothing. The result is not normalised."""
    return log_probs + np.where(np.isnan(nats), 0.0, nats)


def by_class(pitch: Meanings, classes: Meanings) -> Meanings:
    """What the twelve `classes` say of each pitch, 0 where there is none."""
    there = pitch == pitch
    found: Meanings = np.where(there, classes[np.where(there, pitch, 0.0).astype(np.int64) % 12], 0.0)
    return found


def without(log_probs: LogProbs, unwanted: Meanings, value: float) -> LogProbs:
    """Values for which `unwanted` (0..1) is 1 keep the share 1 - `value` of their probability: none at all at 1."""
    with np.errstate(divide="ignore"):
        return log_probs + np.where(unwanted > 0, np.log1p(-value * np.minimum(unwanted, 1.0)), 0.0)
