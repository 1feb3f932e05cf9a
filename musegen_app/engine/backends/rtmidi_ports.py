"""Open ports of python-rtmidi, whatever the system."""

from __future__ import annotations

import gc
from time import monotonic_ns
from typing import Any

from musegen_app.base.errors import DeviceError
from musegen_app.engine.priority import KEYS, raise_priority
from musegen_app.engine.protocols import Heard

OWN_INPUT, OWN_OUTPUT = "MuseGen in", "MuseGen out"  # other programs connect to these
PENDING_SECONDS = 0.005  # after so long nothing is on its way to a listener any more

Event = tuple[list[int], float]


class Listener:
    """Receives what an rtmidi input calls back with; who hears it may change at any time."""

    def __init__(self, midi_in: Any) -> None:
        self.name = ""
        self.heard: Heard | None = None
        self._priority_wanted = True
        midi_in.ignore_types(sysex=True, timing=False, active_sense=True)
        midi_in.set_callback(self._called)
        # The library's thread uses this pair without holding it: when the callback is cancelled while a message is on
        # its way, the pair must not be freed.
        self._kept = gc.get_referents(midi_in)

    def _called(self, event: Event, _: object) -> None:
        at_ns = monotonic_ns()
        heard = self.heard
        if heard is not None:
            heard(at_ns, self.name, bytes(event[0]))
        if self._priority_wanted:
            self._priority_wanted = False
            raise_priority(KEYS)


def sent(midi_out: Any, name: str, data: bytes) -> None:
    """Send through an rtmidi output. Raises DeviceError."""
    try:
        midi_out.send_message(data)
    except Exception as error:  # the library's own errors share no base class
        raise DeviceError(f"The MIDI output “{name}” does not take notes any more; plug it in again.") from error
