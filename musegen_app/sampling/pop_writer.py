"""Writes pop: the writer of the codec `pop` (pop-rnn), for chords, melody, bridge and accompaniment at once.

A take can be steered from any half bar, and mends a long silence: it goes back by two bars and is drawn again with
other dice and more freedom.
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
    PopEvent,
    chord_of,
    midi_pitch,
)
from musegen_app.sampling.draw import Dice
from musegen_app.sampling.messages import Begin, OperationKind, Steering
from musegen_app.sampling.pop_plan import plan_pop
from musegen_app.sampling.pop_sampler import Drawn, Floats, PopNet, PopSampler, Snapshot, draw_all, feed_all
from musegen_app.sampling.writer import PartNote
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.model import ControlEvent

OPERATIONS = frozenset(OperationKind) - {OperationKind.INTERPOLATE}
SILENT_BARS = 3  # without a new note: a collapse
BACK_BARS = 2  # where drawing again begins
TRIES = 4  # in one take
HEAT = 0.15  # added to the factor of the temperatures with every try


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
        self.steering, self._key = begin.steering, (begin.rng_seed, index)
        self.sampler = PopSampler(net, self.plan.context, Dice(*self._key), begin.steering, self.plan.grid.start)
        self.parts = self.plan.parts
        self.start_tick, self.end_tick = self.plan.start_tick, self.plan.end_tick
        self.recovered, self.gave_way = "", set[str]()
        self.complete = self.listened = False
        self._steps: list[Step] = []
        self._checkpoints: list[Checkpoint] = []
        self._floor, self._tries = self.plan.grid.start, 0

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
        """Draw one event; where the music has fallen silent, go back, but not past what was shown."""
        advance_bands([self])

    def shown(self, until_tick: int) -> None:
        """What begins before that tick is known to the user: it stays."""
        self._floor = max(self._floor, self.plan.grid.at_or_after(until_tick))

    def book(self, drawn: Drawn, before: Floats) -> None:
        """Go past an event, or end the take if it lies past the end. `before`: the state that it was drawn in."""
        tracker, event = self.sampler.tracker, drawn.event
        begins = tracker.half_end if event[ONSET] == NEXT else tracker.position + event[ONSET]
        self.gave_way.update(drawn.gave_way)
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
        """From the first half bar at or after `commit_tick`."""
        self.steering = self.sampler.steering = steering
        grid = self.plan.grid
        at = max(grid.at_or_after(commit_tick), grid.start)
        line = -(-at // grid.half) * grid.half
        if not self.listened or line >= grid.end:
            return self.end_tick if self.listened else self.start_tick
        self._rewind(line)
        self._floor = min(self._floor, line)
        return self._tick(line)

    def _rewind(self, line: int) -> None:
        """Forget all that begins at or after the half bar at `line`, if it was reached."""
        later = [c for c in self._checkpoints if c.start >= line]
        if not later:
            return
        self._checkpoints = self._checkpoints[: -len(later)]
        del self._steps[later[0].steps :]
        self.sampler.restore(later[0].snapshot)
        self.complete = False

    def mend(self) -> None:
        """After bars of silence go back and try again."""
        grid, bar = self.plan.grid, 2 * self.plan.grid.half
        now = grid.end if self.complete else self.sampler.tracker.position
        since = next((s.start for s in reversed(self._steps) if s.new and s.event[ONSET] != NEXT), grid.start)
        if now - since <= SILENT_BARS * bar or self._tries >= TRIES or self.plan.varies:
            return
        back = max(self._floor, now - BACK_BARS * bar) // grid.half * grid.half
        self._tries += 1
        self._rewind(max(back, -(-self._floor // grid.half) * grid.half))
        self.sampler.dice = Dice(*self._key, self._tries)
        heat = 1 + HEAT * self._tries
        s = self.steering
        pitch, rhythm = s.pitch_temperature * heat, s.rhythm_temperature * heat
        self.sampler.steering = replace(s, pitch_temperature=pitch, rhythm_temperature=rhythm, top_p=max(s.top_p, 0.95))
        self.recovered = f"The bars before tick {self._tick(now)} fell silent: drawn again with more freedom."


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
        writer.mend()
