"""The worker's protocol: credit, cancel, steer, stale numbers, problems. In this process, with a list as the pipe."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import pytest

from musegen_app.base.errors import BundleError
from musegen_app.sampling.job import LoadedBundle
from musegen_app.sampling.messages import (
    Begin,
    BundleReady,
    Cancel,
    Extend,
    Heard,
    Hearing,
    Listen,
    LoadBundle,
    NotesProposed,
    Quit,
    Steer,
    Steering,
    TakeDone,
    TakeJudged,
    WorkerCommand,
    WorkerProblem,
    WorkerReady,
    WorkerReport,
)
from musegen_app.sampling.take import Take
from musegen_app.sampling.worker import InferenceWorker
from musegen_app.score.model import OriginKind, Score
from musegen_app.score.time import TICKS_PER_QUARTER as Q
from tests.sampling.conftest import LEAD, begin, toy

BAR = 4 * Q
START = 2 * BAR


class Bench:
    """A worker with a list for a pipe and a clock that counts."""

    def __init__(self, bundle: LoadedBundle | None = None) -> None:
        self.reports: list[WorkerReport] = []
        self.verdicts: list[TakeJudged] = []
        self.ticks = 0.0
        self.bundle = bundle or toy()
        self.worker = InferenceWorker(self.reports.append, self._load, self._now)
        self.worker.handle(LoadBundle("toy"))
        self.reports.clear()

    def _load(self, path: str) -> LoadedBundle:
        if path == "broken":
            raise BundleError("The model is damaged.")
        return self.bundle

    def _now(self) -> float:
        self.ticks += 0.001
        return self.ticks

    def do(self, *commands: WorkerCommand) -> list[WorkerReport]:
        """Obey, then work until the credit is used up; the reports that came, but what is to be said of finished takes,
        which is in `verdicts`."""
        self.reports.clear()
        for command in commands:
            assert self.worker.handle(command)
        for _ in range(10_000):
            if not self.worker.busy:
                self.verdicts = [r for r in self.reports if isinstance(r, TakeJudged)]
                return [r for r in self.reports if not isinstance(r, TakeJudged)]
            self.worker.work()
        raise AssertionError("the worker never stops")


@pytest.fixture
def bench() -> Bench:
    return Bench()


def proposals(reports: list[WorkerReport]) -> list[NotesProposed]:
    return [r for r in reports if isinstance(r, NotesProposed)]


def merged(request: Begin, reports: list[WorkerReport]) -> Take:
    take = Take.begun(request, "toy")
    for report in proposals(reports):
        take = take.merged(report)
    return take


def plain(take: Take) -> list[tuple[int, int, int, int]]:
    return [(n.start_tick, n.duration_ticks, n.pitch, n.velocity) for n in take.notes]


def test_loading_answers(bench: Bench) -> None:
    ready = BundleReady("toy", "toy", pytest.approx(0.001), LEAD.operations, controls=LEAD.controls)
    assert bench.do(LoadBundle("toy"))[0] == ready
    assert bench.do(LoadBundle("broken")) == [WorkerProblem(0, "The model is damaged.")]


def test_after_a_model_that_failed_the_one_before_does_not_play_in_its_name(bench: Bench, tune: Score) -> None:
    bench.do(LoadBundle("toy"), LoadBundle("broken"))
    assert bench.do(begin(tune)) == [WorkerProblem(1, "No model is loaded: choose one first.")]


def test_begin_without_a_model_is_a_sentence(tune: Score) -> None:
    reports: list[WorkerReport] = []
    worker = InferenceWorker(reports.append, lambda _: toy(), lambda: 0.0)
    worker.handle(begin(tune))
    assert reports == [WorkerProblem(1, "No model is loaded: choose one first.")]


def test_listening_answers_with_a_complete_hearing(bench: Bench, tune: Score) -> None:
    (heard,) = bench.do(Listen(5, tune, 1, 0, START))
    assert isinstance(heard, Heard)
    assert (heard.request, heard.unheard) == (5, ())
    assert heard.sentence.startswith("D major · 4/4")


def test_a_whole_take_comes_bar_by_bar_and_ends(bench: Bench, tune: Score) -> None:
    request = begin(tune, bars=4)
    reports = bench.do(request)
    said = proposals(reports)
    assert reports[-1] == TakeDone(1, START + 4 * BAR)
    assert [p.revision for p in said] == [*range(1, len(said) + 1)]
    assert len(said) >= 4
    assert all(p.end_tick == START + 4 * BAR for p in said)
    for before, after in itertools.pairwise(said):
        assert after.replaces_from_tick == before.until_tick
    take = merged(request, reports)
    assert take.until_tick == take.end_tick == START + 4 * BAR
    assert all(n.start_tick >= START for n in take.notes)
    assert said[-1].notes_per_second > 0


def test_notes_know_where_they_come_from(bench: Bench, tune: Score) -> None:
    request = begin(tune)
    take = merged(request, bench.do(request))
    for note in take.notes:
        assert (note.origin.kind, note.origin.bundle, note.origin.rng_seed) == (OriginKind.GENERATED, "toy", 7)
        assert note.origin.take == take.id
    assert len(take.logp) == len(take.notes)


@pytest.mark.parametrize("credit", [START, START + 1, START + Q, START + BAR, START + 2 * BAR + 7])
def test_it_stops_where_the_credit_ends(bench: Bench, tune: Score, credit: int) -> None:
    request = begin(tune, bars=8, credit_tick=credit)
    take = merged(request, bench.do(request))
    assert credit <= max(take.until_tick, START)
    assert take.until_tick <= credit + 4 * Q + 80  # at most the note that was begun
    assert not bench.worker.busy


def test_credit_in_small_change_gives_the_same_take(tune: Score) -> None:
    request = begin(tune, bars=4)
    whole = merged(request, Bench().do(request))
    bench = Bench()
    take = merged(request, bench.do(begin(tune, bars=4, credit_tick=START + 100)))
    for credit in range(START + 500, START + 5 * BAR, 700):
        for report in proposals(bench.do(Extend(1, credit))):
            take = take.merged(report)
    assert plain(take) == plain(whole)
    assert take.logp == whole.logp


def test_notes_once_proposed_stay_while_credit_comes(tune: Score) -> None:
    bench = Bench(toy("note"))
    request = begin(tune, bars=12, credit_tick=START)
    take = merged(request, bench.do(request))
    for credit in range(START, START + 13 * BAR, 900):
        before = plain(take)
        for report in proposals(bench.do(Extend(1, credit))):
            take = take.merged(report)
        assert plain(take)[: len(before)] == before
    assert take.recovered
    assert take.until_tick == take.end_tick


def test_a_recovery_is_said_once(tune: Score) -> None:
    said = [p.recovered for p in proposals(Bench(toy("note")).do(begin(tune, bars=3)))]
    assert len([s for s in said if s]) == 1
    take = merged(begin(tune, bars=3), Bench(toy("note")).do(begin(tune, bars=3)))
    assert "the same note" in take.recovered


def test_cancel_stops_and_stale_numbers_are_ignored(bench: Bench, tune: Score) -> None:
    bench.do(begin(tune, bars=8, credit_tick=START + BAR))
    assert bench.do(Extend(99, START + 8 * BAR), Steer(99, Steering(), START), Cancel(99)) == []
    assert bench.do(Cancel(1), Extend(1, START + 8 * BAR)) == []


def test_a_new_request_replaces_the_old(bench: Bench, tune: Score) -> None:
    bench.do(begin(tune, bars=8, credit_tick=START + BAR))
    reports = bench.do(begin(tune, request=2), Extend(1, START + 8 * BAR))
    assert {getattr(r, "request", 2) for r in reports} == {2}


def test_steering_replaces_from_the_first_beat_past_the_commit_line(bench: Bench, tune: Score) -> None:
    request = begin(tune, bars=8)
    take = merged(request, bench.do(request))
    commit = START + 2 * BAR + 300
    reports = bench.do(Steer(1, Steering(2.0, 2.0, 1.0), commit))
    first = proposals(reports)[0]
    assert first.replaces_from_tick == START + 2 * BAR + Q
    assert all(n.start_tick >= first.replaces_from_tick for p in proposals(reports) for n in p.notes)
    assert reports[-1] == TakeDone(1, START + 8 * BAR)
    steered = take
    for report in proposals(reports):
        steered = steered.merged(report)
    kept = [n for n in plain(take) if n[0] < first.replaces_from_tick]
    assert plain(steered)[: len(kept)] == kept
    assert plain(steered) != plain(take)
    settings = [n.origin.settings for n in steered.notes]
    changed = "pitch 2, rhythm 2, top-p 1"
    assert settings == [changed if n.start_tick >= first.replaces_from_tick else "" for n in steered.notes]
    ends = [(n.end_tick, m.start_tick) for n, m in zip(steered.notes, steered.notes[1:], strict=False)]
    assert all(end <= start for end, start in ends)


@pytest.mark.parametrize("commit", [START + 2 * BAR - 10, START + 9 * BAR])
def test_steering_at_the_very_end_changes_nothing_and_says_so(bench: Bench, tune: Score, commit: int) -> None:
    bench.do(begin(tune, bars=2))
    assert bench.do(Steer(1, Steering(0.5), commit)) == [TakeDone(1, START + 2 * BAR)]


def test_chords_come_with_their_bars(tune: Score) -> None:
    bench = Bench(toy(chords=True))
    request = begin(tune, bars=4, with_chords=True)
    reports = bench.do(request)
    assert [(c.tick, c.text) for c in merged(request, reports).chords] == [
        (START, "D"),
        (START + BAR, "A"),
        (START + 2 * BAR, "D"),
        (START + 3 * BAR, "A"),
    ]
    for p in proposals(reports):
        assert all(p.replaces_from_tick <= c.tick < p.until_tick for c in p.chords)


def test_an_internal_error_is_said_and_survived(bench: Bench, tune: Score, caplog: pytest.LogCaptureFixture) -> None:
    bench.do(begin(tune, bars=8, credit_tick=START))
    bench.bundle.opened.melody.step = None  # type: ignore[method-assign, assignment]
    (problem,) = bench.do(Extend(1, START + BAR))
    assert isinstance(problem, WorkerProblem)
    assert problem.request == 1
    assert "NoneType" in caplog.text
    caplog.clear()
    assert isinstance(bench.do(LoadBundle("toy"))[0], BundleReady)


def test_a_net_that_answers_without_numbers_is_one_sentence(bench: Bench, tune: Score) -> None:
    net = bench.bundle.opened.melody
    head = net.head
    net.head = lambda *given: head(*given) * np.float32(np.nan)
    bench.do(begin(tune, bars=8, credit_tick=START))
    (problem,) = bench.do(Extend(1, START + BAR))
    assert problem == WorkerProblem(1, "The model is damaged: it answers with something that is no number.")
    assert not bench.worker.busy


def test_run_serves_until_quit(tune: Score) -> None:
    reports: list[WorkerReport] = []
    worker = InferenceWorker(reports.append, lambda _: toy(), lambda: 0.0)
    inbox: SimpleQueue[WorkerCommand] = SimpleQueue()
    for command in (LoadBundle("toy"), begin(tune, bars=2), Listen(3, tune, 1, 0, START), Quit()):
        inbox.put(command)
    worker.run(inbox)
    assert isinstance(reports[0], WorkerReady)
    assert [type(r) for r in reports] == [WorkerReady, BundleReady, Heard]  # commands come before drawing


def test_the_take_merges_only_its_own_request(tune: Score) -> None:
    request = begin(tune)
    take = Take.begun(request, "toy")
    other = NotesProposed(2, 1, START, (), (), (), START + BAR, 1.0)
    assert take.merged(other) is take
    assert take.finished(TakeDone(2, START)) is take
    assert take.finished(TakeDone(1, START + BAR)).done


def test_the_name_of_a_take_follows_the_request(tune: Score, tmp_path: Path) -> None:
    names: Callable[..., str] = lambda **kw: Take.begun(begin(tune, **kw), "toy").id  # noqa: E731
    assert names() == names(request=5, credit_tick=3)
    others = {
        names(rng_seed=8),
        names(bars=5),
        names(steering=Steering(0.9)),
        names(start_tick=BAR),
        names(wish=Hearing(numerator=3)),
    }
    assert len({names(), *others}) == 6
