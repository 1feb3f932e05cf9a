"""The lowest note that is possible."""

from __future__ import annotations

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.control import Control, LogProbs, limit
from musegen_app.sampling.steering.moment import Moment


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """Pitches below `value` become impossible."""
    if moment is None or moment.choices.pitch is None:
        return log_probs
    return np.where(moment.choices.pitch < value, -np.inf, log_probs)


CONTROL = Control(
    limit("pitch_low", "lowest", "Lowest note", "No note below this one is written.", 98, 0.0, True),
    bend,
    frozenset({"pitch"}),
)
