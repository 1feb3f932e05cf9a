"""Which take is shown, and how it is heard, can be undone like an edit, although it is no part of the song. GUI thread.

Such steps lie beside the history of the document: each at the place where it was done. Undo takes the last one there
back, then the edit before it. An edit that wrote a take into the song brings the take back when it is undone. Where
what is shown is another take by now, a step has nothing to say and is forgotten. A take that was deleted, begun or
changed by putting together goes back whatever is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from musegen_app.base.event import Event
from musegen_app.session.take_swaps import Comping, Swap

if TYPE_CHECKING:
    from musegen_app.document.document import Document, DocumentChange
    from musegen_app.session.takes import Takes


@dataclass(frozen=True, slots=True)
class Shown:
    """The id of the take in the roll, "" for none, and whether it is heard without the other tracks."""

    take: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class _Step:
    label: str
    before: Shown
    after: Shown
    swap: Swap | None = None


class TakeSteps:
    """Follows `document` and `takes`; `alone` and `comping` are part of what is undone. `restored` fires when a step
    has brought another value of a take back."""

    def __init__(self, document: Document, takes: Takes) -> None:
        self.alone = False
        self.comping = Comping()
        self.restored: Event[None] = Event()
        self._doing = False  # in the middle of a step
        self._document, self._takes = document, takes
        self._done: dict[int, list[_Step]] = {}  # by the place in the history where they were done
        self._undone: dict[int, list[_Step]] = {}
        self._edits: dict[int, _Step] = {}  # by the place of the edit that wrote a take into the song
        self._place = document.place
        document.changed.subscribe(self._changed)

    @property
    def undo_label(self) -> str:
        """What `undo` would take back, "" for nothing."""
        return self._last(self._done, back=True)

    @property
    def redo_label(self) -> str:
        """What `redo` would do again, "" for nothing."""
        return self._last(self._undone, back=False)

    @contextmanager
    def step(self, label: str) -> Iterator[None]:
        """What is done inside is one step; the same again and again (one take after the other) stays one."""
        if self._doing:  # a part of another one
            yield
            return
        before = self.now()
        with self._whole():
            yield
        after = self.now()
        if after == before:
            return
        done = self._done.get(self._place, [])
        if done and done[-1].label == label and done[-1].after == before and done[-1].swap is None:
            before = done.pop().before
        self._have_done(_Step(label, before, after))

    @contextmanager
    def swapped(self, label: str, take_id: str) -> Iterator[None]:
        """That take comes, goes or becomes another one inside: one step, together with what is shown then. Nothing if
        it is refused."""
        before, swap = self.now(), Swap.of(self._takes, take_id, self.comping)
        with self._whole():
            yield
        done = swap.done(self._takes, self.comping)
        if done is not None:
            self._have_done(_Step(label, before, self.now(), done))

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Who asks in the middle what can be undone makes no step forgotten."""
        self._doing = True
        try:
            yield
        finally:
            self._doing = False

    def _have_done(self, step: _Step) -> None:
        self._undone.pop(self._place, None)
        self._done.setdefault(self._place, []).append(step)
        self._takes.listed.emit(None)  # what can be undone is another matter now

    def written(self, before: Shown) -> None:
        """The edit that was just made has written the take into the song that was shown `before`."""
        self._edits[self._place] = _Step(self._document.undo_label, before, self.now())

    def undo(self) -> bool:
        """Take the last step at this place back. False if there is none."""
        return self._go(self._done, self._undone, back=True)

    def redo(self) -> bool:
        """Do the last undone step at this place again. False if there is none."""
        return self._go(self._undone, self._done, back=False)

    def now(self) -> Shown:
        """What is shown at this moment."""
        current = self._takes.current
        return Shown(current.id if current is not None else "", self.alone)

    # --- inside ----------------------------------------------------------------------------------------
    def _go(self, source: dict[int, list[_Step]], target: dict[int, list[_Step]], back: bool) -> bool:
        if not self._last(source, back):
            return False
        step = source[self._place].pop()
        here, there = (step.after, step.before) if back else (step.before, step.after)
        shown = here == self.now()
        with self._whole():
            if step.swap is not None:
                self.comping = step.swap.go(self._takes, back)
            if shown and (not there.take or self._is_there(there.take)):
                self._show(there)
            target.setdefault(self._place, []).append(step)
        if step.swap is not None:
            self.restored.emit(None)
        return True

    def _last(self, steps: dict[int, list[_Step]], back: bool) -> str:
        """The label of the last step that still has something to say."""
        here = steps.get(self._place, [])
        while here and not self._doing and not self._fits(here[-1], back):
            here.pop()
        return here[-1].label if here else ""

    def _fits(self, step: _Step, back: bool) -> bool:
        if step.swap is not None:
            return step.swap.fits(self._takes, back)
        here, there = (step.after, step.before) if back else (step.before, step.after)
        return here == self.now() and (not there.take or self._is_there(there.take))

    def _is_there(self, take_id: str) -> bool:
        return any(t.id == take_id for t in self._takes.all)

    def _show(self, shown: Shown) -> None:
        changed = self.alone != shown.alone
        self.alone = shown.alone
        if shown.take != self.now().take:
            self._takes.select(shown.take or None)
        elif changed:
            self._takes.changed.emit(self._takes.current)

    def _changed(self, change: DocumentChange) -> None:
        was, self._place = self._place, self._document.place
        if change.stepped:
            for place in range(was, self._place, -1):
                self._step_over(place, back=True)
            for place in range(was + 1, self._place + 1):
                self._step_over(place, back=False)
        elif change.before is not change.after:  # what was undone is gone; in a new song all is
            self._undone.pop(was, None)
            for known in (self._done, self._undone, self._edits):
                for place in [p for p in known if p >= self._place]:
                    del known[place]

    def _step_over(self, place: int, back: bool) -> None:
        step, document = self._edits.get(place), self._document
        if step is None or (*document.history, *document.future)[place - 1] != step.label:
            return
        here, there = (step.after, step.before) if back else (step.before, step.after)
        if here == self.now() and (not there.take or self._is_there(there.take)):
            self._show(there)
