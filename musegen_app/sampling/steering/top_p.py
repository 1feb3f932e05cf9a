"""How many unlikely choices stay allowed."""

from __future__ import annotations

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.control import Control, ControlSpec, LogProbs, normalised
from musegen_app.sampling.steering.moment import Moment


def keep_likeliest(log_probs: LogProbs, share: float, moment: Moment | None = None) -> LogProbs:
    """Only the likeliest values that together hold `share` of the probability, never fewer than one.

    Equal values are ordered by their index, so that the result does not depend on a sort's moods.
    """
    if share >= 1.0:
        return log_probs
    order = (-log_probs).argsort(kind="stable")
    mass = np.exp(normalised(log_probs)[order]).cumsum()
    kept = order[: int(mass.searchsorted(share)) + 1]
    bent = np.full_like(log_probs, -np.inf)
    bent[kept] = log_probs[kept]
    return bent


CONTROL = Control(
    ControlSpec(
        name="top_p",
        word="top-p",
        label="Wild notes allowed",
        tooltip="Low: only the best choices. 1: even the most unlikely note may come. "
        "(Nucleus sampling, top-p: the likeliest values that together hold this share of the probability.)",
        minimum=0.05,
        maximum=1.0,
        step=0.01,
        neutral=1.0,
        default=0.95,
        priority=10,
        fields=frozenset({"kind", "duration", "pitch"}),
    ),
    keep_likeliest,
)
