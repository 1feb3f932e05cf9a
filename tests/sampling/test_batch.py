"""Many takes of one request: drawn together, each the same as alone, all given credit, steered and cancelled."""

from __future__ import annotations

from dataclasses import replace

from musegen_app.sampling.limits import MAX_TAKES
from musegen_app.sampling.messages import (
    Begin,
    Cancel,
    Extend,
    JudgeTake,
    NotesProposed,
    Steer,
    Steering,
    TakeDone,
    WorkerProblem,
    WorkerReport,
)
from musegen_app.sampling.take import Take
from musegen_app.score.model import Score
from tests.sampling.conftest import begin
from tests.sampling.test_worker import BAR, START, Bench, plain

MANY = 5


def takes_of(request: Begin, reports: list[WorkerReport]) -> list[Take]:
    """What the session makes of the reports; each take listens to its own only."""
    numbers = range(request.first_take, request.first_take + request.takes)
    takes = [Take.begun(request, "toy", number) for number in numbers]
    for report in reports:
        if isinstance(report, NotesProposed):
            takes = [take.merged(report) for take in takes]
        elif isinstance(report, TakeDone):
            takes = [take.finished(report) for take in takes]
    return takes


def test_each_take_is_the_same_alone_and_among_others(tune: Score) -> None:
    together = takes_of(many := replace(begin(tune), takes=MANY), Bench().do(many))
    assert all(take.done for take in together)
    assert len({tuple(plain(take)) for take in together}) > 1
    for number in (0, 3):
        alone = replace(begin(tune), first_take=number)
        (take,) = takes_of(alone, Bench().do(alone))
        assert (take.id, plain(take)) == (together[number].id, plain(together[number]))


def test_every_take_says_its_name_in_its_notes(tune: Score) -> None:
    for take in takes_of(many := replace(begin(tune), takes=MANY), Bench().do(many)):
        assert {note.origin.take for note in take.notes} == {take.id}


def test_credit_is_for_all_and_so_is_more_of_it(tune: Score) -> None:
    bench = Bench()
    many = replace(begin(tune), takes=MANY, credit_tick=START + BAR)
    first = bench.do(many)
    assert not any(isinstance(report, TakeDone) for report in first)
    begun = takes_of(many, first)
    assert all(START + BAR <= take.until_tick < START + 2 * BAR for take in begun)
    rest = bench.do(Extend(many.request, START + 100 * BAR))
    whole = takes_of(many, [*first, *rest])
    assert all(take.done for take in whole)
    assert [plain(t) for t in whole] == [
        plain(t) for t in takes_of(many, Bench().do(replace(many, credit_tick=1 << 60)))
    ]


def test_steering_is_for_one_take_or_for_all(tune: Score) -> None:
    bench, many = Bench(), replace(begin(tune), takes=MANY)
    before = bench.do(many)
    bolder = Steering(pitch_temperature=3.0, rhythm_temperature=3.0)
    one = bench.do(Steer(many.request, bolder, START + BAR, index=2))
    assert {report.index for report in one if isinstance(report, NotesProposed | TakeDone)} == {2}
    assert sum(isinstance(report, TakeDone) for report in one) == 1
    every = bench.do(Steer(many.request, Steering(pitch_temperature=0.2), START + BAR))
    assert {report.index for report in every if isinstance(report, TakeDone)} == set(range(MANY))
    for old, new in zip(takes_of(many, before), takes_of(many, [*before, *one, *every]), strict=True):
        promised = [n for n in plain(old) if n[0] < START + BAR]
        assert [n for n in plain(new) if n[0] < START + BAR] == promised


def test_a_take_from_elsewhere_is_judged_beside_a_request(tune: Score) -> None:
    bench, many = Bench(), replace(begin(tune), takes=2, credit_tick=START + BAR)
    reports = bench.do(many)
    take = takes_of(replace(many, takes=1), reports)[0]
    assert bench.do(JudgeTake(99, replace(take, request=99, done=True), tune)) == []
    (verdict,) = bench.verdicts
    assert (verdict.request, verdict.index) == (99, 0)
    assert sum(isinstance(report, TakeDone) for report in bench.do(Extend(many.request, 1 << 40))) == 2


def test_cancelling_ends_all(tune: Score) -> None:
    bench, many = Bench(), replace(begin(tune), takes=MANY)
    bench.worker.handle(many)
    assert bench.do(Cancel(many.request)) == []


def test_too_many_takes_are_one_sentence(tune: Score) -> None:
    (problem,) = Bench().do(replace(begin(tune), takes=MAX_TAKES + 1))
    assert problem == WorkerProblem(1, "65 takes cannot be asked for at once: choose 1 to 64.")
