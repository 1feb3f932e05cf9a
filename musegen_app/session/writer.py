"""A thread that writes and removes files one after the other; of several versions of a file only the last counts."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from musegen_app.base.errors import FileFormatError

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 20.0  # a disk that hangs does not keep the program from ending
Work = Callable[[], None]
News = str | Literal[True]


class Writer:
    """Any thread may give it work. The thread starts with the first work."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.seconds = 0.0  # what the last writing took
        self._work: dict[Path, Work] = {}
        self._failed: dict[Path, Work] = {}
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._running = False
        self._closing = False
        self._news: News | None = None

    @property
    def busy(self) -> bool:
        """Is there work that is not done?"""
        with self._wake:
            return bool(self._work) or self._running

    def write(self, file: Path, work: Work) -> None:
        """Call `work` in the thread; it takes the place of older work for `file` that was not begun or has failed."""
        with self._wake:
            self._failed.pop(file, None)
            self._work.pop(file, None)
            self._work[file] = work
            self._start()

    def retry(self) -> None:
        """Try again what has failed."""
        with self._wake:
            self._work = self._failed | self._work
            self._failed = {}
            self._start()

    def remove(self, file: Path) -> None:
        """Remove `file`, after it has been written if that is going on. What cannot be removed is tried again."""
        if self._thread is None:
            with contextlib.suppress(OSError):
                file.unlink(missing_ok=True)
                return
        self.write(file, lambda: file.unlink(missing_ok=True))

    def news(self) -> News | None:
        """Since the last call: why some work failed, True if everything is done, None if there is nothing to tell."""
        with self._wake:
            news, self._news = self._news, None
            return news

    def close(self) -> None:
        """Do what is left to do and end the thread."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join(PATIENCE_SECONDS)
            if self._thread.is_alive():
                log.info("%s: the disk does not answer", self._name)

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        self._wake.notify()

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._work or self._closing)
                if not self._work:
                    return
                file = next(iter(self._work))
                work = self._work.pop(file)
                self._running = True
            news = self._done(work)
            with self._wake:
                self._running = False
                if news is not True and file not in self._work:
                    self._failed[file] = work
                if news is not True or not self._failed:  # what was done says nothing of what failed
                    self._news = news

    def _done(self, work: Work) -> News:
        begun = time.perf_counter()
        try:
            work()
        except (OSError, FileFormatError) as error:
            log.info("writing failed: %s", error)
            return f"{error}"
        except Exception as error:  # a bug of ours: the next work goes on all the same
            log.exception("writing failed")
            return f"{type(error).__name__}: {error}"
        self.seconds = time.perf_counter() - begun
        return True
