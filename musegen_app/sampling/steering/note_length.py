"""How long notes last."""

from __future__ import annotations

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.control import Control, ControlGroup, LogProbs, leaning
from musegen_app.sampling.steering.moment import Moment
from musegen_app.sampling.steering.tilt import tilted

DOUBLED = 1.0  # nats at ±1 for a note twice as long
USUAL = 0.5  # quarters
SHORTEST, LONGEST = 1 / 8, 4.0  # quarters beyond which it makes no difference


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """Towards long notes, or short ones."""
    if moment is None or moment.choices.length is None:
        return log_probs
    length = np.clip(moment.choices.length, SHORTEST, LONGEST)
    return tilted(log_probs, value * DOUBLED * np.log2(length / USUAL))


CONTROL = Control(
    leaning(
        "note_length",
        "note length",
        "Note length",
        "Left: short notes. Right: long ones.",
        42,
        ControlGroup.RHYTHM,
        ("short", "long"),
    ),
    bend,
    frozenset({"length"}),
)
