"""Finding note onsets in sound, for percussive presets whose notes do not overlap much."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from musegen_app.engine.backends.catalog import open_synth
from musegen_app.engine.playlist import NOTE_ON, PROGRAM

WOODBLOCK = 115
_WINDOW = 16
_REST = 2_000  # frames between two onsets, at least


def onsets(sound: npt.NDArray[np.float32], threshold: float = 0.25) -> npt.NDArray[np.int64]:
    """Frames at which the level rises past `threshold` of its highest."""
    level = np.abs(sound).max(axis=1)
    loud = np.flatnonzero(level > threshold * level.max())
    return loud[np.flatnonzero(np.diff(loud, prepend=-_REST) >= _REST)]


@cache
def attack_frames(program: int = WOODBLOCK, pitch: int = 76, velocity: int = 80, rate: int = 48_000) -> int:
    """Frames from a note-on at the grid to what `onsets` finds: the preset's own attack."""
    synth = open_synth(rate)
    synth.send(PROGRAM, 0, program, 0)
    synth.send(NOTE_ON, 0, pitch, velocity)
    block = np.zeros((rate // 2, 2), np.float32)
    synth.render(block, 0, len(block))
    synth.close()
    return int(onsets(block)[0])
