"""One request being answered: a take that grows event by event, can be steered, and mends its own collapses.

Used by the inference worker (which gives credit) and by the command line (which lets it run through). One thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from musegen_app.codecs.lead import Kind, LeadEvent, pitch_value
from musegen_app.codecs.lead_context import LeadContext
from musegen_app.codecs.lead_sheet import LeadNote
from musegen_app.sampling.autoregressive import LeadSampler, Snapshot, StepNet, feed_all, next_events
from musegen_app.sampling.collapse import Collapse, CollapseKind, find_collapse
from musegen_app.sampling.draw import Dice, turned
from musegen_app.sampling.frame import Frame
from musegen_app.sampling.lead_moment import LeadMoments
from musegen_app.sampling.lead_register import wished_register
from musegen_app.sampling.mending import Mender
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.rules import Rules
from musegen_app.score.time import MeterMap


@dataclass(frozen=True, slots=True)
class Step:
    """An event of the take: where it begins on the grid, and the net's log-probability of it (nats)."""

    event: LeadEvent
    begun: int
    logp: float


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The sampler at the first event of a bar, after `steps` events of the take."""

    grid: int
    steps: int
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class WrittenNote:
    """A new note on the grid and the net's log-probability of it (nats, all its fields)."""

    note: LeadNote
    logp: float


