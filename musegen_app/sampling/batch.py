"""The takes of one `Begin`, drawn together: one call of the net for all of them where the codec can do that.

Lives in the inference worker's thread; take k is the same whatever the number of takes.
"""

from __future__ import annotations

from collections.abc import Callable

from musegen_app.base.errors import MuseGenError
from musegen_app.sampling.job import Job, LoadedBundle
from musegen_app.sampling.judging import Judge
from musegen_app.sampling.limits import MAX_TAKES
from musegen_app.sampling.messages import Begin, NotesProposed, Steering, TakeDone, TakeJudged


class Batch:
    """Jobs number `begin.first_take` and on. Raises MuseGenError for what the bundle cannot do or for too many."""

    def __init__(self, begin: Begin, bundle: LoadedBundle, now: Callable[[], float]) -> None:
        if not 1 <= begin.takes <= MAX_TAKES:
            raise MuseGenError(f"{begin.takes} takes cannot be asked for at once: choose 1 to {MAX_TAKES}.")
        began = now()
        self.request = begin.request
        numbers = range(begin.first_take, begin.first_take + begin.takes)
        self.jobs = {number: Job(begin, bundle, number) for number in numbers}
        self._bundle = bundle
        self._judge = Judge(begin, bundle)
        self._now = now
        self._book(list(self.jobs.values()), began)

    @property
    def may_go_on(self) -> bool:
        """Whether there is something to draw within the credit."""
        return any(job.may_go_on for job in self.jobs.values())

    @property
    def to_judge(self) -> bool:
        """Whether a take is done of which nothing has been said yet."""
        return self._judge.waits

    def judge(self) -> TakeJudged | None:
        """What is to be said of the next take that is done."""
        return self._judge.judge()

    def extend(self, credit_tick: int) -> None:
        for job in self.jobs.values():
            job.extend(credit_tick)

    def steer(self, steering: Steering, commit_tick: int, index: int | None) -> list[TakeDone]:
        """See `Job.steer`; of take number `index`, None = of all. Takes with nothing left to change are done."""
        steered = [job for number, job in self.jobs.items() if index is None or number == index]
        for job in steered:
            job.steer(steering, commit_tick)
        return self._ends(steered)

    def advance(self) -> list[NotesProposed | TakeDone]:
        """One step of every take that may go on; what there is to say then."""
        going = [job for job in self.jobs.values() if job.may_go_on]
        began = self._now()
        self._bundle.advance([job.writer for job in going])
        self._book(going, began)
        proposals = [proposal for job in going if (proposal := job.news()) is not None]
        for proposal in proposals:
            self._judge.hear(proposal)
        return [*proposals, *self._ends(going)]

    def _book(self, jobs: list[Job], began: float) -> None:
        """Each has taken its share of the time."""
        for job in jobs:
            job.step((self._now() - began) / len(jobs))

    def _ends(self, jobs: list[Job]) -> list[TakeDone]:
        ends = [job.done() for job in jobs if job.finished]
        for end in ends:
            self._judge.hear(end)
        return ends
