"""How many notes sound at once."""

from __future__ import annotations

from musegen_app.sampling.steering.control import Control, ControlGroup, LogProbs, leaning
from musegen_app.sampling.steering.moment import Moment
from musegen_app.sampling.steering.tilt import tilted

VOICE = 1.0  # nats at ±1 for every note that sounds besides


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """Towards choices with which more notes sound at once, or fewer."""
    if moment is None or moment.choices.voices is None:
        return log_probs
    return tilted(log_probs, value * VOICE * (moment.choices.voices - 1.0))


CONTROL = Control(
    leaning(
        "polyphony",
        "polyphony",
        "Notes at once",
        "Left: few notes at once. Right: full chords.",
        47,
        ControlGroup.HARMONY,
        ("thin", "full"),
    ),
    bend,
    frozenset({"voices"}),
)