class Continuation:
    """Writes [rules.start, rules.end) on the grid after the events of `seed`.

    `key` names the dice: (rng seed, take index). `recovered` is a sentence once a collapse was mended, with the bar as
    the song's `meter` counts it. `listen_all` feeds the seed before anything is drawn.
    """

    def __init__(
        self,
        net: StepNet,
        context: LeadContext,
        seed: Sequence[LeadEvent],
        rules: Rules,
        frame: Frame,
        steering: Steering,
        key: tuple[int, int],
        meter: MeterMap,
    ) -> None:
        self.frame = frame
        self.start, self.end = rules.start, rules.end
        self.steering = steering
        self.recovered = ""
        self.gave_way: set[str] = set()
        self.net, self._meter = net, meter
        moments = LeadMoments(context, frame, rules.end)
        self.sampler = LeadSampler(net, context, Dice(*key), steering, rules, moments)
        self.seed = tuple(seed)
        self._key, self._begun_with = key, steering
        self._anchor = context.anchor
        self._mender = Mender(rules, frame.bar, lambda pitch: pitch_value(pitch, context.anchor))
        self._steps: list[Step] = []
        self._notes: list[LeadNote] = []
        self._logp: list[float] = []
        self.listened()
        self._resumed = self.start  # a note that ends here has been promised as it is: it is not held on

    # --- what there is ----------------------------------------------------------------------------------
    @property
    def position(self) -> int:
        """Grid position of the next event."""
        return self.sampler.position

    @property
    def complete(self) -> bool:
        return self.position >= self.end

    @property
    def decided(self) -> int:
        """Up to here nothing changes any more: the last note may still be held on until another event comes."""
        if self.complete or not self._steps or self._steps[-1].event.kind is Kind.REST or not self._notes:
            return self.position
        return self._notes[-1].start

    @property
    def notes(self) -> tuple[LeadNote, ...]:
        """All new notes so far."""
        return tuple(self._notes)

    def written(self, from_grid: int, to_grid: int) -> list[WrittenNote]:
        """The new notes that begin in [from_grid, to_grid)."""
        pairs = zip(self._notes, self._logp, strict=True)
        return [WrittenNote(n, logp) for n, logp in pairs if from_grid <= n.start < to_grid]

    # --- going on ---------------------------------------------------------------------------------------
    def advance(self, floor: int | None = None) -> int | None:
        """Draw one event. If that completes a collapse, go back and return the grid position, else None.

        Nothing that begins before grid `floor` is ever taken back (default: the start of the take).
        """
        advance_all(self.net, [self])
        return self.mend(self.start if floor is None else floor)

    def listened(self) -> None:
        """The seed was fed (or there is none): the first checkpoint."""
        self._checkpoints: list[Checkpoint] = [Checkpoint(self.start, 0, self.sampler.snapshot())]

    def prepare(self) -> None:
        """Set rules and temperatures for the next event."""
        rules = self._mender.rules(self.position, self._notes)
        wanted = self.steering.at(self.frame.tick(self.position))
        pitches = wished_register(rules.pitches, wanted, self._anchor)
        self.sampler.rules = replace(rules, start=self._resumed, pitches=pitches)
        self.sampler.steering = self._mender.steering(self.position, wanted)

    def book(self, step: Step) -> None:
        """Take note of an event that the sampler has just gone past."""
        self._steps.append(step)
        length = self.position - step.begun
        if step.event.kind is Kind.NOTE:
            pitch = self.sampler.tracker.midi_pitch(step.event.pitch)
            self._notes.append(LeadNote(step.begun, length, pitch))
            self._logp.append(step.logp)
            self._mender.note_came()
        elif step.event.kind is Kind.HOLD:
            self._notes[-1] = replace(self._notes[-1], duration=self._notes[-1].duration + length)
            self._logp[-1] += step.logp
        if self.frame.bar_of(self.position) > self._checkpoints[-1].grid:
            self._checkpoints.append(Checkpoint(self.position, len(self._steps), self.sampler.snapshot()))

    # --- going back -------------------------------------------------------------------------------------
    def steer(self, steering: Steering, commit: int) -> int:
        """New control values from the first beat at or after grid `commit` on; returns that position.

        Notes that begin before it stay as they are, to their very end.
        """
        beat = commit + -self.frame.place(commit) % self.frame.pulse
        beat = min(max(beat, self.start), self.end)
        self.steering = steering
        self.gave_way.clear()  # what is asked for now has not failed yet
        self._roll(self._mender.attempts)
        self.rewind(beat)
        return beat

    def rewind(self, grid: int) -> None:
        """Forget what begins at or after `grid`: back to a bar's checkpoint; what is kept is fed again."""
        kept = [s for s in self._steps if s.begun < grid]
        kept += _held(self._steps[len(kept) :])
        if len(kept) == len(self._steps):
            return
        while self._checkpoints[-1].steps > len(kept):
            self._checkpoints.pop()
        point = self._checkpoints[-1]
        again = kept[point.steps :]
        self._steps, self._notes, self._logp = [], [], []
        self.sampler.restore(point.snapshot)
        self._rebuild(kept[: point.steps], point.grid)
        for step in again:
            self.sampler.feed([step.event])
            self.book(step)
        self._resumed = self.position

    def _rebuild(self, steps: list[Step], end: int) -> None:
        """Notes of the events before a checkpoint, without running the net."""
        ends = [*(s.begun for s in steps[1:]), end]
        for step, until in zip(steps, ends, strict=False):
            if step.event.kind is Kind.NOTE:
                pitch = self.sampler.tracker.midi_pitch(step.event.pitch)
                self._notes.append(LeadNote(step.begun, until - step.begun, pitch))
                self._logp.append(step.logp)
            elif step.event.kind is Kind.HOLD:
                self._notes[-1] = replace(self._notes[-1], duration=until - self._notes[-1].start)
                self._logp[-1] += step.logp
        self._steps = list(steps)

    # --- mending ----------------------------------------------------------------------------------------
    def mend(self, floor: int) -> int | None:
        """Go back if the music has run dry; see `advance`."""
        found = self._collapse()
        if found is None:
            return None
        last = self._steps[-1].begun
        target = max([floor, *(c.grid for c in self._checkpoints if c.grid <= last)])
        if target > last or not self._mender.may_go_back_to(target):
            return None
        stale = next((n.pitch for n in self._notes if n.start >= target), found.pitch)
        self.rewind(target)
        self._mender.start(found.kind, target, stale)
        self._roll(self._mender.attempts)
        bar = self._meter.position(self.frame.tick(target)).bar + 1
        self.recovered = f"Bar {bar} ran into {found.kind.value}: drawn again with more freedom."
        return target

    def _roll(self, attempt: int) -> None:
        """Take the dice of these settings and of this attempt."""
        rng_seed, index = self._key
        self.sampler.dice = Dice(turned(rng_seed, self._begun_with, self.steering), index, attempt)

    def _collapse(self) -> Collapse | None:
        if self.complete and not self._notes:
            return Collapse(CollapseKind.SILENCE, self.start)
        return find_collapse(self._notes, self.start, self.position, self.frame.bar)


def _held(steps: Sequence[Step]) -> list[Step]:
    """The HOLDs that `steps` begin with."""
    held: list[Step] = []
    for step in steps:
        if step.event.kind is not Kind.HOLD:
            break
        held.append(step)
    return held


def listen_all(net: StepNet, takes: Sequence[Continuation]) -> None:
    """Feed the seed, which is the same for all `takes`, with one call of the net per event."""
    for event in takes[0].seed:
        feed_all(net, [t.sampler for t in takes], event)
    for take in takes:
        take.listened()


def advance_all(net: StepNet, takes: Sequence[Continuation]) -> None:
    """One event for each take with one call of the net."""
    for take in takes:
        take.prepare()
    begun = [t.position for t in takes]
    drawn = next_events(net, [t.sampler for t in takes])
    for take, at, one in zip(takes, begun, drawn, strict=True):
        take.gave_way.update(one.gave_way)
        take.book(Step(one.event, at, one.logp))
