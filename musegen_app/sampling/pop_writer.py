"""Writes pop: the writer of the codec `pop` (pop-rnn), for chords, melody, bridge and accompaniment at once.

A take can be steered from any quarter. Silence, the way in which it could fall apart, is not mended but prevented: a
part that has rested for long is asked to play.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from musegen_app.codecs.pop import (
    CHORD,
    DURATION,
    DURATIONS,
    NEXT,
    ONSET,
    PART,
    PITCH,
    VELOCITIES,
    VELOCITY,
    Part,
    PopEvent,
    chord_of,
    midi_pitch,
)
from musegen_app.sampling.draw import Dice, turned
from musegen_app.sampling.messages import Begin, OperationKind, Steering
from musegen_app.sampling.pop_plan import PopPlan, plan_pop
from musegen_app.sampling.pop_sampler import (
    Drawn,
    Floats,
    Limits,
    PopNet,
    PopSampler,
    Snapshot,
    draw_all,
    feed_all,
    step_all,
)
from musegen_app.sampling.writer import PartNote
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.model import ControlEvent

OPERATIONS = frozenset(OperationKind) - {OperationKind.INTERPOLATE, OperationKind.HUMANISE}
LONGEST_REST = 2  # bars in which the one part that carries the take may rest
QUARTER = 4  # sixteenths
MELODY_REST = 4  # bars in which a melody may rest while others play


@dataclass(frozen=True, slots=True)
class Step:
    """An event of the take, the sixteenth at which it happens, the net's log-probability of it (nats), and whether it
    is new: not given, not in the song."""

    event: PopEvent
    start: int
    logp: float
    new: bool


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The sampler before the half bar at sixteenth `start` began, after `steps` events of the take."""

    start: int
    steps: int
    snapshot: Snapshot


