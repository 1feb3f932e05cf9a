"""What a net can be asked to do, as the user chooses it, with the options of each. Values; any thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from musegen_app.sampling.messages import OperationKind

Keep = Literal["", "rhythm", "contour"]


class Task(StrEnum):
    """In the order in which they are offered."""

    CONTINUE = "continue"
    FILL_IN = "fill_in"
    HARMONISE = "harmonise"
    VARY = "vary"
    MELODY = "write_melody"
    ACCOMPANY = "accompany"
    INTERPOLATE = "interpolate"
    HUMANISE = "humanise"
    FROM_NOTHING = "from_nothing"

    @property
    def kind(self) -> OperationKind:
        """What the net is asked for: from nothing is to continue what is not there."""
        return _KINDS[self]

    @property
    def goes_on(self) -> bool:
        """Does it write so many bars, rather than work on those that are chosen?"""
        return self in (Task.CONTINUE, Task.FROM_NOTHING)

    @property
    def rewrites(self) -> bool:
        """Are notes of the chosen tracks written anew, rather than others beside them?"""
        return self in (Task.FILL_IN, Task.VARY, Task.INTERPOLATE, Task.HUMANISE)

    @property
    def has_amount(self) -> bool:
        return self in (Task.VARY, Task.INTERPOLATE, Task.HUMANISE)


_KINDS = {
    Task.CONTINUE: OperationKind.CONTINUE,
    Task.FILL_IN: OperationKind.INFILL,
    Task.HARMONISE: OperationKind.HARMONISE,
    Task.VARY: OperationKind.VARY,
    Task.MELODY: OperationKind.MELODY,
    Task.ACCOMPANY: OperationKind.ACCOMPANY,
    Task.INTERPOLATE: OperationKind.INTERPOLATE,
    Task.HUMANISE: OperationKind.HUMANISE,
    Task.FROM_NOTHING: OperationKind.CONTINUE,
}


@dataclass(frozen=True, slots=True)
class Options:
    """How it is to be done. `amount` 0..1: how much a variation changes and how far an interpolation goes; `touched`
    0..1: how many of the notes are humanised. `keep` is what a variation leaves. `every_track`: all tracks are written
    anew, not the chosen one alone. [second_from, second_to) is the passage (ticks) that an interpolation leads to;
    empty: none is chosen."""

    amount: float = 0.5
    keep: Keep = ""
    every_track: bool = False
    second_from: int = 0
    second_to: int = 0
    touched: float = 1.0

    @property
    def lasting(self) -> Options:
        """Without what belongs to one song."""
        return replace(self, second_from=0, second_to=0)

    def amount_of(self, task: Task) -> float:
        """What its slider says; 1 for a task that has none."""
        if not task.has_amount:
            return 1.0
        return self.touched if task is Task.HUMANISE else self.amount
