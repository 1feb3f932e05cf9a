"""The lowest usual note."""

from __future__ import annotations

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.control import Control, LogProbs, limit
from musegen_app.sampling.steering.moment import Moment
from musegen_app.sampling.steering.tilt import tilted

SEMITONE = 0.7  # nats for every semitone below


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """The further below `value`, the less likely."""
    if moment is None or moment.choices.pitch is None:
        return log_probs
    return tilted(log_probs, -SEMITONE * np.maximum(0.0, value - moment.choices.pitch))


CONTROL = Control(
    limit(
        "loose_low",
        "usually from",
        "Lowest usual note",
        "Notes below this one become unlikely, the more the further away.",
        74,
        0.0,
    ),
    bend,
    frozenset({"pitch"}),
)
