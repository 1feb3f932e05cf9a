"""The loop and the punch region stay with their music when bars are put in or taken out. GUI thread.

They are no part of the song, so its history knows nothing of them: what became of them is noted beside the place of
the step, and undo and redo of that step, alone or in a jump, bring them back and on. Once one of them was moved by
hand, both stay where they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from musegen_app.document.document import Document, DocumentChange
    from musegen_app.session.record import RecordVerbs
    from musegen_app.session.transport import TransportVerbs


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


@dataclass(frozen=True, slots=True)
class _Move:
    """What the step `label` did to both."""

    label: str
    before: Both
    after: Both


class Regions:
    """Moves the loop of `transport` and the punch region of `record` along with the bars of `document`."""

    def __init__(self, document: Document, transport: TransportVerbs, record: RecordVerbs) -> None:
        self._document, self._transport, self._record = document, transport, record
        self._moves: dict[int, _Move] = {}  # by the place in the history of the step
        self._place = document.place
        document.changed.subscribe(self._changed)

    def put_in(self, at: int, ticks: int) -> None:
        """The edit that was just made has put `ticks` in at `at`."""
        self._move(lambda region: region.put_in(at, ticks))

    def taken_out(self, low: int, high: int) -> None:
        """The edit that was just made has taken [low, high) out."""
        self._move(lambda region: region.taken_out(low, high))

    def _move(self, change: Callable[[Region], Region]) -> None:
        before = self._now()
        after = change(before[0]), change(before[1])
        self._moves[self._place] = _Move(self._document.undo_label, before, after)
        self._set(after)

    def _changed(self, change: DocumentChange) -> None:
        was, self._place = self._place, self._document.place
        if change.stepped:
            for place in range(was, self._place, -1):
                self._step(place, back=True)
            for place in range(was + 1, self._place + 1):
                self._step(place, back=False)
        elif change.before is not change.after:  # what was undone is gone; in a new song all is
            self._moves = {place: move for place, move in self._moves.items() if place < self._place}

    def _step(self, place: int, back: bool) -> None:
        move, document = self._moves.get(place), self._document
        if move is not None and (*document.history, *document.future)[place - 1] == move.label:
            then, wanted = (move.after, move.before) if back else (move.before, move.after)
            if self._now() == then:
                self._set(wanted)

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
