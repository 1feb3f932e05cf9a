"""How many notes there are."""

from __future__ import annotations

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.control import Control, ControlGroup, LogProbs, leaning
from musegen_app.sampling.steering.moment import Moment
from musegen_app.sampling.steering.tilt import tilted

STRIKE = 1.2  # nats at ±1 for a note that begins against none
HALVED = 1.1  # for a wait half as long
USUAL = 0.5  # quarters; a wait that is neither favoured nor not
SHORTEST = 1 / 6  # shorter ones count as this: a stream of ornaments is no denser music


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """Towards choices that let a note begin, and soon. A chord (no wait at all) counts as the shortest wait."""
    choices = moment.choices if moment else None
    if choices is not None and choices.strikes is not None:
        log_probs = tilted(log_probs, value * STRIKE * choices.strikes)
    if choices is not None and choices.wait is not None:
        log_probs = tilted(log_probs, -value * HALVED * np.log2(np.maximum(choices.wait, SHORTEST) / USUAL))
    return log_probs


CONTROL = Control(
    leaning(
        "density",
        "density",
        "Density",
        "Left: few notes, with room between them. Right: many.",
        41,
        ControlGroup.RHYTHM,
        ("sparse", "busy"),
        main=True,
    ),
    bend,
    frozenset({"strikes", "wait"}),
)
