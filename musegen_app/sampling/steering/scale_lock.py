"""Only notes of the key."""

from __future__ import annotations

from functools import lru_cache

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.control import Control, ControlGroup, LogProbs, weight
from musegen_app.sampling.steering.moment import Meanings, Moment
from musegen_app.sampling.steering.tilt import by_class, left
from musegen_app.score.keys import Key, Mode

RAISED = {Mode.MINOR: frozenset({9, 11})}  # steps above the tonic that melodic minor has besides


def scale(key: Key) -> frozenset[int]:
    """Pitch classes of the key; minor with its raised sixth and seventh."""
    return key.pitch_classes | {(key.tonic + step) % 12 for step in RAISED.get(key.mode, ())}


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """Notes that are foreign to the key keep the share 1 - `value` of their probability."""
    if moment is None or moment.choices.pitch is None or moment.key is None:
        return log_probs
    return log_probs + by_class(moment.choices, _nats(moment.key, value))


@lru_cache(maxsize=64)
def _nats(key: Key, value: float) -> Meanings:
    foreign = np.ones(12)
    foreign[list(scale(key))] = 0.0
    return np.append(left(foreign, value), 0.0)


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
    frozenset({"pitch"}),
)
