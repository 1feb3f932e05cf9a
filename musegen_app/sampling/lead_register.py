"""Where new notes may lie when the controls of pitch have spoken: the seed's register is only a guess at the wish."""

from __future__ import annotations

from musegen_app.codecs.lead import FIELDS, PITCH, PITCH_LOW
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.plan import NARROWEST_REGISTER

HIGHER = 9  # semitones that a full wish for height reaches beyond the register
_TOP = FIELDS[PITCH].size - 1


def wished_register(usual: tuple[int, int], steering: Steering, anchor: int) -> tuple[int, int]:
    """Lowest and highest pitch value: `usual`, moved by the wish for height, or the range that was set."""
    low, high = usual
    low, high = low + round(HIGHER * min(0.0, steering.height)), high + round(HIGHER * max(0.0, steering.height))
    first, last = max(steering.pitch_low, steering.loose_low), min(steering.pitch_high, steering.loose_high)
    if first > 0:
        low = round(first) - anchor - PITCH_LOW
        high = max(high, low + NARROWEST_REGISTER)
    if last < 127:
        high = round(last) - anchor - PITCH_LOW
        low = low if first > 0 else min(low, high - NARROWEST_REGISTER)
    low, high = max(0, low), min(_TOP, high)
    return (low, high) if low <= high else usual
