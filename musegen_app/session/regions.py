"""The loop and the punch region stay with their music when bars are put in or taken out. GUI thread.

They are no part of the song, so its history knows nothing of them: what became of them is noted beside the step, and
undo and redo of that step, one at a time, bring them back and on. One that was moved by hand since stays where it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from musegen_app.document.document import Document, DocumentChange
    from musegen_app.session.record import RecordVerbs
    from musegen_app.session.transport import TransportVerbs

_MOST = 1000  # steps that are noted


@dataclass(frozen=True, slots=True)
class Region:
    """Ticks [low, high), in force or not."""

    on: bool
    low: int
    high: int

    def put_in(self, at: int, ticks: int) -> Region:
        """What becomes of it when `ticks` are put in at `at`: it grows around them, and is moved by them if it begins
        there or later."""
        if self.high <= self.low:
            return self
        low = self.low + ticks if self.low >= at else self.low
        high = self.high + ticks if self.high > at else self.high
        return Region(self.on, low, high)

    def taken_out(self, low: int, high: int) -> Region:
        """What is left of it without the ticks [low, high)."""
        first, last = (min(t, low) if t < high else t - (high - low) for t in (self.low, self.high))
        return Region(self.on and last > first, first, last)


Both = tuple[Region, Region]


class Regions:
    """Moves the loop of `transport` and the punch region of `record` along with the bars of `document`."""

    def __init__(self, document: Document, transport: TransportVerbs, record: RecordVerbs) -> None:
        self._transport, self._record = transport, record
        self._moves: list[tuple[str, Both, Both]] = []  # label of the step; before and after it
        document.changed.subscribe(self._stepped)

    def put_in(self, label: str, at: int, ticks: int) -> None:
        """The edit `label` has put `ticks` in at `at`."""
        self._move(label, lambda region: region.put_in(at, ticks))

    def taken_out(self, label: str, low: int, high: int) -> None:
        """The edit `label` has taken [low, high) out."""
        self._move(label, lambda region: region.taken_out(low, high))

    def _move(self, label: str, change: Callable[[Region], Region]) -> None:
        before = self._now()
        after = change(before[0]), change(before[1])
        self._moves = [*self._moves[1 - _MOST :], (label, before, after)]
        self._set(after)

    def _stepped(self, change: DocumentChange) -> None:
        if not change.stepped:
            return
        now = self._now()
        for label, before, after in self._moves:
            for verb, then, wanted in (("Undo", after, before), ("Redo", before, after)):
                if (change.label, now) == (f"{verb} {label}", then):
                    self._set(wanted)
                    return

    def _now(self) -> Both:
        loop, punch = self._transport.state, self._record.state
        return (
            Region(loop.loop, loop.loop_from, loop.loop_to),
            Region(punch.punch, punch.punch_from, punch.punch_to),
        )

    def _set(self, both: Both) -> None:
        now, (loop, punch) = self._now(), both
        if loop != now[0]:
            self._transport.set_loop(loop.on, loop.low, loop.high)
        if punch != now[1]:
            self._record.set_punch(punch.on, punch.low, punch.high)
