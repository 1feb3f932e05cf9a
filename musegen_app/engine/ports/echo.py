"""Notes that come back from a device we send to, as with a keyboard that repeats its input: they are not played."""

from __future__ import annotations

import re

ECHO_NS = 30_000_000
_NOTES = 16 * 128
_LONG_AGO = -ECHO_NS - 1
_DIRECTION = frozenset(("in", "input", "out", "output", "capture", "playback", "from", "to", "send", "receive"))


class Echo:
    """What was sent to one device lately. A sender marks, an input asks; both only store and read numbers."""

    def __init__(self) -> None:
        self._sent_ns = [_LONG_AGO] * _NOTES

    def sent(self, now_ns: int, status: int, pitch: int) -> None:
        """A note-on went out."""
        self._sent_ns[(status & 15) << 7 | pitch] = now_ns

    def is_one(self, at_ns: int, status: int, pitch: int) -> bool:
        """Whether a note-on that came in at that time is one of ours. Each that was sent comes back once."""
        key = (status & 15) << 7 | pitch
        if not 0 <= at_ns - self._sent_ns[key] <= ECHO_NS:
            return False
        self._sent_ns[key] = _LONG_AGO
        return True


class Echoes:
    """The `Echo` of every device, shared by its input and its output."""

    def __init__(self) -> None:
        self._by_device: dict[str, Echo] = {}

    def of(self, port: str) -> Echo:
        return self._by_device.setdefault(device_of(port), Echo())


def device_of(port: str) -> str:
    """The device behind a port: its name without what tells input from output ("Piano MIDI IN", "Piano MIDI OUT")."""
    return " ".join(word for word in re.findall(r"[^\W_]+", port.lower()) if word not in _DIRECTION)
