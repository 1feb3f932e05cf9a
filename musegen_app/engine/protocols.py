"""What the engine asks of a synth and of an audio output. Backends fit these; fakes in the tests do too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt

# Shape (frames, 2), float32, C-contiguous: left and right interleaved.
Block = npt.NDArray[np.float32]
Render = Callable[[Block], None]

SYNTH_CHANNELS = 32  # 0..15 are the playlist's; the upper half belongs to the engine itself
PREVIEW_CHANNEL = 16
PREVIEW_DRUM_CHANNEL = 25


class Synth(Protocol):
    """Turns channel messages into sound. All calls come from one thread (the audio callback); none may block."""

    name: str  # such as "FluidSynth 2.3.1"
    soundfont: str  # path

    def send(self, kind: int, channel: int, data1: int, data2: int) -> None:
        """A channel message: MIDI status nibble, channel 0..31, data bytes. Takes effect at the next frame rendered."""

    def render(self, block: Block, start: int, stop: int) -> None:
        """Write the frames [start, stop) of `block`."""

    def close(self) -> None:
        """Free what the library holds. Called from the control thread when no callback uses the synth any more."""


class Output(Protocol):
    """A place where blocks are wanted in real time."""

    device: str  # "" = nothing is heard
    host_api: str
    sample_rate: int
    block_frames: int
    latency_ms: float
    blocks: int  # blocks asked for so far; stands still when the device is lost
    dropouts: int
    realtime: bool  # the callback has real-time priority (known after the first block)

    def start(self, render: Render) -> None:
        """Begin calling `render` from the output's own thread. Raises DeviceError."""

    def close(self) -> None:
        """No call of `render` after this returns. May hang on a lost device: call it from a thread to spare."""
