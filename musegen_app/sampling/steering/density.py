"""How many notes there are."""

from __future__ import annotations

import numpy as np

from musegen_app.sampling.steering.control import Control, ControlGroup, ControlSpec, LogProbs
from musegen_app.sampling.steering.moment import Moment
from musegen_app.sampling.steering.tilt import tilted

STRIKE = 1.5  # nats at ±1 for a note that begins against none
HALVED = 1.5  # for a wait half as long
USUAL = 0.5  # quarters; a wait that is neither favoured nor not


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """Towards choices that let a note begin, and soon."""
    choices = moment.choices if moment else None
    if choices is None:
        return log_probs
    if choices.strikes is not None:
        log_probs = tilted(log_probs, value * STRIKE * choices.strikes)
    if choices.wait is not None:
        log_probs = tilted(log_probs, -value * HALVED * np.log2(np.maximum(choices.wait, 1 / 48) / USUAL))
    return log_probs


CONTROL = Control(
    ControlSpec(
        name="density",
        word="density",
        label="Density",
        tooltip="Left: few notes, with room between them. Right: many.",
        minimum=-1.0,
        maximum=1.0,
        step=0.05,
        neutral=0.0,
        default=0.0,
        priority=41,
        group=ControlGroup.RHYTHM,
        low="sparse",
        high="busy",
        main=True,
    ),
    bend,
)
