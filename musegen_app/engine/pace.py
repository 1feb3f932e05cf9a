"""Which frame is due at which moment: the jittery moments of the callbacks made into a steady line.

A delay-locked loop (Adriaensen, "Using a DLL to filter time"): each callback's moment corrects place and slope of the
line a little. It follows fast at first, then with a bandwidth of a fifth of a hertz.
"""

from __future__ import annotations

import math

_BANDWIDTH_HZ = 0.2
_FULL_TURN = 2.0 * math.pi
_ROOT_OF_TWO = math.sqrt(2.0)
_HIGHEST_OMEGA = 0.5  # of the first blocks, while nothing is known
_RATE_TOLERANCE = 0.005  # no device is further off than that; more is jitter
_BROKEN_NS = 50e6  # a gap: a device was changed, or the machine slept
_SLIPPED_BLOCKS = 8  # so many in a row off by over half a block: the device lost a block for good


class Pace:
    """Frames ↔ monotonic nanoseconds. Written by the audio thread, once a block."""

    def __init__(self, sample_rate: int) -> None:
        self._nominal = 1e9 / sample_rate
        self._ns_per_frame = self._nominal
        self._base_ns = 0  # floats are exact enough only for what passed since then
        self._frame = 0
        self._ns = 0.0  # since `_base_ns`, of `_frame`
        self._blocks = 0
        self._slipped = 0

    @property
    def ns_per_frame(self) -> float:
        return self._ns_per_frame

    def begin(self, frame: int, at_ns: int, frames: int) -> None:
        """A block of `frames` that starts with `frame` was asked for at `at_ns`."""
        since = frame - self._frame
        predicted = self._ns + since * self._ns_per_frame
        error = (at_ns - self._base_ns) - predicted
        if not self._blocks or since <= 0 or abs(error) > _BROKEN_NS or self._has_slipped(error, frames):
            self._start(frame, at_ns)
            return
        self._blocks += 1
        bandwidth = max(_BANDWIDTH_HZ * since * self._nominal / 1e9, 1 / self._blocks)  # of a block
        omega = min(_HIGHEST_OMEGA, _FULL_TURN * bandwidth)
        slope = self._ns_per_frame + omega * omega * error / since
        allowed = self._nominal * _RATE_TOLERANCE
        self._ns_per_frame = min(max(slope, self._nominal - allowed), self._nominal + allowed)
        self._frame, self._ns = frame, predicted + _ROOT_OF_TWO * omega * error

    def ns_at(self, frame: float) -> int:
        """When `frame` is (or was, or will be) asked for."""
        return self._base_ns + round(self._ns + (frame - self._frame) * self._ns_per_frame)

    def frame_at(self, at_ns: int) -> float:
        """The frame asked for at that moment."""
        return self._frame + ((at_ns - self._base_ns) - self._ns) / self._ns_per_frame

    def _start(self, frame: int, at_ns: int) -> None:
        self._ns_per_frame, self._base_ns = self._nominal, at_ns
        self._frame, self._ns, self._blocks, self._slipped = frame, 0.0, 1, 0

    def _has_slipped(self, error: float, frames: int) -> bool:
        self._slipped = self._slipped + 1 if abs(error) > frames * self._nominal / 2 else 0
        return self._slipped >= _SLIPPED_BLOCKS
