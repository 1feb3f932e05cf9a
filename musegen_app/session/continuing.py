"""The one request the inference worker is busy with: begun, given credit, steered, merged, ended. GUI thread.

Reports that belong to an older request are dropped by their number; cancelling is bumping the number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from musegen_app.sampling import messages as worker
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.take import Take
from musegen_app.session import going_on
from musegen_app.session.credit import Horizon, commit_tick, credit_tick
from musegen_app.session.links import Lifeline
from musegen_app.session.status import Status
from musegen_app.session.takes import Takes

WorkerLine = Lifeline[worker.WorkerCommand, worker.WorkerReport]
_SLOT = "generating"


class Continuing:
    """Knows the running `Begin`; the take it fills lives in `takes`."""

    def __init__(self, line: WorkerLine, takes: Takes, status: Status, horizon: Callable[[], Horizon]) -> None:
        self.busy = False
        self.notes_per_second = 0.0
        self._line = line
        self._takes = takes
        self._status = status
        self._horizon = horizon
        self._begun: worker.Begin | None = None
        self._granted = 0

    @property
    def take(self) -> Take | None:
        """The take of the running or last request."""
        return self._takes.of_request(self._begun.request) if self._begun else None

    def begin(self, begin: worker.Begin, take: Take) -> None:
        """Start a request; `take` is its still empty ghost."""
        self.cancel()
        self._granted = credit_tick(self._horizon(), begin.start_tick, begin.start_tick)
        self._begun = replace(begin, credit_tick=self._granted)
        self.busy = True
        self.notes_per_second = 0.0
        self._status.set(_SLOT, "busy", "Generating …")
        self._takes.add(take)
        self._line.send(self._begun)

    def cancel(self) -> None:
        """Stop; what is there stays. An empty take is forgotten."""
        if self.busy and self._begun is not None:
            self._line.send(worker.Cancel(self._begun.request))
        take = self.take if self.busy else None
        self._rest()
        if take is not None:
            self._end(take)

    def steer(self, steering: Steering) -> None:
        """From the next beat past the commit line on, if the take is current and still to be heard."""
        take, now = self.take, self._horizon()
        if self._begun is None or take is None or take is not self._takes.current or not now.playing:
            return
        commit = commit_tick(now, take.start_tick)
        if commit >= take.end_tick:
            return
        self._begun = replace(self._begun, steering=steering)
        self._line.send(worker.Steer(self._begun.request, steering, commit))
        self.busy = True
        self._takes.update(replace(take, steering=steering, done=False))

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
        take = self._answered(report.request)
        if take is None:
            return
        self.notes_per_second = report.notes_per_second
        if report.recovered:
            self._status.say("warn", report.recovered)
        self._takes.update(take.merged(report))

    def on_done(self, report: worker.TakeDone) -> None:
        take = self._answered(report.request)
        if take is None or self._begun is None:
            return
        kind = self._begun.operation.kind
        speed = f" at {self.notes_per_second:.0f} notes/s" if self.notes_per_second else ""
        self._rest()
        if not take.notes and not take.chords:
            self._takes.remove(take)
            self._status.say("info", going_on.nothing_written(kind))
            return
        self._takes.update(take.finished(report))
        written = f"{len(take.notes)} notes{speed}" if take.notes else f"{len(take.chords)} chord symbols"
        self._status.say("info", f"{written}: keep it, discard it or try again")

    def on_problem(self, report: worker.WorkerProblem) -> bool:
        """True if the problem ended the running request."""
        take = self._answered(report.request)
        if take is None:
            return False
        self._rest()
        self._end(take)
        return True

    def _answered(self, request: int) -> Take | None:
        """The take that a report about `request` concerns; None for a stale number."""
        if not self.busy or self._begun is None or request != self._begun.request:
            return None
        return self.take

    def _say_how(self) -> None:
        take = self.take
        if take is not None and self._begun is not None:
            words = going_on.writing(take, self._begun.score.meter, self._horizon(), self.notes_per_second)
            self._status.set(_SLOT, "busy", words)

    def _rest(self) -> None:
        self.busy = False
        self._status.clear(_SLOT)

    def _end(self, take: Take) -> None:
        if take.notes or take.chords:
            self._takes.update(replace(take, done=True, end_tick=take.until_tick))
        else:
            self._takes.remove(take)
