"""Writes piano music: the writer of the codec `perf` (piano-lstm).

A take can be steered from any beat and mends its own collapses: it goes back to a bar's checkpoint and is drawn again
with more freedom. Events that were drawn are handed out as notes with their timing, and as the pedal's controller.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from musegen_app.codecs.perf import (
    DURATIONS,
    FIRST_KEY,
    GAPS,
    GRID_PER_QUARTER,
    PEDAL_DOWN,
    TICKS_PER_GRID,
    TIMINGS,
    PerfEvent,
    is_key,
    note_of,
)
from musegen_app.codecs.perf_sheet import SUSTAIN
from musegen_app.sampling.collapse import Collapse, CollapseKind
from musegen_app.sampling.draw import Dice, turned
from musegen_app.sampling.messages import Begin, OperationKind, Part, Steering
from musegen_app.sampling.perf_collapse import find_collapse
from musegen_app.sampling.perf_plan import plan_piano
from musegen_app.sampling.perf_sampler import Drawn, Floats, PerfNet, PerfSampler, draw_all, feed_all
from musegen_app.sampling.writer import PartNote
from musegen_app.score.model import ControlEvent, ControlKind

OPERATIONS = frozenset({OperationKind.CONTINUE, OperationKind.INFILL, OperationKind.VARY, OperationKind.HUMANISE})
TRIES_PER_BAR = 4
HEAT = 0.2  # added to the temperatures' factor with every try
MEND_BARS = 2  # how long the extra freedom lasts
PLAIN_VELOCITY = 64  # of a note whose velocity was not drawn; the net draws it for every key


@dataclass(frozen=True, slots=True)
class Step:
    """An event of the take, where it happens on the grid, and the net's log-probability of it (nats)."""

    event: PerfEvent
    start: int
    logp: float
    fixed: bool


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The sampler when nothing had happened at or after grid `bar`: after `steps` events of the take."""

    bar: int
    steps: int
    state: Floats


class PerfWriter:
    """A `Writer`; the seed is fed by the first step, for all takes of a batch together."""

    def __init__(self, begin: Begin, net: PerfNet, index: int = 0) -> None:
        self.net, self.plan = net, plan_piano(begin, net.styles)
        self.steering, self._key = begin.steering, (begin.rng_seed, index)
        self._begun_with, self._meter = begin.steering, begin.score.meter
        told = self.plan.context, Dice(*self._key), begin.steering, self.plan.rules, self.plan.moments
        self.sampler = PerfSampler(net, *told)
        target = self.plan.target
        self.parts = (Part(target.name or "Piano", target.id, target.program),)
        self.start_tick, self.end_tick = self.plan.start_tick, self.plan.end_tick
        self.recovered, self.gave_way = "", set[str]()
        self.complete = self.listened = False
        self._steps: list[Step] = []
        self._struck: list[PerfEvent] = []  # those of them that are keys
        self._last_onset = self.plan.rules.start
        self._checkpoints: list[Checkpoint] = []
        self._floor = self.plan.rules.start  # nothing that begins before it is taken back
        self._tries, self._attempts = Counter[int](), 0
        self._hot_until, self._heat = self.plan.rules.start, 0

    # --- what there is ----------------------------------------------------------------------------------
    @property
    def _bar(self) -> int:
        return self.sampler.tracker.bar_at(self._position).length

    @property
    def _position(self) -> int:
        """Grid unit of the last event, or where the take begins."""
        return max(self.plan.rules.start, self.sampler.tracker.position)

    @property
    def decided_tick(self) -> int:
        """A later event may still come as early as the timing allows."""
        if self.complete:
            return self.end_tick
        return max(self.start_tick, self.plan.clock.tick(self._position, TIMINGS[0]) - 1)

    def notes(self, from_tick: int, to_tick: int) -> list[PartNote]:
        """The new notes of these ticks, with those that a variation keeps; the fixed ones are the song's."""
        written = [self._note(s) for s in self._steps if is_key(s.event.value) and not s.fixed]
        written += [PartNote(0, n.start_tick, n.duration_ticks, n.pitch, n.velocity) for n in self.plan.kept]
        return sorted(
            (n for n in written if from_tick <= n.start_tick < to_tick), key=lambda n: (n.start_tick, n.pitch)
        )

    def _note(self, step: Step) -> PartNote:
        note = note_of(step.event, step.start)
        start = min(max(self.plan.clock.tick(step.start, note.timing), self.start_tick), self.end_tick - 1)
        old = self.plan.retouched.get((step.start, step.event.value))
        if old is not None:
            return PartNote(0, start, old.duration_ticks, old.pitch, note.velocity or PLAIN_VELOCITY, step.logp)
        end = self.plan.clock.tick(step.start + DURATIONS[step.event.duration], note.timing)
        length = max(1, min(end, self.end_tick) - start)
        return PartNote(0, start, length, note.pitch, note.velocity or PLAIN_VELOCITY, step.logp)

    def controls(self, from_tick: int, to_tick: int) -> list[tuple[int, ControlEvent]]:
        """The pedal. At the end it is brought to where what comes after it expects it: nobody else would."""
        found = [
            (max(self.start_tick, self.plan.clock.tick(s.start)), s.event.value == PEDAL_DOWN)
            for s in self._steps
            if s.event.value < FIRST_KEY
        ]
        down = found[-1][1] if found else self.plan.down_before
        if self.complete and self.plan.rules.pedalled and down != self.plan.down_after:
            found.append((self.end_tick - 1, self.plan.down_after))
        inside = ((tick, down) for tick, down in found if from_tick <= tick < to_tick)
        return [(0, ControlEvent(tick, ControlKind.CONTROL, 127 if down else 0, SUSTAIN)) for tick, down in inside]

    # --- going on ---------------------------------------------------------------------------------------
    def advance(self) -> None:
        """Draw one event; where that completes a collapse, go back, but not past what was shown."""
        advance_pianos([self])

    def heard(self) -> None:
        """The seed was fed (or there is none): the first checkpoint."""
        self.listened = True
        self._seed = len(self.sampler.tracker.events)
        self._checkpoints = [Checkpoint(self.plan.rules.start, 0, self.sampler.state)]

    def prepare(self) -> None:
        """Set the temperatures for the next event."""
        self.sampler.steering = self._warm() if self._position < self._hot_until else self.steering

    def _warm(self) -> Steering:
        heat = 1 + HEAT * self._heat
        s = self.steering
        pitch, rhythm = s.pitch_temperature * heat, s.rhythm_temperature * heat
        return replace(s, pitch_temperature=pitch, rhythm_temperature=rhythm, top_p=max(s.top_p, 0.95))

    def book(self, drawn: Drawn, before: Floats) -> None:
        """Go past an event, or end the take if it lies past the end. `before`: the state that it was drawn in."""
        at = self.sampler.tracker.position + GAPS[drawn.event.gap]
        self.gave_way.update(drawn.gave_way)
        if at >= self.plan.rules.end:
            self.complete = True
            return
        self._checkpoint(at, before)
        self.sampler.push(drawn.event)
        self._steps.append(Step(drawn.event, at, drawn.logp, drawn.fixed))
        if is_key(drawn.event.value):
            self._struck.append(drawn.event)
            self._last_onset = at

    def _checkpoint(self, at: int, before: Floats) -> None:
        """The first event of a bar is about to be pushed: the state before it was drawn is worth keeping."""
        bar = self.sampler.tracker.bar_at(at).start
        if bar > self._checkpoints[-1].bar:
            self._checkpoints.append(Checkpoint(bar, len(self._steps), before))

    # --- going back -------------------------------------------------------------------------------------
    def shown(self, until_tick: int) -> None:
        """What begins before that tick is known to the user: it stays, and nothing new comes before it."""
        self._floor = max(self._floor, self._after(until_tick))
        self._nothing_before(until_tick)

    def _after(self, tick: int) -> int:
        """The first grid unit at or after `tick` that all notes which begin before that tick come before."""
        begun = (s.start + 1 for s in self._steps if is_key(s.event.value) and self._note(s).start_tick < tick)
        return max([-(-tick // TICKS_PER_GRID), *begun])

    def _nothing_before(self, tick: int) -> None:
        grid, timing = self.plan.clock.place(tick)
        self.sampler.rules = replace(self.sampler.rules, earliest=grid + timing * GRID_PER_QUARTER)

    def steer(self, steering: Steering, commit_tick: int) -> int:
        """From the first beat at or after `commit_tick`, or the note on it that was early; what began before that stays
        to its end."""
        self.steering = steering
        self._roll()
        rules, grid = self.plan.rules, self._after(max(commit_tick, self.start_tick))
        bar = self.sampler.tracker.bar_at(grid)
        beat = min(grid + -(grid - bar.start) % bar.pulse, rules.end)
        if not self.listened:
            return self.start_tick
        if beat >= rules.end:
            return self.end_tick
        gone = [self._note(s).start_tick for s in self._steps if s.start >= beat and is_key(s.event.value)]
        self._rewind(beat)
        self._floor = min(self._floor, beat)
        tick = min(self.end_tick, max(self.start_tick, min([self.plan.clock.tick(beat), *gone])))
        self._nothing_before(tick)
        return tick

    def _rewind(self, grid: int) -> None:
        """Forget what begins at or after `grid`: back to a checkpoint; what is kept is fed again, and nothing new comes
        in between."""
        kept = [s for s in self._steps if s.start < grid]
        if len(kept) == len(self._steps) and not self.complete:
            return
        self.complete = False
        while len(self._checkpoints) > 1 and self._checkpoints[-1].steps > len(kept):
            self._checkpoints.pop()
        point = self._checkpoints[-1]
        self._steps, keys = kept, [s for s in kept if is_key(s.event.value)]
        self._struck = [s.event for s in keys]
        self._last_onset = keys[-1].start if keys else self.plan.rules.start
        self.sampler.restore(self._seed + point.steps, point.state)
        for step in kept[point.steps :]:
            feed_all(self.net, [self.sampler], step.event)
        self.sampler.rules = replace(self.sampler.rules, start=max(self.plan.rules.start, grid))

    def mend(self) -> None:
        """If the music has run dry, go back by a bar and try again with other dice and more freedom."""
        found = self._collapse()
        if found is None:
            return
        last = self._steps[-1].start if self._steps else self.plan.rules.start
        target = max([self._floor, *(c.bar for c in self._checkpoints if c.bar < last)])
        if self._tries[target] >= TRIES_PER_BAR:
            return
        self._tries[target] += 1
        self._attempts += 1
        self._heat = min(self._heat + 1, TRIES_PER_BAR)
        self._rewind(target)
        self._hot_until = target + MEND_BARS * self._bar
        self._roll()
        bar = self._meter.position(self.plan.clock.tick(target)).bar + 1
        self.recovered = f"Bar {bar} ran into {found.kind.value}: drawn again with more freedom."

    def _roll(self) -> None:
        """Take the dice of these settings and of this attempt."""
        rng_seed, index = self._key
        self.sampler.dice = Dice(turned(rng_seed, self._begun_with, self.steering), index, self._attempts)

    def _collapse(self) -> Collapse | None:
        if self.plan.rules.slots is not None:
            return None  # a variation has the rhythm and the rests of what it varies
        now = self.plan.rules.end if self.complete else self._position
        if self.complete and not self._struck:
            return Collapse(CollapseKind.SILENCE, self._last_onset)
        return find_collapse(self._struck, self._last_onset, now, self._bar)


def listen_pianos(writers: Sequence[PerfWriter]) -> None:
    """Feed the seed to those that have not heard it, with one call of the net per event for all."""
    deaf = [w for w in writers if not w.listened]
    if deaf:
        for event in deaf[0].plan.seed:
            feed_all(deaf[0].net, [w.sampler for w in deaf], event)
    for writer in deaf:
        writer.heard()


def advance_pianos(writers: Sequence[PerfWriter]) -> None:
    """One event for each writer of one bundle and one request."""
    listen_pianos(writers)
    for writer in writers:
        writer.prepare()
    before = [w.sampler.state for w in writers]
    for writer, drawn, state in zip(
        writers, draw_all(writers[0].net, [w.sampler for w in writers]), before, strict=True
    ):
        writer.book(drawn, state)
        writer.mend()
