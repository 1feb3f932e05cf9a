"""The thread of one open output: it sends what is due, on time. A port that hangs keeps only its own thread."""

from __future__ import annotations

import queue
import sys
import threading
import time
from collections.abc import Callable
from enum import Enum
from time import monotonic_ns

from musegen_app.base.errors import DeviceError
from musegen_app.engine.ports.outgoing import Outgoing
from musegen_app.engine.priority import SENDERS, raise_priority

# Waiting for a queue ends to the microsecond on POSIX, to 16 ms on Windows; there the rest is slept.
_COARSE_NS = 20_000_000 if sys.platform == "win32" else 0
_SLICE_SECONDS = 0.001


class _Order(Enum):
    SILENCE = 1
    END = 2


class Sender:
    """Feeds `outgoing` from any thread. `failed` is called once, from the sender's thread, with a sentence, when
    the port fails; nothing more is sent then."""

    def __init__(self, name: str, outgoing: Outgoing, failed: Callable[[Sender, str], None]) -> None:
        self.name = name
        self._outgoing = outgoing
        self._failed = failed
        self._queue: queue.SimpleQueue[tuple[int, bytes] | _Order] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=f"midi-out {name}", daemon=True)
        self._thread.start()

    def put(self, at_ns: int, data: bytes) -> None:
        """Have a message sent at that monotonic time. Never blocks."""
        self._queue.put((at_ns, data))

    def set_offset(self, offset_ms: float) -> None:
        """Add so much to the time of everything from now on."""
        self._outgoing.offset_ns = round(offset_ms * 1e6)

    def silence(self) -> None:
        """Drop everything put in so far and silence the port. Returns at once."""
        self._queue.put(_Order.SILENCE)

    def end(self, silence: bool = True) -> None:
        """Silence the port (one that has gone cannot be) and end the thread. Returns at once."""
        if silence:
            self._queue.put(_Order.SILENCE)
        self._queue.put(_Order.END)

    def ended(self, seconds: float) -> bool:
        """Whether the thread has ended after `end`, or does so in that time; a port may hang."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    # --- sender thread ---------------------------------------------------------------------------------
    def _run(self) -> None:
        raise_priority(SENDERS)
        try:
            while self._take_in():
                while self._queue.empty() and self._outgoing.send_one(monotonic_ns()):
                    pass
        except DeviceError as error:
            self._failed(self, str(error))

    def _take_in(self) -> bool:
        """Wait for something to do, and take in all that came; False at the end."""
        item = self._wait()
        while item is not None:
            if isinstance(item, tuple):
                self._outgoing.put(*item)
            elif item is _Order.SILENCE:
                self._outgoing.silence(monotonic_ns())
            else:
                return False
            item = self._at_once()
        return True

    def _wait(self) -> tuple[int, bytes] | _Order | None:
        """The next item, or None when a message is due."""
        due_ns = self._outgoing.next_ns
        if due_ns is None:
            return self._queue.get()
        left = due_ns - monotonic_ns()
        if left > _COARSE_NS:
            try:
                return self._queue.get(timeout=(left - _COARSE_NS) / 1e9)
            except queue.Empty:
                return None
        if left > 0:
            time.sleep(min(left / 1e9, _SLICE_SECONDS))
        return self._at_once()

    def _at_once(self) -> tuple[int, bytes] | _Order | None:
        try:
            return self._queue.get_nowait()
        except queue.Empty:
            return None
