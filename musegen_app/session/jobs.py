"""Long work that is not music generation: each job runs in a spawned process of its own and returns a value.

The GUI thread polls. A job function lives in an importable module, takes a `Progress` first, calls it often, and
returns something that can be pickled; it never touches the document.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from musegen_app.base.errors import MuseGenError
from musegen_app.base.event import Event

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

log = logging.getLogger(__name__)
GRACE_SECONDS = 2.0
STEP = 0.002  # progress that is worth a message
Progress = Callable[[float], None]
JobState = Literal["running", "done", "failed", "cancelled"]


class JobCancelled(Exception):
    """Raised inside the job, out of `progress`, after `Job.cancel`."""


class Job:
    """One running piece of work: `progress` 0..1, then `result` or `problem`. `changed` fires on every change."""

    def __init__(self, title: str, target: Callable[..., object], *args: object) -> None:
        """Spawn the process that calls `target(progress, *args)`."""
        import multiprocessing

        self.title = title
        self.changed: Event[Job] = Event()
        self.state: JobState = "running"
        self.progress = 0.0
        self.result: object = None
        self.problem = ""
        context = multiprocessing.get_context("spawn")
        self._pipe, child = context.Pipe()
        self._process: BaseProcess = context.Process(target=run_in_child, args=(child, target, args), daemon=True)
        self._process.start()
        child.close()

    @property
    def running(self) -> bool:
        return self.state == "running"

    def cancel(self) -> None:
        """Ask the job to stop; it removes what it had half written. Ends as "cancelled"."""
        if self.running:
            _quietly_send(self._pipe, "cancel")

    @property
    def gone(self) -> bool:
        """It has ended and so has its process."""
        return not self.running and not self._process.is_alive()

    def poll(self) -> None:
        """Take in what the process said; GUI thread."""
        if not self.running:
            return
        try:
            while self.running and self._pipe.poll():
                self._take(*self._pipe.recv())
        except (EOFError, OSError):
            self._end("failed", problem=f"{self.title} stopped unexpectedly.")

    def close(self) -> None:
        """Stop at once (the program quits)."""
        self.cancel()
        self._process.join(GRACE_SECONDS)
        if self._process.is_alive():  # stuck in a library
            self._process.kill()
            self._process.join(GRACE_SECONDS)
        self.poll()
        if self.running:
            self._end("cancelled")

    def _take(self, word: str, value: Any) -> None:
        if word == "progress":
            self.progress = float(value)
            self.changed.emit(self)
        elif word == "done":
            self.progress = 1.0
            self._end("done", result=value)
        elif word == "cancelled":
            self._end("cancelled")
        else:
            self._end("failed", problem=str(value))

    def _end(self, state: JobState, result: object = None, problem: str = "") -> None:
        self.state, self.result, self.problem = state, result, problem
        self._pipe.close()
        self.changed.emit(self)


class Jobs:
    """The jobs of this session; `running` holds a job until its process has ended."""

    def __init__(self) -> None:
        self.running: tuple[Job, ...] = ()

    def start(self, title: str, target: Callable[..., object], *args: object) -> Job:
        job = Job(title, target, *args)
        self.running = (*self.running, job)
        return job

    def poll(self) -> None:
        for job in self.running:
            job.poll()
        self.running = tuple(j for j in self.running if not j.gone)

    def close(self) -> None:
        for job in self.running:
            job.close()
        self.running = ()


def run_in_child(pipe: Connection, target: Callable[..., object], args: tuple[object, ...]) -> None:
    """Entry point of the job's process."""

    told = -1.0

    def progress(fraction: float) -> None:
        nonlocal told
        if pipe.poll():
            raise JobCancelled
        if abs(fraction - told) >= STEP:
            told = fraction
            pipe.send(("progress", fraction))

    try:
        answer: tuple[str, object] = ("done", target(progress, *args))
    except JobCancelled:
        answer = ("cancelled", None)
    except MuseGenError as error:
        answer = ("failed", str(error))
    except OSError as error:
        answer = ("failed", f"{error.strerror or error}.")
    except Exception as error:
        log.exception("job failed")
        answer = ("failed", f"Something unexpected happened ({type(error).__name__}: {error}).")
    _quietly_send(pipe, answer)


def _quietly_send(pipe: Connection, message: object) -> None:
    try:
        pipe.send(message)
    except OSError as error:
        log.info("nobody listens any more: %s", error)
