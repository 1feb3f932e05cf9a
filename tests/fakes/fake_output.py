"""An audio device without a thread: the test asks for the blocks."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import numpy as np

from musegen_app.base.errors import DeviceError
from musegen_app.engine.protocols import Block, Render

_LONG_SECONDS = 60.0


@dataclass
class FakeOutput:
    """`hangs`: closing does not return until `let_go` is set. `refuses`: `start` raises."""

    device: str = "fake"
    host_api: str = "fakes"
    sample_rate: int = 48_000
    block_frames: int = 128
    latency_ms: float = 3.0
    blocks: int = 0
    dropouts: int = 0
    realtime: bool = False  # until the first block
    hangs: bool = False
    remark: str = ""
    refuses: bool = False
    closed: bool = False
    let_go: threading.Event = field(default_factory=threading.Event)
    render: Render | None = None

    def start(self, render: Render) -> None:
        if self.refuses:
            raise DeviceError("This fake does not start.")
        self.render = render

    def close(self) -> None:
        if self.hangs:
            assert self.let_go.wait(_LONG_SECONDS)
        self.closed = True

    def block(self) -> Block:
        """One callback."""
        assert self.render is not None
        block = np.full((self.block_frames, 2), 9.0, np.float32)
        self.render(block, time.monotonic_ns())
        self.blocks += 1
        self.realtime = True
        return block
