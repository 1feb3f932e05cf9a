"""Ctrl-C and a plain `kill` let the batch end, keep where the run stands, and then stop; a second one stops at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Stop:
    """Whether somebody asked."""

    def __init__(self) -> None:
        self._heard: set[int] = set()

    def asked(self) -> bool:
        return bool(self._heard)

    def ask(self, number: int, frame: FrameType | None) -> None:
        """As a signal handler. The second time of the same signal it raises KeyboardInterrupt. (Ctrl-C reaches all
        processes of a run, and torchrun then sends each of them the other signal as well.)"""
        if number in self._heard:
            raise KeyboardInterrupt
        self._heard.add(number)


@contextmanager
def listening() -> Iterator[Stop]:
    """A Stop that signals reach (in a program's main thread; elsewhere nobody can ask)."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.signal(number, stop.ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
