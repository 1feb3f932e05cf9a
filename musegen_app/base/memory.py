"""Memory that is free goes back to the system, so that a long session is not larger than what it holds."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from functools import cache

EVERY_SECONDS = 10.0  # as seldom that it costs nothing, as often that there is little to do (0.3 ms)


@cache
def _trim() -> Callable[[int], object] | None:
    """glibc keeps what lies below the highest block in use; other systems' libraries see to it themselves."""
    if sys.platform != "linux":
        return None
    return getattr(ctypes.CDLL(None), "malloc_trim", None)


def give_back() -> None:
    """Hand whole free pages of the heap back to the system."""
    trim = _trim()
    if trim is not None:
        trim(0)


class Tidy:
    """Gives memory back now and then; `now` is a clock in seconds."""

    def __init__(self, now: Callable[[], float], give: Callable[[], None] = give_back) -> None:
        self._now, self._give = now, give
        self._due = now() + EVERY_SECONDS

    def poll(self) -> None:
        if self._now() >= self._due:
            self._due = self._now() + EVERY_SECONDS
            self._give()
