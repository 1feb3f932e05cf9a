"""The ghosts of this session: every take that was made, and the one that is shown and heard. GUI thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from musegen_app.base.event import Event
from musegen_app.sampling.messages import TakeJudged
from musegen_app.sampling.take import Take
from musegen_app.score.take_edits import TakenPart

KEPT_TAKES = 32


class Takes:
    """Takes are values; a take that grows is replaced by its successor with the same id."""

    def __init__(self) -> None:
        self.changed: Event[Take | None] = Event()
        self.all: tuple[Take, ...] = ()
        self.current: Take | None = None
        self._numbers: dict[str, int] = {}

    def number_of(self, take_id: str) -> int:
        """How the user counts it: 1 for the first take of this song; it stays when older ones are forgotten."""
        return self._numbers.get(take_id, 0)

    def add(self, take: Take) -> None:
        """A new take, shown at once; the oldest are forgotten beyond `KEPT_TAKES`. The same request with the same
        dice has the same id: it takes the place of its earlier self."""
        self._numbers.setdefault(take.id, len(self._numbers) + 1)
        others = tuple(t for t in self.all if t.id != take.id)
        self.all = (*others, take)[-KEPT_TAKES:]
        self._show(take)

    def add_all(self, takes: Sequence[Take]) -> str:
        """Each of them; a sentence if there are more than can be kept, else ""."""
        for take in takes[-KEPT_TAKES:]:
            self.add(take)
        lost = len(takes) - KEPT_TAKES
        return f"The last {KEPT_TAKES} rounds are kept as takes; {lost} earlier ones are not" if lost > 0 else ""

    def update(self, take: Take) -> None:
        """`take` in place of the one with its id; unknown ones are ignored."""
        if all(t.id != take.id for t in self.all):
            return
        self.all = tuple(take if t.id == take.id else t for t in self.all)
        if self.current is not None and self.current.id == take.id:
            self._show(take)

    def judge(self, judged: TakeJudged) -> None:
        """What is to be said of a take that is done; one that is no longer here is ignored."""
        for take in self.all:
            if take.request == judged.request and take.done:
                self.update(take.judged(judged))

    def remove(self, take: Take) -> None:
        """Forget a take (one that stayed empty)."""
        self.all = tuple(t for t in self.all if t.id != take.id)
        if self.current is not None and self.current.id == take.id:
            self._show(None)

    def of_request(self, request: int) -> Take | None:
        return next((t for t in self.all if t.request == request), None)

    def select(self, take_id: str | None) -> None:
        """Show that take, or none. Raises KeyError."""
        chosen = next((t for t in self.all if t.id == take_id), None)
        if chosen is None and take_id is not None:
            raise KeyError(take_id)
        if chosen is not self.current:
            self._show(chosen)

    def clear(self) -> None:
        self.all = ()
        self._numbers.clear()
        if self.current is not None:
            self._show(None)

    def _show(self, take: Take | None) -> None:
        self.current = take
        self.changed.emit(take)


def numbered(take: Take, number: int) -> tuple[TakenPart, ...]:
    """The parts of a take for the document: who wrote the notes is told with the `number` by which the user knows the
    take, not with its name in this program."""
    if take.recorded:
        return take.taken
    told = {origin: replace(origin, take=str(number)) for origin in {n.origin for n in take.notes}}
    return tuple(  # notes share what they come from
        replace(part, notes=tuple(replace(n, origin=told[n.origin]) for n in part.notes)) for part in take.taken
    )
