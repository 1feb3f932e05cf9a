"""Only notes of the chord where it counts."""

from __future__ import annotations

from functools import lru_cache

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.control import Control, ControlGroup, LogProbs, weight
from musegen_app.sampling.steering.moment import Meanings, Moment
from musegen_app.sampling.steering.places import weight_here
from musegen_app.sampling.steering.tilt import by_class, left

STRONG = 0.75  # metrical weight from which a place is strong: any beat
ELSEWHERE = 0.6  # how much of the wish counts between the beats


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """Notes that are not in the chord keep the share 1 - `value` of their probability on beats (and where they last a
    beat), more between them."""
    if moment is None or moment.choices.pitch is None or not moment.chord:
        return log_probs
    counts = weight_here(moment) >= STRONG or moment.length >= moment.beat
    return log_probs + by_class(moment.choices, _nats(moment.chord, value if counts else value * ELSEWHERE))


@lru_cache(maxsize=256)
def _nats(chord: frozenset[int], value: float) -> Meanings:
    outside = np.ones(12)
    outside[list(chord)] = 0.0
    return np.append(left(outside, value), 0.0)


CONTROL = Control(
    weight(
        "chord_adherence",
        "chords",
        "Follow the chords",
        "Right: on the beats only notes of the chord track. (Where none is written, those the model thinks of.)",
        80,
        ControlGroup.HARMONY,
        ("free", "strict"),
    ),
    bend,
    frozenset({"pitch"}),
)
