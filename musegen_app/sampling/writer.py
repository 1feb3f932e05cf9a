"""What a codec's sampler is to everybody else: something that writes notes of one or more parts, step by step.

A writer is made for one take by its family (`sampling.families`) and lives in the inference worker's thread. Times are
ticks of the document. What it hands out is what was drawn: nothing is snapped, moved or dropped afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from musegen_app.sampling.messages import Part, Steering
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.model import ControlEvent


@dataclass(frozen=True, slots=True)
class PartNote:
    """A drawn note: `part` is its place in the writer's `parts`, `logp` the net's log-probability of it (nats, all its
    fields)."""

    part: int
    start_tick: int
    duration_ticks: int
    pitch: int
    velocity: int
    logp: float = 0.0


class Writer(Protocol):
    """Writes [start_tick, end_tick). Plain attributes will do for what has no verb.

    `recovered` is a sentence once a collapse was mended, `gave_way` the labels of controls that would have left
    nothing to draw. Notes the song has already (locked ones, and all outside the operation) are conditions: they are
    never handed out.
    """

    @property
    def parts(self) -> tuple[Part, ...]: ...

    @property
    def start_tick(self) -> int: ...

    @property
    def end_tick(self) -> int: ...

    @property
    def recovered(self) -> str: ...

    @property
    def gave_way(self) -> set[str]: ...

    @property
    def decided_tick(self) -> int:
        """Nothing that begins before it will change, unless `steer` is called."""
        ...

    @property
    def complete(self) -> bool: ...

    def advance(self) -> None:
        """One step on (an event, a frame, a bar): a few milliseconds at most. Not called once `complete`."""
        ...

    def notes(self, from_tick: int, to_tick: int) -> list[PartNote]:
        """The new notes that begin in [from_tick, to_tick), in order of time."""
        ...

    def controls(self, from_tick: int, to_tick: int) -> list[tuple[int, ControlEvent]]:
        """Pedals, wheels … of [from_tick, to_tick), each with its part's place in `parts`, in order of time."""
        ...

    def steer(self, steering: Steering, commit_tick: int) -> int:
        """New control values: all that begins at or after the tick returned (never before `commit_tick`, at least
        `start_tick`, at most `end_tick`) is forgotten and drawn again by later calls of `advance`."""
        ...


@runtime_checkable
class WritesChords(Protocol):
    """A writer that also proposes chord symbols."""

    def chords(self, from_tick: int, to_tick: int) -> list[ChordSymbol]:
        """The new symbols of [from_tick, to_tick)."""
        ...


@runtime_checkable
class CountsBars(Protocol):
    """A writer whose bars may be others than those of the song (a wished metre)."""

    def next_bar(self, tick: int) -> int:
        """The first bar line after `tick`."""
        ...


@runtime_checkable
class TakesBack(Protocol):
    """A writer that may take back even what is decided, as long as nobody has been shown it."""

    def shown(self, until_tick: int) -> None:
        """What begins before `until_tick` is known to the user: from now on it stays, unless `steer` is called."""
        ...


def advance_each(writers: Sequence[Writer]) -> None:
    """One step of each writer, one after the other: `advance_together` of a family that has no batch."""
    for writer in writers:
        writer.advance()
