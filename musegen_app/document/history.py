"""Undo and redo: the history keeps the scores themselves, so what comes back is exactly what was there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from musegen_app.score.model import Score


@dataclass(frozen=True, slots=True)
class Step:
    """One undoable edit. `coalesce` is the key of the gesture it belongs to, "" for none."""

    label: str
    before: Score
    after: Score
    coalesce: str = ""


class History:
    """The steps behind and ahead of the present; unlimited, as scores share their unchanged parts."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._open = False  # may the last step still grow by its coalesce key?

    @property
    def done(self) -> tuple[Step, ...]:
        return tuple(self._done)

    @property
    def undone(self) -> tuple[Step, ...]:
        """The step that `redo` brings back comes first."""
        return tuple(reversed(self._undone))

    @property
    def next_undo(self) -> Step | None:
        return self._done[-1] if self._done else None

    @property
    def next_redo(self) -> Step | None:
        return self._undone[-1] if self._undone else None

    def push(self, step: Step) -> None:
        """Record `step`. Within one gesture (same key, nothing in between) it becomes part of the last step; a
        gesture that ends where it began leaves no step."""
        self._undone.clear()
        last = self.next_undo
        if self._open and step.coalesce and last is not None and last.coalesce == step.coalesce:
            self._done[-1] = replace(last, after=step.after, label=step.label)
            if last.before == step.after:
                self._done.pop()
            return
        self._done.append(step)
        self._open = True

    def undo(self) -> Step | None:
        """Move one step back; the caller shows `before`. None at the beginning."""
        self._open = False
        if not self._done:
            return None
        self._undone.append(self._done.pop())
        return self._undone[-1]

    def redo(self) -> Step | None:
        """Move one step forward; the caller shows `after`. None at the end."""
        self._open = False
        if not self._undone:
            return None
        self._done.append(self._undone.pop())
        return self._done[-1]

    def go_to(self, done: int) -> Score:
        """Move to where `done` steps are done; the caller shows the score. Raises ValueError."""
        steps = [*self._done, *self.undone]
        if not steps or not 0 <= done <= len(steps):
            raise ValueError(f"the history has {len(steps)} steps, there is no place {done}")
        self._open = False
        self._done, self._undone = steps[:done], steps[done:][::-1]
        return steps[done].before if done < len(steps) else steps[-1].after

    def close_gesture(self) -> None:
        """What comes next is a step of its own, whatever its key."""
        self._open = False

    def clear(self) -> None:
        self._done.clear()
        self._undone.clear()
        self._open = False
