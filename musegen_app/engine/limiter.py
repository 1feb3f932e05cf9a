"""The master: gain, and a limiter that never lets a sample beyond the ceiling and leaves everything below it alone.

Per block (or piece of 1,024 frames of a longer one) the limiter takes the exact peak. When the peak at the present gain
would pass the ceiling, the gain falls over the first 64 frames to what the peak allows; within these 64 frames the rest
is clipped hard at the ceiling. The gain comes back by 12 dB a second. Below the ceiling and at unity it does nothing,
not even a multiplication.
"""

from __future__ import annotations

import numpy as np

from musegen_app.engine.protocols import Block

CEILING = 0.98
ATTACK_FRAMES = 64
PIECE_FRAMES = 1_024
RELEASE_DB_PER_SECOND = 12.0
_UNITY = 1.0
_TOP = np.float32(CEILING)
_RAMP = np.linspace(0.0, 1.0, ATTACK_FRAMES, dtype=np.float32)[:, None]


class Master:
    """Gain and limiter with a peak meter. Audio thread."""

    def __init__(self, sample_rate: int) -> None:
        self.peak = 0.0  # highest sample put out since somebody set it to 0
        self._release_per_frame = RELEASE_DB_PER_SECOND / 20.0 / sample_rate
        self._wanted = _UNITY
        self._gain = _UNITY
        self._reduction = _UNITY

    def set_gain_db(self, gain_db: float, at_once: bool = False) -> None:
        """The user's volume; -60 dB and below is silence. Reached by a ramp over one block, or at once."""
        self._wanted = 0.0 if gain_db <= -60.0 else 10.0 ** (min(gain_db, 12.0) / 20.0)
        self._gain = self._wanted if at_once else self._gain

    def at_rate(self, sample_rate: int) -> Master:
        """The same settings for another rate."""
        master = Master(sample_rate)
        master._wanted, master._gain, master._reduction = self._wanted, self._gain, self._reduction
        return master

    def apply(self, block: Block) -> None:
        """Work on `block` in place."""
        for start in range(0, len(block), PIECE_FRAMES):
            piece = block[start : start + PIECE_FRAMES]
            self._turn(piece)
            peak = _peak(piece)
            self._limit(piece, peak)
            self.peak = max(self.peak, min(peak * self._reduction, CEILING))

    def _turn(self, block: Block) -> None:
        if self._gain != self._wanted:
            _ramp(block, self._gain, self._wanted)
            self._gain = self._wanted
        elif self._gain != _UNITY:
            block *= np.float32(self._gain)

    def _limit(self, block: Block, peak: float) -> None:
        before = self._reduction
        allowed = _UNITY if peak <= CEILING else CEILING / peak
        released = before * 10.0 ** (self._release_per_frame * len(block))
        self._reduction = after = min(_UNITY, allowed, released)
        if before == after == _UNITY:
            return
        _glide(block, before, after)
        np.minimum(block, _TOP, out=block)
        np.maximum(block, -_TOP, out=block)


def _ramp(block: Block, before: float, after: float) -> None:
    """Multiply by a gain that goes from `before` to `after` over the whole block."""
    block *= np.linspace(before, after, len(block), endpoint=True, dtype=np.float32)[:, None]


def _glide(block: Block, before: float, after: float) -> None:
    """Multiply by a gain that goes from `before` to `after` in the first 64 frames and stays there."""
    first = min(ATTACK_FRAMES, len(block))
    if before != after:
        ramp = _RAMP if first == ATTACK_FRAMES else np.linspace(0.0, 1.0, first, dtype=np.float32)[:, None]
        block[:first] *= np.float32(before) + np.float32(after - before) * ramp
        block[first:] *= np.float32(after)
    else:
        block *= np.float32(after)


def _peak(block: Block) -> float:
    return float(max(block.max(), -block.min()))
