"""No fifths and octaves in parallel: a rule of part-writing."""

from __future__ import annotations

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.control import Control, ControlGroup, LogProbs, weight
from musegen_app.sampling.steering.moment import Meanings, Moment
from musegen_app.sampling.steering.tilt import tilted

PARALLEL = 5.0  # nats at 1 against a pitch that makes one
PERFECT = (0, 7)  # semitones of octave and fifth, octaves left out


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """Away from pitches that move in parallel fifths or octaves with a part that is decided already."""
    if moment is None or moment.choices.pitch is None or not moment.line or not moment.others:
        return log_probs
    return tilted(log_probs, -value * PARALLEL * parallels(moment, moment.choices.pitch))


def parallels(moment: Moment, pitch: Meanings) -> Meanings:
    """With how many other parts each pitch makes one."""
    own, count = moment.line[-1].pitch, np.zeros_like(pitch)
    for before, now in moment.others:
        if before != now and (apart := abs(own - before) % 12) in PERFECT:
            count += (np.abs(pitch - now) % 12 == apart) & (pitch != own)
    return count


CONTROL = Control(
    weight(
        "avoid_parallels",
        "parallels",
        "Avoid parallels",
        "Right: no fifths and octaves in parallel between voices. (A rule of part-writing.)",
        72,
        ControlGroup.RULES,
        ("free", "strict"),
    ),
    bend,
    frozenset({"pitch"}),
)
