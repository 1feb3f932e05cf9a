"""Libraries that print while they look around: for that moment stdout and stderr of the process lead nowhere."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

_STREAMS = (1, 2)  # stdout, stderr


@contextlib.contextmanager
def hushed() -> Iterator[None]:
    """ALSA and JACK say at length what they did not find, JACK on stdout too, where `--json` output belongs; a damaged
    SoundFont makes GLib complain. Their results count, not their words. For the whole process, so keep it short."""
    if not all(map(_is_open, _STREAMS)):  # a copy of one would take the other's place
        yield
        return
    kept, nowhere = {stream: os.dup(stream) for stream in _STREAMS}, os.open(os.devnull, os.O_WRONLY)
    try:
        for stream in kept:
            os.dup2(nowhere, stream)
        yield
    finally:
        for stream, copy in kept.items():
            os.dup2(copy, stream)
            os.close(copy)
        os.close(nowhere)


def _is_open(stream: int) -> bool:
    try:
        os.fstat(stream)
    except OSError:
        return False
    return True
