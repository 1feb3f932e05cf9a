"""Only notes of the key."""

from __future__ import annotations

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.control import Control, ControlGroup, LogProbs, weight
from musegen_app.sampling.steering.moment import Moment
from musegen_app.sampling.steering.tilt import by_class, without
from musegen_app.score.keys import Key, Mode

RAISED = {Mode.MINOR: frozenset({9, 11})}  # steps above the tonic that melodic minor has besides


def scale(key: Key) -> frozenset[int]:
    """Pitch classes of the key; minor with its raised sixth and seventh."""
    return key.pitch_classes | {(key.tonic + step) % 12 for step in RAISED.get(key.mode, ())}


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """Notes that are foreign to the key keep the share 1 - `value` of their probability."""
    if moment is None or moment.choices.pitch is None or moment.key is None:
        return log_probs
    foreign = np.ones(12)
    foreign[list(scale(moment.key))] = 0.0
    return without(log_probs, by_class(moment.choices.pitch, foreign), value)


CONTROL = Control(
    weight(
        "scale_lock",
        "scale",
        "Stay in the key",
        "Right: only notes of the key that the model hears. (Minor has its raised sixth and seventh.)",
        90,
        ControlGroup.HARMONY,
        ("free", "only the key"),
        main=True,
    ),
    bend,
)
