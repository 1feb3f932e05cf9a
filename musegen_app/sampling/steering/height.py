"""Whether the music lies low or high."""

from __future__ import annotations

from musegen_app.sampling.steering.control import Control, ControlGroup, LogProbs, leaning
from musegen_app.sampling.steering.moment import Moment
from musegen_app.sampling.steering.tilt import tilted

SEMITONE = 0.15  # nats at ±1 for every semitone
MIDDLE = 66.0


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """Towards higher pitches, or lower ones: a leaning, not a limit."""
    if moment is None or moment.choices.pitch is None:
        return log_probs
    return tilted(log_probs, value * SEMITONE * (moment.choices.pitch - MIDDLE))


CONTROL = Control(
    leaning(
        "height",
        "height",
        "Height",
        "Left: the music lies lower. Right: higher. (For strict limits see lowest and highest note.)",
        46,
        ControlGroup.MELODY,
        ("low", "high"),
    ),
    bend,
    frozenset({"pitch"}),
)
