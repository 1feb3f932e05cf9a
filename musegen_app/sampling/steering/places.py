"""How strong a place of the bar is, as musicians count it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.moment import Meanings, Moment

if TYPE_CHECKING:
    import numpy.typing as npt

BAR_LINE, BEAT, HALF_BEAT = 1.0, 0.75, 0.4
NEAR = 1 / 24  # quarters: nearer than this is there


def metrical_weight(moment: Moment, later: Meanings) -> Meanings:
    """Weight 0..1 of the places `later` quarters after the moment: 1 on the bar line, 0 between half beats."""
    place = moment.place + later
    half = moment.beat / (3 if is_compound(moment.beat) else 2)
    weights: Meanings = np.where(
        _on(place, moment.bar),
        BAR_LINE,
        np.where(_on(place, moment.beat), BEAT, np.where(_on(place, half), HALF_BEAT, 0.0)),
    )
    return weights


def weight_here(moment: Moment) -> float:
    """The weight of the moment's own place."""
    return float(metrical_weight(moment, np.zeros(1))[0])


def is_compound(beat: float) -> bool:
    """Does such a beat fall into three parts (a dotted one)?"""
    return bool(np.log2(beat) % 1 > 0.01)


def crosses_beat(moment: Moment, length: Meanings) -> Meanings:
    """1 where a note that begins off the beat is held over the next beat (a syncopation), else 0."""
    into = moment.place % moment.beat
    if into < NEAR or moment.beat - into < NEAR:
        return np.zeros_like(length)
    return (into + length > moment.beat + NEAR).astype(float)


def _on(place: Meanings, unit: float) -> npt.NDArray[np.bool_]:
    there: npt.NDArray[np.bool_] = np.abs(place - unit * np.round(place / unit)) < NEAR
    return there
