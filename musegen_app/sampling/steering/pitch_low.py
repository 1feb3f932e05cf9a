"""The lowest note that is possible."""

from __future__ import annotations

import numpy as np

from musegen_app.sampling.steering.control import PITCH, Control, ControlGroup, ControlSpec, LogProbs
from musegen_app.sampling.steering.moment import Moment


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """Pitches below `value` become impossible."""
    if moment is None or moment.choices.pitch is None:
        return log_probs
    return np.where(moment.choices.pitch < value, -np.inf, log_probs)


CONTROL = Control(
    ControlSpec(
        name="pitch_low",
        word="lowest",
        label="Lowest note",
        tooltip="No note below this one is written.",
        minimum=0.0,
        maximum=127.0,
        step=1.0,
        neutral=0.0,
        default=0.0,
        priority=98,
        group=ControlGroup.MELODY,
        low="any",
        unit=PITCH,
    ),
    bend,
)
