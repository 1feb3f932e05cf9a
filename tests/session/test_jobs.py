from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from musegen_app.base.errors import MuseGenError
from musegen_app.session.jobs import Job, Jobs, Progress

pytestmark = pytest.mark.slow  # each spawns an interpreter
PATIENCE_SECONDS = 60.0


def count(progress: Progress, steps: int) -> str:
    for i in range(steps):
        progress(i / steps)
    return f"counted to {steps}"


def go_on_for_ever(progress: Progress, marker: Path) -> None:
    try:
        while True:
            progress(0.5)
            time.sleep(0.005)
    finally:
        marker.write_text("tidied up")


def fail(progress: Progress) -> None:
    raise MuseGenError("The disk is full.")


def crash(progress: Progress) -> None:
    os._exit(3)


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    jobs.close()


def wait(job: Job, until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not until():
        assert time.monotonic() < deadline, job.state
        job.poll()
        time.sleep(0.005)


def test_a_job_reports_progress_and_returns_its_value(jobs: Jobs) -> None:
    job = jobs.start("Counting", count, 5)
    seen: list[float] = []
    job.changed.subscribe(lambda j: seen.append(j.progress))
    wait(job, lambda: not job.running)
    assert (job.state, job.result, job.progress) == ("done", "counted to 5", 1.0)
    assert seen == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    wait(job, lambda: job.gone)
    jobs.poll()
    assert jobs.running == ()


def test_a_cancelled_job_tidies_up(jobs: Jobs, tmp_path: Path) -> None:
    job = jobs.start("Endless", go_on_for_ever, tmp_path / "marker")
    wait(job, lambda: job.progress > 0)
    job.cancel()
    wait(job, lambda: not job.running)
    assert job.state == "cancelled"
    assert (tmp_path / "marker").read_text() == "tidied up"


def test_a_failure_is_its_sentence(jobs: Jobs) -> None:
    job = jobs.start("Failing", fail)
    wait(job, lambda: not job.running)
    assert (job.state, job.problem) == ("failed", "The disk is full.")


def test_a_crash_is_a_failure(jobs: Jobs) -> None:
    job = jobs.start("Crashing", crash)
    wait(job, lambda: not job.running)
    assert job.state == "failed"
    assert "Crashing" in job.problem
