"""How loud notes are."""

from __future__ import annotations

from musegen_app.sampling.steering.control import Control, ControlGroup, LogProbs, leaning
from musegen_app.sampling.steering.moment import Moment
from musegen_app.sampling.steering.tilt import tilted

STEP = 0.1  # nats at ±1 for every step of MIDI velocity
MIDDLE = 72.0


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """Towards loud notes, or soft ones."""
    if moment is None or moment.choices.velocity is None:
        return log_probs
    return tilted(log_probs, value * STEP * (moment.choices.velocity - MIDDLE))


CONTROL = Control(
    leaning(
        "dynamics",
        "dynamics",
        "Dynamics",
        "Left: soft. Right: loud. (For models that play with touch.)",
        48,
        ControlGroup.SOUND,
        ("soft", "loud"),
    ),
    bend,
    frozenset({"velocity"}),
)
