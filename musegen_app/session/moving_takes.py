"""Takes stay with their music when bars are put in or taken out before them. GUI thread.

They are no part of the song, so its history knows nothing of them: as with the loop (`session/regions.py`) what became
of them is noted beside the place of the step, and undo and redo of that step, alone or in a jump, bring them back and
on. A take that begins before the change stays where it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from musegen_app.document.document import Document, DocumentChange
from musegen_app.sampling.messages import Operation, Steering
from musegen_app.sampling.take import Take
from musegen_app.score.steering_edits import steering_closed, steering_opened
from musegen_app.session.compose import ComposeVerbs
from musegen_app.session.forking import DETACHED


@dataclass(frozen=True, slots=True)
class _Shift:
    """The step `label` moved takes that begin at `at` or later by so many ticks, but for those called `stay`."""

    label: str
    at: int
    by: int
    stay: frozenset[str]

    @property
    def back(self) -> _Shift:
        return _Shift(self.label, self.at + self.by, -self.by, self.stay)


class MovingTakes:
    """Moves the takes of `compose` along with the bars of `document`."""

    def __init__(self, document: Document, compose: ComposeVerbs) -> None:
        self._document, self._compose = document, compose
        self._shifts: dict[int, _Shift] = {}  # by the place in the history of the step
        self._place = document.place
        document.changed.subscribe(self._changed)

    def put_in(self, at: int, ticks: int) -> None:
        """The edit that was just made has put `ticks` in at `at`."""
        self._move(at, ticks)

    def taken_out(self, low: int, high: int) -> None:
        """The edit that was just made has taken [low, high) out."""
        self._move(high, low - high)

    def _move(self, at: int, by: int) -> None:
        stay = frozenset(t.id for t in self._compose.takes if t.start_tick < at)
        shift = _Shift(self._document.undo_label, at, by, stay)
        self._shifts[self._place] = shift
        self._do(shift)

    def _changed(self, change: DocumentChange) -> None:
        was, self._place = self._place, self._document.place
        if change.stepped:
            for place in range(was, self._place, -1):
                self._step(place, back=True)
            for place in range(was + 1, self._place + 1):
                self._step(place, back=False)
        elif change.before is not change.after:  # what was undone is gone; in a new song all is
            self._shifts = {place: shift for place, shift in self._shifts.items() if place < self._place}

    def _step(self, place: int, back: bool) -> None:
        shift, document = self._shifts.get(place), self._document
        if shift is not None and (*document.history, *document.future)[place - 1] == shift.label:
            self._do(shift.back if back else shift)

    def _do(self, shift: _Shift) -> None:
        going = [t for t in self._compose.takes if t.start_tick >= shift.at and t.id not in shift.stay]
        if not going:
            return
        self._compose.cancel()  # the net that writes knows the old places only …
        self._compose.end_comp()  # … and so do the steps of putting together
        ids = {t.id for t in going}
        self._compose.replace_takes(moved(t, shift.at, shift.by) if t.id in ids else t for t in self._compose.takes)


def moved(take: Take, at: int, by: int) -> Take:
    """The take, and all that it says of ticks at `at` or later, by so many ticks later."""
    near = take.nearest
    return replace(
        take,
        request=DETACHED,
        start_tick=take.start_tick + by,
        until_tick=take.until_tick + by,
        end_tick=take.end_tick + by,
        notes=tuple(n.moved(by, 0) for n in take.notes),
        chords=tuple(replace(c, tick=c.tick + by) for c in take.chords),
        controls=None if take.controls is None else tuple(replace(c, tick=c.tick + by) for c in take.controls),
        controls_of=tuple((of, replace(c, tick=c.tick + by)) for of, c in take.controls_of),
        steering=_steering(take.steering, at, by),
        operation=_operation(take.operation, at, by),
        seed_from_tick=_later(take.seed_from_tick, at, by),
        pieces=tuple((low + by, high + by, name) for low, high, name in take.pieces),
        nearest=None if near is None else replace(near, from_tick=near.from_tick + by, to_tick=near.to_tick + by),
    )


def _steering(steering: Steering, at: int, by: int) -> Steering:
    """Its lanes go the way of the song's own: they stay in order, and over the take they say what they said."""
    lanes = steering.lanes
    moved_lanes = steering_opened(lanes, at, by) if by > 0 else steering_closed(lanes, at + by, at)
    return replace(steering, lanes=moved_lanes)


def _operation(operation: Operation, at: int, by: int) -> Operation:
    return replace(
        operation,
        end_tick=_later(operation.end_tick, at, by),
        to_from_tick=_later(operation.to_from_tick, at, by),
        to_end_tick=_later(operation.to_end_tick, at, by),
    )


def _later(tick: int, at: int, by: int) -> int:
    return tick + by if tick >= max(at, 1) else tick
