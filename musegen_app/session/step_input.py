"""Step input: keys played without the clock running become notes, one step after another.

A pure state machine: it is given the time (seconds of any steady clock) and never reads one. GUI thread.
The rules are those of LMMS: nothing is written before all keys are up; a key that went up alone and is not struck again
within 70 ms was taken back; arrows move the cursor, or stretch the step whose keys are down.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from musegen_app.score.model import Note
from musegen_app.session.played import PLAYED

TAKEN_BACK_SECONDS = 0.07


@dataclass(frozen=True, slots=True)
class Step:
    """What all keys going up wrote: `notes` begin at `tick` and last `ticks`."""

    tick: int
    ticks: int
    notes: tuple[Note, ...]

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(n.id for n in self.notes)


@dataclass(frozen=True, slots=True)
class _Key:
    velocity: int
    up_at: float | None = None  # seconds; None while it is down


class StepInput:
    """`step_at` tells how many ticks a step at a tick has: the grid of the roll."""

    def __init__(self, cursor_tick: int, step_at: Callable[[int], int]) -> None:
        self._step_at = step_at
        self.cursor = cursor_tick
        self.stretched = 0  # steps that the held keys last beyond the first
        self._keys: dict[int, _Key] = {}
        self._written: list[Step] = []
        self._undone: list[Step] = []

    @property
    def ticks(self) -> int:
        """How long the step at the cursor is."""
        end = self.cursor
        for _ in range(1 + self.stretched):
            end += self._step_at(end)
        return end - self.cursor

    @property
    def held(self) -> dict[int, int]:
        """Pitch and velocity of what would be written if all keys went up now."""
        return {pitch: key.velocity for pitch, key in self._keys.items()}

    # -- keys of the piano ---------------------------------------------------------------------------------------

    def key_down(self, pitch: int, velocity: int, seconds: float) -> None:
        """A key is struck: a new one of this step, or one taken back and struck again."""
        self.pass_time(seconds)
        self._keys[pitch] = _Key(velocity)

    def key_up(self, pitch: int, seconds: float) -> Step | None:
        """A key went up. The step that this wrote, when it was the last one; the cursor stands behind it then."""
        self.pass_time(seconds)
        key = self._keys.get(pitch)
        if key is None or key.up_at is not None:
            return None
        self._keys[pitch] = replace(key, up_at=seconds)
        return self._write() if all(k.up_at is not None for k in self._keys.values()) else None

    def pass_time(self, seconds: float) -> bool:
        """Drop keys that went up alone long enough ago. True if there were any."""
        kept = {p: k for p, k in self._keys.items() if k.up_at is None or seconds - k.up_at < TAKEN_BACK_SECONDS}
        dropped = len(kept) < len(self._keys)
        self._keys = kept
        return dropped

    # -- keys of the computer ------------------------------------------------------------------------------------

    def go(self, steps: int) -> None:
        """The cursor moves by grid steps; while keys are down their step gets longer or shorter instead."""
        if self._keys:
            self.stretched = max(0, self.stretched + steps)
            return
        for _ in range(abs(steps)):
            self.cursor = self.cursor + self._step_at(self.cursor) if steps > 0 else self._before()

    def rest(self) -> None:
        """A step without notes: the cursor goes on. While keys are down their step gets longer."""
        self.go(1)

    def back(self) -> Step | None:
        """Take back: the keys that are down, else the last step (the caller removes it), else a step of the cursor."""
        if self._keys:
            self._forget()
            return None
        if self._written and self._written[-1].tick + self._written[-1].ticks == self.cursor:
            step = self._written.pop()
            self._undone.clear()
            self.cursor = step.tick
            return step
        self.cursor = self._before()
        return None

    def settle(self, present: Collection[int]) -> None:
        """The song changed; `present` are the ids of its notes. Where a step was undone the cursor goes back to it,
        where one was done again the cursor goes behind it."""
        while self._written and self._written[-1].ids.isdisjoint(present):
            self._undone.append(self._written.pop())
            self.cursor = self._undone[-1].tick
        while self._undone and not self._undone[-1].ids.isdisjoint(present):
            self._written.append(self._undone.pop())
            self.cursor = self._written[-1].tick + self._written[-1].ticks

    # -- inside --------------------------------------------------------------------------------------------------

    def _write(self) -> Step:
        ticks = self.ticks
        notes = tuple(Note(self.cursor, ticks, p, k.velocity, origin=PLAYED) for p, k in sorted(self._keys.items()))
        step = Step(self.cursor, ticks, notes)
        self._written.append(step)
        self._undone.clear()
        self._forget()
        self.cursor += ticks
        return step

    def _forget(self) -> None:
        self._keys = {}
        self.stretched = 0

    def _before(self) -> int:
        """A step back, as long as the step that begins right before the cursor."""
        return max(0, self.cursor - self._step_at(max(0, self.cursor - 1)))
