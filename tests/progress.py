"""Says which test takes long, while it does: the end of a log that breaks off then names the one that hangs."""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
import time

import pytest

SLOW_SECONDS = 60.0
USUAL_SECONDS = 180.0  # the timeout of a test without a mark, see pyproject.toml
HOPELESS_SECONDS = 60.0  # past its timeout, which did not reach it: it hangs outside Python
_LOOK_SECONDS = 5.0


class Progress:
    """A pytest plugin: one daemon thread that looks at the running test every five seconds."""

    def __init__(self) -> None:
        self._err = os.fdopen(os.dup(sys.__stderr__.fileno()), "w", encoding="utf-8")  # not the one that is captured
        self._running = ("", 0.0, 0.0)  # test, when it began, its timeout
        self._told = ""
        threading.Thread(target=self._watch, name="progress", daemon=True).start()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        mark = item.get_closest_marker("timeout")
        self._running = (item.nodeid, time.monotonic(), float(mark.args[0]) if mark and mark.args else USUAL_SECONDS)

    def pytest_runtest_logfinish(self) -> None:
        self._running = ("", 0.0, 0.0)

    def _watch(self) -> None:
        while True:
            time.sleep(_LOOK_SECONDS)
            test, since, limit = self._running
            seconds = time.monotonic() - since
            if test and seconds > SLOW_SECONDS and test != self._told:
                self._told = test
                self._say(f"\n(after {seconds:.0f} s this test still runs: {test})")
            if test and seconds > limit + HOPELESS_SECONDS:
                self._give_up(test, seconds)

    def _give_up(self, test: str, seconds: float) -> None:
        faulthandler.dump_traceback(self._err)
        self._say(f"\nFAILED {test} - hung outside Python; the run ends here, after {seconds:.0f} s of this test")
        os._exit(pytest.ExitCode.INTERRUPTED)

    def _say(self, words: str) -> None:
        print(words, file=self._err, flush=True)
