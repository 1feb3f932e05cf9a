"""What the engine asks of a synth, an audio output and MIDI ports. Backends fit these; fakes in the tests do too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt

from musegen_app.engine.messages import PortInfo
from musegen_app.engine.route import Route

# Shape (frames, 2), float32, C-contiguous: left and right interleaved.
Block = npt.NDArray[np.float32]
Render = Callable[[Block, int], None]  # the block to fill, and when it was asked for: monotonic nanoseconds

SYNTH_CHANNELS = 32  # 0..15 are the playlist's; the upper half belongs to the engine itself
PREVIEW_CHANNEL, PREVIEW_DRUM_CHANNEL = 16, 25
LIVE_CHANNEL, LIVE_DRUM_CHANNEL = 17, 26  # keys that sound as they are played


class Synth(Protocol):
    """Turns channel messages into sound. All calls come from one thread (the audio callback); none may block."""

    name: str  # such as "FluidSynth 2.3.1"
    soundfont: str  # path
    grid_frames: int  # a voice begins at the next multiple of so many frames; 1: exactly where it is asked for

    def send(self, kind: int, channel: int, data1: int, data2: int) -> None:
        """A channel message: MIDI status nibble, channel 0..31, data bytes. Takes effect at the next frame rendered."""

    def render(self, block: Block, start: int, stop: int) -> None:
        """Write the frames [start, stop) of `block`."""

    def take_levels(self) -> tuple[float, ...]:
        """The highest absolute sample of each channel 0..15 since the last call; empty where it cannot tell. Any
        thread."""

    def close(self) -> None:
        """Free what the library holds. Called from the control thread when no callback uses the synth any more."""


class MidiInput(Protocol):
    """An open input. Messages go to the `heard` it was opened with, from a thread of the library."""

    name: str
    stale: bool  # the port went and came back: this one is dead and must be opened again

    def close(self) -> None:
        """No call of `heard` after this returns."""


class MidiOutput(Protocol):
    """An open output. One thread sends; the library's thread closes, when nobody sends any more."""

    name: str
    stale: bool  # the port went and came back: this one is dead and must be opened again

    def send(self, data: bytes) -> None:
        """One whole message, now. Raises DeviceError where the library notices that the port is gone."""

    def close(self) -> None:
        """Close it; what is sent afterwards is dropped."""


Heard = Callable[[int, str, bytes], None]  # monotonic nanoseconds of arrival, port name, one whole message


class PortLibrary(Protocol):
    """The MIDI ports of this machine. All methods are called from one and the same thread; see python-rtmidi #169."""

    def inputs(self) -> tuple[PortInfo, ...]:
        """The inputs that are there now. Of our own ports only "MuseGen in" is one: other programs connect to it, and
        from "MuseGen out". Raises DeviceError with a sentence."""

    def outputs(self) -> tuple[PortInfo, ...]:
        """The outputs that were there when `inputs` was last asked. Raises DeviceError with a sentence."""

    def open_input(self, port: PortInfo, heard: Heard) -> MidiInput:
        """Raises DeviceError."""

    def open_output(self, port: PortInfo) -> MidiOutput:
        """Raises DeviceError."""

    def close(self) -> None:
        """Give back what is held beside the open ports."""


class Outs(Protocol):
    """Where the engine's MIDI messages leave. Called from the audio callback: nothing here may block."""

    def send(self, at_ns: int, route: Route, data: bytes) -> None:
        """One channel message, to go out at that monotonic time. Messages of one time keep their order."""

    def send_clock(self, at_ns: int, data: bytes) -> None:
        """One clock message, to every output that wants them."""

    def panic(self) -> None:
        """Drop everything that waits, end every note one by one, then silence every channel by all means."""


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
    remark: str  # a sentence: it was opened, but not quite as wished; or ""

    def start(self, render: Render) -> None:
        """Begin calling `render` from the output's own thread. Raises DeviceError."""

    def close(self) -> None:
        """No call of `render` after this returns. May hang on a lost device: call it from a thread to spare."""
