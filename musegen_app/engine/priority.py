"""Real-time priority for threads that must not wait, where the system grants it (Linux)."""

from __future__ import annotations

import contextlib
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


def hurry(on: bool) -> None:
    """Priority for this thread while the process starts: music waits for it, on a machine that may be busy. Threads
    that it starts meanwhile get none."""
    if sys.platform.startswith("linux"):
        policy = os.SCHED_FIFO | os.SCHED_RESET_ON_FORK if on else os.SCHED_OTHER
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, policy, os.sched_param(1 if on else 0))


def may_be_realtime() -> bool:
    """Whether this process may have real-time priority. Tries it on this thread and takes it back."""
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    except (AttributeError, OSError):
        return False
    return True
