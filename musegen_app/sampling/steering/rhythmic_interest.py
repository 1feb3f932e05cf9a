"""Whether the rhythm runs evenly or surprises."""

from __future__ import annotations

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.control import Control, ControlGroup, LogProbs, leaning
from musegen_app.sampling.steering.moment import Moment
from musegen_app.sampling.steering.places import NEAR, crosses_beat, weight_here
from musegen_app.sampling.steering.tilt import tilted

CHANGE = 1.0  # nats at ±1 for another time between two notes than the last one
SYNCOPATION = 1.5  # for a note off the beat that is held over it
OFF_BEAT = 1.0  # for a note that begins off the beat, against one on the bar line


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """Towards syncopations and changes of pace, or an even flow on the beats."""
    choices = moment.choices if moment else None
    if moment is None or choices is None:
        return log_probs
    if choices.strikes is not None:
        log_probs = tilted(log_probs, value * OFF_BEAT * choices.strikes * (0.5 - weight_here(moment)))
    if choices.wait is not None:
        log_probs = tilted(log_probs, value * SYNCOPATION * crosses_beat(moment, choices.wait))
        if moment.line and (gap := moment.time - moment.line[-1].start) > NEAR:
            log_probs = tilted(log_probs, value * CHANGE * (np.abs(choices.wait - gap) > NEAR).astype(float))
    return log_probs


CONTROL = Control(
    leaning(
        "rhythmic_interest",
        "interest",
        "Rhythmic interest",
        "Left: an even flow on the beats. Right: syncopations and changes of pace.",
        43,
        ControlGroup.RHYTHM,
        ("even", "syncopated"),
    ),
    bend,
    frozenset({"strikes", "wait"}),
)
