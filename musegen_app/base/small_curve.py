"""A curve in a line of text."""

from __future__ import annotations

import math
from collections.abc import Sequence

_STEPS = "▁▂▃▄▅▆▇█"


def small_curve(values: Sequence[float], width: int = 24) -> str:
    """One character a value, at most `width` of the last ones; lowest and highest fill the height."""
    shown = [v for v in values[-width:] if math.isfinite(v)]
    if not shown:
        return ""
    low, high = min(shown), max(shown)
    scale = (len(_STEPS) - 1) / (high - low) if high > low else 0.0
    return "".join(_STEPS[round((v - low) * scale)] for v in shown)
