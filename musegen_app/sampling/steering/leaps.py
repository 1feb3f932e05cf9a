"""Whether a melody goes by step or leaps."""

from __future__ import annotations

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.control import Control, ControlGroup, LogProbs, leaning
from musegen_app.sampling.steering.moment import Moment
from musegen_app.sampling.steering.tilt import tilted

SEMITONE = 0.3  # nats at ±1 for every semitone of an interval
WIDEST = 12  # semitones from which an interval counts as no wider
STAYING = 2.5  # a repeated note is neither step nor leap: it counts as so many semitones


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """Towards wide intervals from the note before, or away from them."""
    if moment is None or moment.choices.pitch is None or not moment.line:
        return log_probs
    interval = np.abs(moment.choices.pitch - moment.line[-1].pitch)
    width = np.where(interval == 0, STAYING, np.minimum(interval, WIDEST))
    return tilted(log_probs, value * SEMITONE * width)


CONTROL = Control(
    leaning(
        "leaps",
        "leaps",
        "Steps or leaps",
        "Left: the melody goes by step. Right: it leaps.",
        45,
        ControlGroup.MELODY,
        ("steps", "leaps"),
        main=True,
    ),
    bend,
    frozenset({"pitch"}),
)
