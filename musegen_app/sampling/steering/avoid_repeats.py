"""Not the same pitch again and again."""

from __future__ import annotations

from musegen_app.sampling.steering.control import Control, ControlGroup, LogProbs, weight
from musegen_app.sampling.steering.moment import Moment
from musegen_app.sampling.steering.tilt import tilted

REPEAT = 4.0  # nats at 1 against the pitch that sounded last
MORE = 1.0  # more for every time that it has come already
MOST = 4


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """Away from the last pitch; the longer it has been repeated, the more."""
    if moment is None or moment.choices.pitch is None or not moment.line:
        return log_probs
    last, tail = moment.line[-1].pitch, moment.line[-MOST:]
    run = next((i for i, note in enumerate(reversed(tail)) if note.pitch != last), len(tail))
    return tilted(log_probs, -value * (REPEAT + MORE * (run - 1)) * (moment.choices.pitch == last))


CONTROL = Control(
    weight(
        "avoid_repeats",
        "no repeats",
        "Avoid repeated notes",
        "Right: hardly ever the same note twice in a row.",
        73,
        ControlGroup.RULES,
        ("free", "strict"),
    ),
    bend,
    frozenset({"pitch"}),
)
