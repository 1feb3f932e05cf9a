"""The highest usual note."""

from __future__ import annotations

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.control import Control, LogProbs, limit
from musegen_app.sampling.steering.moment import Moment
from musegen_app.sampling.steering.tilt import tilted

SEMITONE = 0.7  # nats for every semitone above


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """The further above `value`, the less likely."""
    if moment is None or moment.choices.pitch is None:
        return log_probs
    return tilted(log_probs, -SEMITONE * np.maximum(0.0, moment.choices.pitch - value))


CONTROL = Control(
    limit(
        "loose_high",
        "usually to",
        "Highest usual note",
        "Notes above this one become unlikely, the more the further away.",
        75,
        127.0,
    ),
    bend,
    frozenset({"pitch"}),
)
