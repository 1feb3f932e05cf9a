"""The one request the inference worker is busy with: begun, given credit, steered, merged, ended. GUI thread.

It may ask for many takes. Reports that belong to an older request are dropped by their number; cancelling is bumping
the number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from musegen_app.sampling import messages as worker
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.take import Take
from musegen_app.score.model import Score
from musegen_app.score.time import MeterMap
from musegen_app.session import going_on
from musegen_app.session.credit import Horizon, commit_tick, credit_tick
from musegen_app.session.drawn_steering import differs_from, with_lanes
from musegen_app.session.forking import Forking
from musegen_app.session.links import Lifeline
from musegen_app.session.promptness import Promptness
from musegen_app.session.status import Status
from musegen_app.session.takes import KEPT_TAKES, Takes, ended

WorkerLine = Lifeline[worker.WorkerCommand, worker.WorkerReport]
_SLOT = "generating"
NEAREST_SECONDS = 0.03  # so soon what we send is played, at best


class Continuing:
    """Knows the running `Begin`; the takes it fills live in `takes`."""

    def __init__(self, line: WorkerLine, takes: Takes, status: Status, horizon: Callable[[], Horizon]) -> None:
        self.notes_per_second = 0.0
        self._line = line
        self._takes = takes
        self._status = status
        self._horizon = horizon
        self._begun: worker.Begin | None = None
        self._granted = 0
        self._open: set[int] = set()  # numbers of the takes that are not done
        self._empty = 0  # takes that have stayed so
        self._forking = Forking(takes)
        self.promptness = Promptness()

    @property
    def busy(self) -> bool:
        return bool(self._open)

    @property
    def begun(self) -> worker.Begin | None:
        """The running or last request."""
        return self._begun

    @property
    def take(self) -> Take | None:
        """Of the takes of the running or last request the one that is shown, else the first that is there."""
        if self._begun is None:
            return None
        return self._heard or next((t for t in self._takes.all if self.owns(t)), None)

    @property
    def _heard(self) -> Take | None:
        current = self._takes.current
        return current if current is not None and self.owns(current) else None

    def owns(self, take: Take) -> bool:
        """Is it one of the running or last request?"""
        return self._begun is not None and take.request == self._begun.request

    def begin(self, begin: worker.Begin, takes: Sequence[Take], show: bool = True) -> None:
        """Start a request; `takes` are its still empty ghosts, the first of which is shown unless `show` is False."""
        self.cancel()
        self._granted = credit_tick(self._horizon(), begin.start_tick, begin.start_tick)
        self._begun = replace(begin, credit_tick=self._granted)
        self._open = {take.index for take in takes}
        self._empty = 0
        self.notes_per_second = 0.0
        self._forking.forget()
        self.promptness.forget()
        self._status.set(_SLOT, "busy", "Generating …")
        if gone := self._takes.put(takes):
            self._status.say("info", going_on.made_room(gone, KEPT_TAKES))
        if show:
            self._takes.select(takes[0].id)
        self._line.send(self._begun)

    def cancel(self) -> None:
        """Stop; what is there stays. Empty takes are forgotten."""
        if self.busy and self._begun is not None:
            self._line.send(worker.Cancel(self._begun.request))
        unfinished = self._unfinished()
        self._rest()
        for take in unfinished:
            self._end(take)

    def steer(self, steering: Steering) -> None:
        """From the next beat past the commit line on, if a take of the request is current and still to be heard. As
        long as others are being written they follow; later they stay as they are, to be compared."""
        take, now = self._heard, self._horizon()
        if self._begun is None or take is None or not now.playing:
            return
        commit = commit_tick(now, take.start_tick)
        if commit >= take.end_tick:
            return
        self._begun = replace(self._begun, steering=steering)
        self.promptness.asked(now.seconds, take.until_tick)
        unfinished = self._unfinished()
        steered = unfinished if take in unfinished else [*unfinished, take]
        for index in self._addressed(steered):
            self._line.send(worker.Steer(self._begun.request, steering, commit, index))
        for each in steered:
            self._open.add(each.index)
            self._forking.steer(each, steering, commit, self._begun.score.meter.at(commit).bar_ticks)

    def lanes_drawn(self, before: Score, after: Score) -> None:
        """The lanes of the song were edited: heard as a moved control is, if they say something else from there on."""
        if self._begun is None or before.steering is after.steering:
            return
        take = self._heard
        if take is not None and differs_from(before, after, commit_tick(self._horizon(), take.start_tick)):
            self.steer(with_lanes(self._begun.steering, after))

    def poll(self) -> None:
        """Give more credit as the playhead moves on, and say how it goes."""
        if not self.busy or self._begun is None:
            return
        self._say_how()
        credit = credit_tick(self._horizon(), self._begun.start_tick, self._granted)
        if credit > self._granted:
            self._granted = credit
            self._line.send(worker.Extend(self._begun.request, credit))

    def send_all(self) -> None:
        """A new worker is up: ask again. Same seed, same notes."""
        if self.busy and self._begun is not None:
            self._line.send(replace(self._begun, credit_tick=self._granted))

    # --- reports ---------------------------------------------------------------------------------------
    def on_proposed(self, report: worker.NotesProposed) -> None:
        take = self._answered(report)
        if take is None:
            return
        self.notes_per_second = report.notes_per_second
        if report.recovered and take is self.take:
            self._status.say("warn", report.recovered)
        heard = take is self._heard
        self._takes.update(take.merged(report))
        if heard:
            self._check_promptness(report, self._begun.score.meter if self._begun else MeterMap())

    def on_done(self, report: worker.TakeDone) -> None:
        take = self._answered(report)
        if take is None:
            return
        self._open.discard(report.index)
        if take.notes or take.chords:
            self._takes.update(take.finished(report))
        else:
            self._empty += 1
            self._takes.remove(take)
        if not self.busy:
            self._rest()
            self._say_what_came()

    def on_problem(self, report: worker.WorkerProblem) -> bool:
        """True if the problem ended the running request."""
        if not self.busy or self._begun is None or report.request != self._begun.request:
            return False
        unfinished = self._unfinished()
        self._rest()
        for take in unfinished:
            self._end(take)
        return True

    def _check_promptness(self, report: worker.NotesProposed, meter: MeterMap) -> None:
        """Say so if a moved control was answered after the playhead had come to the place."""
        now = self._horizon()
        if not self.promptness.answered(now.seconds, report.replaces_from_tick) or not now.playing:
            return
        heard_from = now.ahead(NEAREST_SECONDS)
        if 0 < heard_from - report.replaces_from_tick < meter.at(now.tick).bar_ticks:
            self._status.say("warn", going_on.late(meter, heard_from))

    def _answered(self, report: worker.NotesProposed | worker.TakeDone) -> Take | None:
        """The take that a report concerns; None for a stale one."""
        if self._begun is None or report.request != self._begun.request or report.index not in self._open:
            return None
        return self._takes.of_request(report.request, report.index)

    def _unfinished(self) -> list[Take]:
        return [t for t in self._takes.all if self.owns(t) and t.index in self._open]

    def _addressed(self, steered: Sequence[Take]) -> list[int | None]:
        """What `Steer.index` says: one word for all if it is all."""
        everyone = self._begun is not None and len(steered) == self._begun.takes
        return [None] if everyone else [take.index for take in steered]

    def _say_how(self) -> None:
        take = self.take
        if take is not None and self._begun is not None:
            words = going_on.writing(take, self._begun.score.meter, self._horizon(), self.notes_per_second)
            self._status.set(_SLOT, "busy", words)

    def _say_what_came(self) -> None:
        if self._begun is not None:
            came = [t for t in self._takes.all if self.owns(t)]
            words = going_on.written(came, self._begun, self.notes_per_second, self._empty)
            self._status.say("info" if came else "warn", words)

    def _rest(self) -> None:
        self._open.clear()
        self._status.clear(_SLOT)

    def _end(self, take: Take) -> None:
        if take.notes or take.chords:
            self._takes.update(ended(take))
        else:
            self._takes.remove(take)
