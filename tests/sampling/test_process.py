"""The real thing once: a spawned worker process behind a pipe."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from musegen_app.base.paths import user_log_dir
from musegen_app.sampling.hearing import hear
from musegen_app.sampling.lead_span import AFTER_BARS
from musegen_app.sampling.messages import (
    Begin,
    Heard,
    Hearing,
    Listen,
    LoadBundle,
    Operation,
    OperationKind,
    WorkerProblem,
    WorkerReady,
    WorkerReport,
)
from musegen_app.sampling.process import InferenceLink, _light
from musegen_app.sampling.take import take_id
from musegen_app.score.model import ControlEvent, ControlKind, Note, Score, Track
from musegen_app.score.time import TICKS_PER_QUARTER as Q
from tests.sampling.conftest import begin
from tests.waiting import joined

pytestmark = pytest.mark.slow
PATIENCE = 30.0
_waiting: dict[InferenceLink, list[WorkerReport]] = {}


@pytest.fixture
def link() -> Iterator[InferenceLink]:
    it = InferenceLink()
    yield it
    it.close()


def wait_for(link: InferenceLink, kind: type[WorkerReport]) -> WorkerReport:
    """The first report of that kind; those before it are dropped, those after it kept. Fails after a long while."""
    kept = _waiting.setdefault(link, [])
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        kept += link.poll()
        while kept:
            report = kept.pop(0)
            if isinstance(report, kind):
                return report
        time.sleep(0.005)
    raise AssertionError(f"no {kind.__name__} came")


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def test_the_child_knows_neither_torch_nor_qt_and_answers(link: InferenceLink, tune: Score) -> None:
    assert not link.alive
    link.send(Listen(3, tune, 1, 0, tune.end_tick, Hearing()))
    ready = wait_for(link, WorkerReady)
    assert isinstance(ready, WorkerReady)
    assert ready.modules == ()
    assert ready.pid == link.pid != os.getpid()
    heard = wait_for(link, Heard)
    assert isinstance(heard, Heard)
    assert heard.request == 3
    link.send(begin(tune))
    problem = wait_for(link, WorkerProblem)
    assert "No model is loaded" in getattr(problem, "sentence", "")


def test_ctrl_c_does_not_reach_it_and_death_is_seen_and_mended(link: InferenceLink) -> None:
    link.spawn()
    wait_for(link, WorkerReady)
    assert link.pid is not None
    os.kill(link.pid, signal.SIGINT)
    link.send(Listen(1, Score(), 1, 0, 0))
    wait_for(link, Heard)
    os.kill(link.pid, signal.SIGKILL)
    until(lambda: not link.alive)
    assert link.poll() == []
    link.restart()
    wait_for(link, WorkerReady)
    assert link.alive


def test_a_stuck_worker_stops_neither_the_sender_nor_the_end(link: InferenceLink, tune: Score) -> None:
    link.spawn()
    wait_for(link, WorkerReady)
    assert link.pid is not None
    os.kill(link.pid, signal.SIGSTOP)
    sending = threading.Thread(target=lambda: [link.send(begin(tune)) for _ in range(2_000)], daemon=True)
    sending.start()
    joined(sending)
    link.close()
    assert not link.alive
    assert [t.name for t in threading.enumerate() if t.name == "inference-sender"] == []


def test_it_ends_by_itself_when_the_pipe_closes(link: InferenceLink) -> None:
    link.spawn()
    wait_for(link, WorkerReady)
    assert link._pipe is not None
    link._pipe.close()
    link._pipe = None
    until(lambda: not link.alive)


def test_what_is_left_out_changes_neither_the_name_nor_the_hearing() -> None:
    notes = [Note(i * 480, 480, 60 + i % 12, locked=i % 7 == 0) for i in range(2000)]
    score = Score(tracks=(Track(id=1).with_notes(notes), Track(id=2).with_notes(notes[:9])))
    for start in (0, 480, 4800, 480 * 700, 480 * 1400):
        whole = begin(score, start_tick=start)
        light = _light(whole)
        assert isinstance(light, Begin)
        assert take_id(light, "toy") == take_id(whole, "toy")
        one, other = (hear(b.score, 1, 0, start, b.wish) for b in (whole, light))
        assert one == other
    assert len(light.score.tracks[0].notes) < 700


def test_only_what_a_net_looks_at_is_sent(tune: Score) -> None:
    busy = replace(tune.tracks[0], controls=(ControlEvent(0, ControlKind.CONTROL, 1, 1),))
    score = replace(tune, tracks=(busy, Track(id=2)))
    light = _light(begin(score))
    assert isinstance(light, Begin)
    assert [t.id for t in light.score.tracks] == [1]
    assert light.score.tracks[0].controls == ()
    assert light.score.tracks[0].notes == tune.tracks[0].notes


def test_a_net_that_hears_the_whole_song_is_sent_what_is_near_in_all_tracks() -> None:
    bar = 4 * Q
    melody = Track(id=1).with_notes([Note(i * bar, Q, 60) for i in range(400)])
    pedal = (ControlEvent(0, ControlKind.CONTROL, 1, 1),)
    bass = replace(Track(id=2).with_notes([Note(i * bar, Q, 40) for i in range(900)]), controls=pedal)
    score = Score(tracks=(melody, bass))
    operation = Operation(OperationKind.INTERPOLATE, 410 * bar, to_from_tick=500 * bar, to_end_tick=510 * bar)
    whole = begin(score, start_tick=400 * bar, operation=operation, whole_song=True)
    light = _light(whole)
    assert isinstance(light, Begin)
    assert take_id(light, "toy") == take_id(whole, "toy")
    sent = [n.start_tick // bar for n in light.score.tracks[1].notes]
    assert (sent[0], sent[-1]) == (400 - 256 - 64, 510 + 64 - 1)
    assert light.score.tracks[1].controls == pedal
    asked = _light(Listen(1, score, 1, 0, 800 * bar, whole_song=True))
    assert isinstance(asked, Listen)
    assert next(n.start_tick // bar for n in asked.score.tracks[1].notes) == 800 - 64


def test_what_stands_after_the_bars_is_sent_to_whom_fills_them_in() -> None:
    bar = 4 * Q
    score = Score(tracks=(Track(id=1).with_notes([Note(i * bar, Q, 60) for i in range(400)]),))
    operation = Operation(OperationKind.INFILL, 42 * bar)
    light = _light(begin(score, start_tick=40 * bar, operation=operation))
    assert isinstance(light, Begin)
    assert (42 + AFTER_BARS) * bar <= light.score.tracks[0].notes[-1].start_tick < 120 * bar


def test_what_nobody_expected_is_told_in_a_sentence_and_its_details_are_in_the_log(
    link: InferenceLink, capfd: pytest.CaptureFixture[str]
) -> None:
    link.send(LoadBundle(path=7))  # type: ignore[arg-type]
    problem = wait_for(link, WorkerProblem)
    assert isinstance(problem, WorkerProblem)
    assert "the log has details" in problem.sentence
    link.close()
    assert "Traceback" in (user_log_dir() / "musegen-inference.log").read_text("utf-8")
    assert capfd.readouterr() == ("", "")
