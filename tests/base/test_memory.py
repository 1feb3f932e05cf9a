"""Free memory goes back to the system, now and then."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

import pytest

from musegen_app.base.memory import EVERY_SECONDS, Tidy, give_back


def test_it_is_done_at_its_times_and_not_between() -> None:
    clock, given = [100.0], []
    tidy = Tidy(lambda: clock[0], lambda: given.append(clock[0]))
    for _ in range(45):
        clock[0] += EVERY_SECONDS / 10
        tidy.poll()
    assert len(given) == 4
    assert min(b - a for a, b in itertools.pairwise(given)) >= EVERY_SECONDS - 1e-6


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc keeps free memory to itself")
def test_what_was_freed_below_something_in_use_goes_back() -> None:
    blocks = [bytearray(60_000) for _ in range(1_000)]  # small enough for the heap, not for pages of their own
    last = bytearray(60_000)
    before = _resident()
    del blocks[:]
    give_back()
    assert len(last) == 60_000
    assert _resident() < before - 40_000_000


def _resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
