"""One `Begin` being answered: the continuation, what of it was proposed, and how far the credit goes.

Lives in the inference worker's thread; time is handed in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from musegen_app.sampling.autoregressive import StepNet
from musegen_app.sampling.chords import ChordNet, Harmony, harmonise
from musegen_app.sampling.continuation import Continuation, listen_all
from musegen_app.sampling.hearing import HeardSeed, hear
from musegen_app.sampling.messages import Begin, NotesProposed, Steering, TakeDone
from musegen_app.sampling.plan import Plan, plan_continuation
from musegen_app.sampling.steering.catalog import clamped
from musegen_app.sampling.take import take_id
from musegen_app.sampling.writing import Origins, notes_of, origin_of, symbols_of
from musegen_app.score.keys import Key


@dataclass(frozen=True, slots=True)
class LoadedBundle:
    """An open model: its name, the melody net and, if it has one, the chords net."""

    name: str
    net: StepNet
    chords: ChordNet | None = None


class Job:
    """Answers one request, bar by bar. `index` numbers the takes of a batch, which listen to the seed together."""

    def __init__(self, begin: Begin, bundle: LoadedBundle, index: int = 0, listen: bool = True) -> None:
        self.request = begin.request
        self.heard: HeardSeed = hear(begin.score, begin.track_id, begin.seed_from_tick, begin.start_tick, begin.wish)
        self.view = self.heard.view
        steering = clamped(begin.steering)
        take = take_id(begin, bundle.name, index)
        self.origins = Origins(origin_of(bundle.name, begin.rng_seed, take, steering))
        plan = plan_continuation(self.heard, begin.bars)
        harmony = self._harmony(plan, bundle.chords if begin.with_chords else None, (begin.rng_seed, index))
        self.chords = harmony.new
        self.take = Continuation(
            bundle.net,
            replace(plan.context, chords=harmony.sounding),
            plan.seed,
            plan.rules,
            self.view.frame,
            steering,
            (begin.rng_seed, index),
        )
        if listen:
            listen_all(bundle.net, [self.take])
        self.revision = 0
        self.seconds = 0.0
        self.drawn = 0
        self._start_tick = begin.start_tick
        self._key = self.heard.hearing.key or Key()
        self._proposed: int | None = None  # grid position up to which notes were proposed; None: nothing yet
        self._announced = False
        self._told = ""  # the last recovery that was said
        self.extend(begin.credit_tick)

    def _harmony(self, plan: Plan, net: ChordNet | None, key: tuple[int, int]) -> Harmony:
        if net is None:
            return Harmony(plan.context.chords)
        return harmonise(net, plan.context, self.view.line.notes, self.view.asked, plan.rules.end, key)

    @property
    def end_tick(self) -> int:
        return self.view.frame.tick(self.take.end)

    @property
    def may_go_on(self) -> bool:
        """Whether there is something to draw within the credit."""
        return not self.take.complete and self.take.decided < self._credit

    @property
    def finished(self) -> bool:
        """Whether the take is complete and that has not been said yet."""
        return self.take.complete and not self._announced

    def extend(self, credit_tick: int) -> None:
        """Draw up to `credit_tick`; a bar that has been begun is drawn as far as it was asked for."""
        self._credit = self.view.frame.at_or_after(credit_tick)

    def steer(self, steering: Steering, commit_tick: int) -> None:
        """New control values from the first beat past `commit_tick`; what was proposed from there on is drawn again."""
        steering = clamped(steering)
        beat = self.take.steer(steering, self.view.frame.at_or_after(commit_tick))
        self.origins.steered(steering, beat)
        if self._proposed is not None:
            self._proposed = min(self._proposed, beat)
        self._announced = False  # whoever steers waits for the end again, also when nothing is left to change

    def step(self, seconds: float) -> None:
        """Book the time that `advance` took."""
        self.seconds += seconds

    def advance(self) -> NotesProposed | None:
        """Draw one event; a proposal when a bar, the credit or the take is complete."""
        floor = self.take.start if self._proposed is None else max(self.take.start, self._proposed)
        before = len(self.take.notes)
        self.take.advance(floor)
        self.drawn += max(0, len(self.take.notes) - before)
        return self.proposal() if self._worth_saying() else None

    def _worth_saying(self) -> bool:
        if self.take.complete:
            return True
        since = self.take.start if self._proposed is None else self._proposed
        next_bar = self.view.frame.next_bar(since + 1)
        return self.take.decided >= min(next_bar, self._credit)

    def proposal(self) -> NotesProposed:
        """Everything decided since the last proposal."""
        frame, take = self.view.frame, self.take
        first = self._proposed is None
        since = take.start if self._proposed is None else self._proposed
        until = take.decided
        locked = {n.start for n in self.view.fixed}  # these the song has already
        written = [w for w in take.written(since, until) if w.note.start not in locked]
        from_tick = min(self._start_tick, frame.tick(since)) if first else frame.tick(since)
        until_tick = max(from_tick, frame.tick(until))
        self._proposed = until
        recovered, self._told = ("" if take.recovered == self._told else take.recovered), take.recovered
        self.revision += 1
        return NotesProposed(
            request=self.request,
            revision=self.revision,
            replaces_from_tick=from_tick,
            notes=notes_of(written, self.view, self.origins),
            logp=tuple(w.logp for w in written),
            chords=symbols_of(self.chords, self.view, self._key, from_tick, until_tick),
            until_tick=until_tick,
            notes_per_second=self.drawn / self.seconds if self.seconds else 0.0,
            recovered=recovered,
            end_tick=self.end_tick,
            gave_way=tuple(sorted(take.gave_way)),
        )

    def done(self) -> TakeDone:
        self._announced = True
        return TakeDone(self.request, self.end_tick)
