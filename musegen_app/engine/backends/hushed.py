"""Libraries that print while they look around: for that moment stdout and stderr of the process lead nowhere."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator

_STREAMS = (1, 2)  # stdout, stderr
_lock = threading.Lock()
_inside = 0  # how many threads want silence now
_kept: dict[int, int] = {}  # copies of the streams, while they lead nowhere


@contextlib.contextmanager
def hushed() -> Iterator[None]:
    """ALSA and JACK say at length what they did not find, JACK on stdout too, where `--json` output belongs; a damaged
    SoundFont makes GLib complain. Their results count, not their words. For the whole process, so keep it short.

    Threads may be in here together: the first one in turns the streams away, the last one out brings them back."""
    global _inside
    with _lock:
        if not _inside and all(map(_is_open, _STREAMS)):  # a copy of a closed one would take the other's place
            _turn_away()
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside:
                _bring_back()


def _turn_away() -> None:
    _kept.update((stream, os.dup(stream)) for stream in _STREAMS)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in _STREAMS:
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _bring_back() -> None:
    for stream, copy in _kept.items():
        os.dup2(copy, stream)
        os.close(copy)
    _kept.clear()


def _is_open(stream: int) -> bool:
    try:
        os.fstat(stream)
    except OSError:
        return False
    return True
