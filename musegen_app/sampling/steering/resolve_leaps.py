"""After a leap a step back: a rule of melody."""

from __future__ import annotations

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.control import Control, ControlGroup, LogProbs, weight
from musegen_app.sampling.steering.moment import Moment
from musegen_app.sampling.steering.tilt import tilted

LEAP = 5  # semitones from which an interval is a leap: a fourth
STEP = 2
RESOLUTION = 3.0  # nats at 1 for a step back
SAME_WAY = 2.0  # against another leap the same way


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """After a leap: towards a step in the other direction, away from going on."""
    if moment is None or moment.choices.pitch is None or len(moment.line) < 2:
        return log_probs
    here = moment.line[-1].pitch
    leap = here - moment.line[-2].pitch
    if abs(leap) < LEAP:
        return log_probs
    back = (here - moment.choices.pitch) * np.sign(leap)
    return tilted(log_probs, value * (RESOLUTION * ((back > 0) & (back <= STEP)) - SAME_WAY * (back < 0)))


CONTROL = Control(
    weight(
        "resolve_leaps",
        "resolve leaps",
        "Resolve leaps",
        "Right: after a leap the melody steps back. (A rule of counterpoint.)",
        71,
        ControlGroup.RULES,
        ("free", "strict"),
    ),
    bend,
    frozenset({"pitch"}),
)
