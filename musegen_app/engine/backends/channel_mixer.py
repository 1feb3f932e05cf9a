"""The mix of a synth that puts out every channel for itself, and the level of each."""

from __future__ import annotations

import numpy as np

from musegen_app.engine.protocols import Block

METERED = 16  # the playlist's channels
_STEREO = 2


class ChannelMixer:
    """Buffers for up to `longest` frames that a C library fills, one pair for each metered channel and one for all the
    rest (the engine's own channels, the effects). Audio thread, but for `take_levels`.

    `dry` and `effects` are what the library wants: the number of its buffers, and where the array of their addresses
    is. It adds to what is in them, so several may be one and the same.
    """

    def __init__(self, groups: int, effects: int, longest: int) -> None:
        self._buffers = np.zeros((METERED + 1, _STEREO, longest), np.float32)
        self._sizes = np.empty((METERED, _STEREO, longest), np.float32)
        self._dry = np.array([self._address(min(i, METERED), s) for i in range(groups) for s in range(_STEREO)])
        self._effects = np.array([self._address(METERED, s) for _ in range(effects) for s in range(_STEREO)])
        self.dry = (len(self._dry), self._dry.ctypes.data)
        self.effects = (len(self._effects), self._effects.ctypes.data)
        self._levels = np.zeros(METERED, np.float32)

    def clear(self, frames: int) -> None:
        """Make room for the next `frames` frames."""
        self._buffers[:, :, :frames] = 0.0

    def mix(self, block: Block) -> None:
        """Write the sum of the first `len(block)` frames into `block`, and remember how loud each channel was."""
        filled = self._buffers[:, :, : len(block)]
        np.add.reduce(filled, axis=0, out=block.T)
        sizes = np.abs(filled[:METERED], out=self._sizes[:, :, : len(block)])
        np.maximum(self._levels, sizes.max(axis=(1, 2)), out=self._levels)

    def take_levels(self) -> tuple[float, ...]:
        """The highest absolute sample of each metered channel since the last call. Any thread."""
        taken, self._levels = self._levels, np.zeros(METERED, np.float32)
        return tuple(taken.tolist())

    def _address(self, row: int, side: int) -> int:
        return int(self._buffers[row, side].ctypes.data)
