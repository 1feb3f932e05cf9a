"""Reports on their way to the session."""

from __future__ import annotations

import queue
import threading
from multiprocessing.connection import Connection

from musegen_app.engine import messages as m

_ENOUGH = 4  # reports that wait: a parent that does not read them needs no more positions


class Mail:
    """Sends from a thread of its own: a parent that hangs must not stop the control thread, which has to panic."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._queue: queue.SimpleQueue[m.EngineReport | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="reports", daemon=True)
        self._thread.start()

    def put(self, report: m.EngineReport) -> None:
        """Have it sent; returns at once. Positions are left out for a parent that does not read."""
        if not isinstance(report, m.Position) or self._queue.qsize() < _ENOUGH:
            self._queue.put(report)

    def close(self, seconds: float) -> None:
        """Send what waits, but take no longer than that."""
        self._queue.put(None)
        self._thread.join(seconds)

    def _run(self) -> None:
        try:
            while (report := self._queue.get()) is not None:
                self._pipe.send(report)
        except (OSError, ValueError):
            return  # the parent is gone; the control thread notices by itself
