"""Each round of the loop another take: while one sounds the next is written unseen, and takes its place at the seam.

GUI thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from musegen_app.base.errors import MuseGenError
from musegen_app.base.event import Event

if TYPE_CHECKING:
    from musegen_app.sampling.take import Take
    from musegen_app.session.compose import ComposeVerbs
    from musegen_app.session.transport import TransportState


class Rounds:
    """Off until `switch`. A round whose next take is not ready in time sounds as the one before."""

    def __init__(self, compose: ComposeVerbs, transport: Callable[[], TransportState]) -> None:
        self.on = False
        self.changed: Event[bool] = Event()
        self._compose = compose
        self._transport = transport
        self._tick = 0
        self._next = ""  # the id of the take that is being written

    def switch(self, on: bool) -> None:
        """Imagine each round anew from now on, or no more."""
        if on != self.on:
            self.on, self._next = on, ""
            self.changed.emit(on)

    def poll(self) -> None:
        """Look where the playhead is; a few times a frame."""
        state, shown = self._transport(), self._compose.current
        before, self._tick = self._tick, state.tick
        if not (self.on and state.playing and state.loop and shown is not None and _sounds_in(shown, state)):
            self._next = ""
            return
        following = next((t for t in self._compose.takes if t.id == self._next), None)
        if state.tick < before and following is not None and following.done:
            self._compose.select_take(following.id)
            following = None
        shown = self._compose.current
        if following is None and shown is not None and shown.done:
            self._prepare()

    def _prepare(self) -> None:
        try:
            self._next = self._compose.prepare()
        except MuseGenError:
            self.switch(False)  # a take that nobody can be asked for again


def _sounds_in(take: Take, state: TransportState) -> bool:
    return take.start_tick < state.loop_to and state.loop_from < take.end_tick
