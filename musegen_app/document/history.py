"""Undo and redo, unlimited and exact: the last step keeps its scores whole, earlier ones what they changed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from musegen_app.document.steps import Link, Walk, Whole, pack
from musegen_app.score.model import Score


@dataclass(frozen=True, slots=True)
class Step:
    """One undoable edit. `coalesce` is the key of the gesture it belongs to, "" for none."""

    label: str
    link: Link
    coalesce: str = ""


class History:
    """The steps behind and ahead of the present, which the document holds and hands in. GUI thread."""

    def __init__(self) -> None:
        self._steps: list[Step] = []
        self._place = 0  # so many of them are done
        self._open = False  # may the last step still grow by its coalesce key?

    @property
    def place(self) -> int:
        """How many steps are done."""
        return self._place

    @property
    def done(self) -> tuple[str, ...]:
        """Labels of the steps that can be undone, oldest first."""
        return tuple(step.label for step in self._steps[: self._place])

    @property
    def undone(self) -> tuple[str, ...]:
        """Labels of the steps that can be done again, the next one first."""
        return tuple(step.label for step in self._steps[self._place :])

    @property
    def undo_label(self) -> str:
        """Of the step that would be undone, "" if there is none."""
        return self._steps[self._place - 1].label if self._place else ""

    @property
    def redo_label(self) -> str:
        """Of the step that would be done again, "" if there is none."""
        return self._steps[self._place].label if self._place < len(self._steps) else ""

    def push(self, label: str, before: Score, after: Score, coalesce: str = "") -> None:
        """Record an edit. Within one gesture (same key, nothing in between) it becomes part of the last step; a gesture
        that ends where it began leaves no step."""
        del self._steps[self._place :]
        last = self._steps[-1] if self._steps else None
        if self._open and coalesce and last is not None and last.coalesce == coalesce:
            self._grow(last, label, before, after)
        else:
            self._pack_last()
            self._steps.append(Step(label, Whole(before, after), coalesce))
            self._open = True
        self._place = len(self._steps)

    def go_to(self, place: int, present: Score) -> Score:
        """Move to where `place` steps are done and return what was there; `present` is what is here. Raises
        ValueError."""
        if not 0 <= place <= len(self._steps):
            raise ValueError(f"the history has {len(self._steps)} steps, there is no place {place}")
        self._open = False
        walk = Walk(present)
        for step in reversed(self._steps[place : self._place]):
            walk.back(step.link)
        for step in self._steps[self._place : place]:
            walk.on(step.link)
        self._place = place
        return walk.score

    def close_gesture(self) -> None:
        """What comes next is a step of its own, whatever its key."""
        self._open = False

    def clear(self) -> None:
        self._steps.clear()
        self._place = 0
        self._open = False

    def _grow(self, last: Step, label: str, before: Score, after: Score) -> None:
        walk = Walk(before)
        walk.back(last.link)
        beginning = walk.score
        if beginning == after:
            self._steps.pop()
            self._open = False  # the step before it is no part of this gesture
        else:
            self._steps[-1] = replace(last, label=label, link=Whole(beginning, after))

    def _pack_last(self) -> None:
        if self._steps:
            earlier = self._steps[-2].link if len(self._steps) > 1 else None
            self._steps[-1] = replace(self._steps[-1], link=pack(self._steps[-1].link, earlier))
