"""Where new notes may lie when the controls of pitch have spoken: the seed's register is only a guess at the wish."""

from __future__ import annotations

from musegen_app.codecs.lead import FIELDS, PITCH, PITCH_LOW
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.plan import NARROWEST_REGISTER
from musegen_app.sampling.seed import MEAN_PITCH

HIGHER = 9  # semitones that a full wish for height reaches beyond the register
FAR = 8  # semitones that the middle of a range lies from there before the net writes in another octave
SLACK = 7  # that notes may lie beyond a loose limit
_TOP = FIELDS[PITCH].size - 1
LOWEST, HIGHEST = 0.0, 127.0  # MIDI pitches that are no limits


def wished_register(usual: tuple[int, int], steering: Steering, anchor: int) -> tuple[int, int]:
    """Lowest and highest pitch value: `usual`, moved by the wish for height, or the range that was set."""
    first, last = _limits(steering)
    low = usual[0] + round(HIGHER * min(0.0, steering.height))
    high = usual[1] + round(HIGHER * max(0.0, steering.height))
    if first > LOWEST:
        low = round(first) - anchor - PITCH_LOW
        high = max(high, low + NARROWEST_REGISTER)
    if last < HIGHEST:
        high = round(last) - anchor - PITCH_LOW
        low = low if first > LOWEST else min(low, high - NARROWEST_REGISTER)
    low, high = max(0, low), min(_TOP, high)
    return (low, high) if low <= high else usual


def wished_octave(usual: int, steering: Steering) -> int:
    """Octaves above where the nets are at home for music from nothing: those of the range, if one was set."""
    first, last = _limits(steering)
    if first > last or (first, last) == (LOWEST, HIGHEST):
        return usual
    middle = (first + last) / 2
    if first == LOWEST:
        middle = min(MEAN_PITCH, last - NARROWEST_REGISTER / 2)
    if last == HIGHEST:
        middle = max(MEAN_PITCH, first + NARROWEST_REGISTER / 2)
    away = middle - MEAN_PITCH
    return round(away / 12) if abs(away) > FAR else 0


def _limits(steering: Steering) -> tuple[float, float]:
    """The strict limits; where there is none, the loose one unless it contradicts them."""
    low, high = steering.pitch_low, steering.pitch_high
    loose_low, loose_high = steering.loose_low - SLACK, steering.loose_high + SLACK
    first = loose_low if low == LOWEST and steering.loose_low > LOWEST and loose_low < high else low
    last = loose_high if high == HIGHEST and steering.loose_high < HIGHEST and loose_high > first else high
    return first, last