class PopWriter:
    """A `Writer`; the seed is fed by the first step, for all takes of a batch together."""

    def __init__(self, begin: Begin, net: PopNet, index: int = 0) -> None:
        self.net, self.plan = net, plan_pop(begin)
        self._key, self._begun_with = (begin.rng_seed, index), begin.steering
        self._meter = begin.score.meter
        limits = Limits(self.plan.grid.start, self.plan.given, _rests(self.plan), self.plan.standing)
        told = self.plan.context, Dice(begin.rng_seed, index), begin.steering, limits, self.plan.moments
        self.sampler = PopSampler(net, *told)
        self.parts = self.plan.parts
        self.start_tick, self.end_tick = self.plan.start_tick, self.plan.end_tick
        self.recovered, self.gave_way = "", set[str]()
        self.complete = self.listened = False
        self._steps: list[Step] = []
        self._checkpoints: list[Checkpoint] = []

    # --- what there is ----------------------------------------------------------------------------------
    @property
    def decided_tick(self) -> int:
        if self.complete:
            return self.end_tick
        return max(self.start_tick, self._tick(self.sampler.tracker.position))

    def _tick(self, at: int) -> int:
        return min(max(self.plan.grid.tick(at), self.start_tick), self.end_tick)

    def notes(self, from_tick: int, to_tick: int) -> list[PartNote]:
        """The new notes of these ticks, and the old ones that accepting the take would remove."""
        drawn = [self._note(s) for s in self._steps if s.new and s.event[ONSET] != NEXT]
        until = self.decided_tick
        found = [*drawn, *(n for n in self.plan.again if n.start_tick < until)]
        inside = (n for n in found if from_tick <= n.start_tick < to_tick)
        return sorted(inside, key=lambda n: (n.start_tick, n.part, n.pitch))

    def _note(self, step: Step) -> PartNote:
        event, start = step.event, self._tick(step.start)
        end = min(self.plan.grid.tick(step.start + DURATIONS[event[DURATION]]), self.end_tick)
        pitch = midi_pitch(event[PITCH], self.plan.context.anchor)
        place = self.plan.places[event[PART]]
        return PartNote(place, start, max(1, end - start), pitch, VELOCITIES[event[VELOCITY]], step.logp)

    def controls(self, from_tick: int, to_tick: int) -> list[tuple[int, ControlEvent]]:
        """A band has none."""
        return []

    def chords(self, from_tick: int, to_tick: int) -> list[ChordSymbol]:
        """The new symbols of these ticks; where the song has symbols, those stand."""
        given = dict(self.plan.context.chords)
        first = len(self.plan.seed) and sum(e[ONSET] == NEXT for e in self.plan.seed)
        values = [s.event[CHORD] for s in self._steps if s.event[ONSET] == NEXT]
        out: list[ChordSymbol] = []
        for i, value in enumerate(values):
            tick = self._tick((first + i) * self.plan.grid.half)
            if first + i not in given and (i == 0 or value != values[i - 1]) and from_tick <= tick < to_tick:
                out.append(self._symbol(tick, value))
        return out if self.plan.with_chords else []

    def _symbol(self, tick: int, value: int) -> ChordSymbol:
        chord = chord_of(value, self.plan.context.anchor)
        return ChordSymbol(tick, chord, chord.text(self.plan.key.uses_flats) if chord else "N.C.", generated=True)

    # --- going on ---------------------------------------------------------------------------------------
    def advance(self) -> None:
        """Draw one event."""
        advance_bands([self])

    def book(self, drawn: Drawn, before: Floats) -> None:
        """Go past an event, or end the take if it lies past the end. `before`: the state that it was drawn in."""
        tracker, event = self.sampler.tracker, drawn.event
        begins = tracker.half_end if event[ONSET] == NEXT else tracker.position + event[ONSET]
        self.gave_way.update(drawn.gave_way)
        if drawn.urged and not self.recovered:
            bar = self._meter.position(self._tick(begins)).bar + 1
            self.recovered = f"A part had been silent for long in bar {bar}: it was asked to play."
        if begins >= self.plan.grid.end:
            self.complete = True
            return
        if event[ONSET] == NEXT:
            self._checkpoints.append(Checkpoint(begins, len(self._steps), Snapshot(tracker.snapshot(), before)))
        new = event[ONSET] == NEXT or (begins, event[PART], event[PITCH]) not in self.plan.given
        tracker.push(event)
        self._steps.append(Step(event, begins, drawn.logp, new))

    # --- going back -------------------------------------------------------------------------------------
    def steer(self, steering: Steering, commit_tick: int) -> int:
        """From the first quarter at or after `commit_tick`; what began before it stays to its end."""
        self.sampler.steering = steering
        rng_seed, index = self._key
        self.sampler.dice = Dice(turned(rng_seed, self._begun_with, steering), index)
        grid = self.plan.grid
        at = max(grid.at_or_after(commit_tick), grid.start)
        line = -(-at // QUARTER) * QUARTER
        if not self.listened or line >= grid.end:
            return self.end_tick if self.listened else self.start_tick
        self._rewind(line)
        return self._tick(line)

    def _rewind(self, line: int) -> None:
        """Forget all that begins at or after the sixteenth `line`, if it was reached; what is kept of the half bar in
        which it lies is fed again."""
        kept = [s for s in self._steps if s.start < line]
        if len(kept) == len(self._steps) and not self.complete:
            return
        point = max((c for c in self._checkpoints if c.start <= line), key=lambda c: c.steps, default=None)
        if point is None:
            return
        self._checkpoints = [c for c in self._checkpoints if c.steps < point.steps]
        self.sampler.restore(point.snapshot)
        del self._steps[point.steps :]
        self.complete = False
        for step in kept[point.steps :]:
            self._feed(step)
        self.sampler.limits = replace(self.sampler.limits, resumed=line)

    def _feed(self, step: Step) -> None:
        """An event that stays happens again."""
        sampler, before = self.sampler, self.sampler.state
        step_all(self.net, [sampler])
        if step.event[ONSET] == NEXT:
            mark = Snapshot(sampler.tracker.snapshot(), before)
            self._checkpoints.append(Checkpoint(step.start, len(self._steps), mark))
        sampler.tracker.push(step.event)
        self._steps.append(step)


def _rests(plan: PopPlan) -> tuple[int, int, int]:
    """How many sixteenths each part may rest: the one that carries the take, and the melody, not for ever."""
    if plan.varies:
        return 0, 0, 0
    bar = 2 * plan.grid.half
    carrier = next(part for part in (Part.ACCOMPANIMENT, Part.LEAD, Part.BRIDGE) if part in plan.places)
    rests = {Part.LEAD: MELODY_REST * bar} if Part.LEAD in plan.places else {}
    rests[carrier] = LONGEST_REST * bar
    return rests.get(Part.LEAD, 0), rests.get(Part.BRIDGE, 0), rests.get(Part.ACCOMPANIMENT, 0)


def listen_bands(writers: Sequence[PopWriter]) -> None:
    """Feed the seed to those that have not heard it, with one call of the net per event for all."""
    deaf = [w for w in writers if not w.listened]
    if deaf:
        for event in deaf[0].plan.seed:
            feed_all(deaf[0].net, [w.sampler for w in deaf], event)
    for writer in deaf:
        writer.listened = True


def advance_bands(writers: Sequence[PopWriter]) -> None:
    """One event for each writer of one bundle and one request."""
    listen_bands(writers)
    before = [w.sampler.state for w in writers]
    drawn = draw_all(writers[0].net, [w.sampler for w in writers])
    for writer, one, state in zip(writers, drawn, before, strict=True):
        writer.book(one, state)
