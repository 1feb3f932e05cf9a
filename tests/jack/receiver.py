"""An external instrument, as the engine sees it: it notes what sounds, and for ever if nobody ends it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.jack.desk import Desk

NOTE_OFF, NOTE_ON, CONTROL = 0x80, 0x90, 0xB0
_POLL_SECONDS = 0.02


def nothing_else() -> None:
    """What there is to do while waiting."""


@dataclass
class Receiver:
    """`sounding`: notes whose note-off has not come, as (channel, pitch). Only a note-off ends one: much hardware
    ignores "all notes off". `messages`: frame and bytes of all that came."""

    desk: Desk
    sounding: set[tuple[int, int]] = field(default_factory=set)
    messages: list[tuple[int, bytes]] = field(default_factory=list)

    def look(self) -> None:
        """Take in what came since the last look."""
        for frame, data in self.desk.take().events:
            self.messages.append((frame, data))
            kind, place = data[0] & 0xF0, (data[0] & 0x0F, data[1] if len(data) > 1 else 0)
            if kind == NOTE_ON and data[2]:
                self.sounding.add(place)
            elif kind in (NOTE_OFF, NOTE_ON):
                self.sounding.discard(place)

    def wait(self, until: Callable[[], object], seconds: float, meanwhile: Callable[[], None] = nothing_else) -> None:
        """Look until `until()` holds; fails after `seconds`."""
        deadline = time.monotonic() + seconds
        while not until():
            assert time.monotonic() < deadline, f"sounding: {sorted(self.sounding)}, last: {self.messages[-8:]}"
            meanwhile()
            time.sleep(_POLL_SECONDS)
            self.look()

    def controls(self) -> set[tuple[int, int]]:
        """Channel and number of every controller that came."""
        return {(d[0] & 0x0F, d[1]) for _, d in self.messages if d[0] & 0xF0 == CONTROL}
