"""How strong a place of the bar is, as musicians count it."""

from __future__ import annotations

import math

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.moment import Meanings, Moment

BAR_LINE, BEAT, HALF_BEAT = 1.0, 0.75, 0.4
NEAR = 1 / 24  # quarters: nearer than this is there


def weight_here(moment: Moment) -> float:
    """Weight 0..1 of the moment's place in the bar: 1 on the bar line, 0 between half beats (thirds of dotted ones)."""
    if _on(moment.place, moment.bar):
        return BAR_LINE
    if _on(moment.place, moment.beat):
        return BEAT
    return HALF_BEAT if _on(moment.place, moment.beat / (3 if is_compound(moment.beat) else 2)) else 0.0


def is_compound(beat: float) -> bool:
    """Does such a beat fall into three parts (a dotted one)?"""
    return math.log2(beat) % 1 > 0.01


def crosses_beat(moment: Moment, length: Meanings) -> Meanings:
    """1 where a note that begins off the beat is held over the next beat (a syncopation), else 0."""
    into = moment.place % moment.beat
    if into < NEAR or moment.beat - into < NEAR:
        return np.zeros_like(length)
    return (into + length > moment.beat + NEAR).astype(float)


def _on(place: float, unit: float) -> bool:
    return abs(place - unit * round(place / unit)) < NEAR
