"""Whether motifs come again."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.control import Control, ControlGroup, LogProbs, leaning
from musegen_app.sampling.steering.moment import Meanings, Moment
from musegen_app.sampling.steering.places import NEAR
from musegen_app.sampling.steering.tilt import tilted

BARS = (1, 2, 4, 8)  # ago
PITCH = 1.7  # nats at ±1 for a pitch that stood there, against others
RHYTHM = 1.7  # for the time to the next note that there was
ONSET = 1.0  # for a note where one began


class Echo(NamedTuple):
    """What stood at this place some bars ago: did a note begin there, how soon came the next (NaN: none yet)."""

    begins: bool
    pitch: int
    wait: float


def echoes(moment: Moment) -> list[Echo]:
    """For each of `BARS` that the line reaches back to."""
    line = moment.line
    places = (moment.time - bars * moment.bar for bars in BARS)
    return [_echo(moment, place) for place in places if line and line[0].start <= place + NEAR]


def _echo(moment: Moment, place: float) -> Echo:
    i = bisect_left(moment.line, (place - NEAR,))
    begins = i < len(moment.line) and moment.line[i].start <= place + NEAR
    after = i + 1 if begins else i
    wait = moment.line[after].start - place if after < len(moment.line) else float("nan")
    return Echo(begins, moment.line[i].pitch if begins else -1, wait)


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """Towards the pitches and the rhythm that stood 1, 2, 4 or 8 bars before, or away from them."""
    if moment is None or not (found := echoes(moment)):
        return log_probs
    choices = moment.choices
    if choices.pitch is not None:
        stood = [e.pitch for e in found if e.begins]
        log_probs = tilted(log_probs, value * PITCH * _among(choices.pitch, stood))
    if choices.wait is not None:
        log_probs = tilted(log_probs, value * RHYTHM * _among(choices.wait, [e.wait for e in found]))
    if choices.strikes is not None:
        usual = sum(1.0 if e.begins else -1.0 for e in found) / len(found)
        log_probs = tilted(log_probs, value * ONSET * usual * choices.strikes)
    return log_probs


def _among(meanings: Meanings, wanted: list[float] | list[int]) -> Meanings:
    """1 for those that are one of `wanted`."""
    if not wanted:
        return np.zeros_like(meanings)
    near: Meanings = np.abs(meanings[:, None] - np.array(wanted, float)) < NEAR
    return near.any(axis=1).astype(float)


CONTROL = Control(
    leaning(
        "repetition",
        "repetition",
        "Repetition",
        "Left: always something new. Right: motifs of 1, 2, 4 and 8 bars ago come again.",
        50,
        ControlGroup.FORM,
        ("new", "motifs return"),
    ),
    bend,
    frozenset({"pitch", "wait", "strikes"}),
)
