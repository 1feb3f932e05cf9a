"""Real-time priority for threads that must not wait, where the system grants it (Linux)."""

from __future__ import annotations

import os
import sys

KEYS = 21  # a key that is struck goes before a block of sound
SENDERS = 19  # just below the audio callback
BRIEF = 1  # for threads that do little, but hold the interpreter meanwhile: other processes must not interrupt them


def raise_priority(level: int) -> bool:
    """Give this thread the real-time priority `level`, unless it has one already. False where that is not granted."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        if os.sched_getscheduler(0) == os.SCHED_OTHER or os.sched_getparam(0).sched_priority == BRIEF:
            os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(level))
    except OSError:
        return False  # not this user; it goes well enough without
    return True
