"""An output without a device: blocks are rendered at the pace of real time and thrown away."""

from __future__ import annotations

import threading
import time

import numpy as np

from musegen_app.engine.protocols import Render

BLOCK_FRAMES = 512
BACKLOG_SECONDS = 0.1  # a machine that stood still for longer goes on from now: nobody wants to race through the song
CLOSE_SECONDS = 2.0


class SilentClock:
    """Keeps the transport running when there is nothing to play through. Fits `protocols.Output`."""

    def __init__(self, sample_rate: int = 48_000) -> None:
        self.device = ""
        self.host_api = ""
        self.sample_rate = sample_rate
        self.block_frames = BLOCK_FRAMES
        self.latency_ms = 0.0
        self.remark = ""
        self.blocks = 0
        self.dropouts = 0
        self.realtime = False
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, render: Render) -> None:
        self._thread = threading.Thread(target=self._run, args=(render,), name="silent-clock", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join(CLOSE_SECONDS)

    def _run(self, render: Render) -> None:
        block = np.zeros((BLOCK_FRAMES, 2), np.float32)
        due, period = time.monotonic(), BLOCK_FRAMES / self.sample_rate
        while not self._ended.is_set():
            render(block, time.monotonic_ns())
            self.blocks += 1
            now = time.monotonic()
            due = max(due + period, now - BACKLOG_SECONDS)
            self._ended.wait(max(0.0, due - now))
