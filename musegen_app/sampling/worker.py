"""The inference worker: a background thread in its own spawned process that turns commands into proposals.

It draws up to its credit and then blocks on its inbox; between two steps it looks whether something came in, so a
new request, a turn of a knob or a cancel is noticed within a millisecond. It never touches the document or Qt, and
it never imports torch.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from typing import assert_never

from musegen_app.base.errors import MuseGenError
from musegen_app.base.log import start_log
from musegen_app.sampling.batch import Batch
from musegen_app.sampling.job import LoadedBundle
from musegen_app.sampling.judging import judged
from musegen_app.sampling.lead_writer import hear_lead
from musegen_app.sampling.messages import (
    Begin,
    BundleReady,
    Cancel,
    Extend,
    Heard,
    JudgeTake,
    Listen,
    LoadBundle,
    Quit,
    Steer,
    TakeJudged,
    WorkerCommand,
    WorkerProblem,
    WorkerReady,
    WorkerReport,
)
from musegen_app.sampling.seen import with_seen

log = logging.getLogger(__name__)
UNWANTED = ("torch", "PySide6")
Inbox = SimpleQueue[WorkerCommand]


class InferenceWorker:
    """One model, at most one request at a time: a new `Begin` replaces the old one.

    `send` hands a report to the session, `load` opens a bundle folder, `now` is a clock in seconds. Errors become
    `WorkerProblem`; the worker survives them.
    """

    def __init__(
        self,
        send: Callable[[WorkerReport], None],
        load: Callable[[str], LoadedBundle],
        now: Callable[[], float],
    ) -> None:
        self._send = send
        self._load = load
        self._now = now
        self._bundle: LoadedBundle | None = None
        self._batch: Batch | None = None

    @property
    def busy(self) -> bool:
        """Whether there is something to draw within the credit, or to be judged."""
        return self._batch is not None and (self._batch.may_go_on or self._batch.to_judge)

    def run(self, inbox: Inbox) -> None:
        """Serve until `Quit`. Blocks on `inbox` whenever the credit is used up."""
        self._send(WorkerReady(os.getpid(), tuple(m for m in UNWANTED if m in sys.modules)))
        while True:
            command = _next_command(inbox, wait=not self.busy)
            if command is None:
                self.work()
            elif not self.handle(command):
                return

    def handle(self, command: WorkerCommand) -> bool:
        """Obey one command; False for `Quit`. Commands about an older request are ignored."""
        request = getattr(command, "request", 0)
        try:
            return self._obey(command)
        except MuseGenError as error:
            self._send(WorkerProblem(request, str(error)))
        except BrokenPipeError:
            raise  # the session has gone: nothing failed, and there is nobody to tell
        except Exception:
            log.exception("inference failed on %s", type(command).__name__)
            self._send(WorkerProblem(request, "The model stopped because of an internal error; the log has details."))
        return True

    def _heard(self, question: Listen) -> Heard:
        family = self._bundle.family if self._bundle else None
        heard = family.listen(question) if family else hear_lead(question)
        return with_seen(heard, question, family.codec) if family else heard

    def _obey(self, command: WorkerCommand) -> bool:
        match command:
            case LoadBundle():
                self._open(command.path)
            case Listen():
                self._send(self._heard(command))
            case Begin():
                self._begin(command)
            case Steer():
                if (batch := self._concerned(command.request)) is not None:
                    self._say(batch.steer(command.steering, command.commit_tick, command.index))
            case Extend():
                if (batch := self._concerned(command.request)) is not None:
                    batch.extend(command.credit_tick)
            case Cancel():
                if self._concerned(command.request) is not None:
                    self._batch = None
            case JudgeTake():
                self._judge(command)
            case Quit():
                return False
            case _:
                assert_never(command)
        return True

    def work(self) -> None:
        """Draw one step of all takes of the present request, if there is credit; judge one that is done, if not: notes
        never wait for a judgement."""
        batch = self._batch
        if batch is None or not (batch.may_go_on or batch.to_judge):
            return
        try:
            if batch.may_go_on:
                self._say(batch.advance())
            elif (verdict := batch.judge()) is not None:
                self._send(verdict)
        except MuseGenError as error:
            self._batch = None
            self._send(WorkerProblem(batch.request, str(error)))
        except BrokenPipeError:
            raise  # see `handle`
        except Exception:
            log.exception("inference failed while drawing")
            self._batch = None
            self._send(WorkerProblem(batch.request, "The model stopped while generating; the log has details."))

    def _say(self, reports: Sequence[WorkerReport]) -> None:
        for report in reports:
            self._send(report)

    def _judge(self, question: JudgeTake) -> None:
        if self._bundle is None:
            return
        take = judged(question.take, question.score, self._bundle)
        if take.critique is not None:
            self._send(TakeJudged(question.request, take.index, take.critique, take.nearest))

    def _concerned(self, request: int) -> Batch | None:
        return self._batch if self._batch is not None and self._batch.request == request else None

    def _open(self, path: str) -> None:
        self._batch = self._bundle = None  # if this one fails, the one before must not speak in its name
        began = self._now()
        self._bundle = self._load(path)
        family, seconds = self._bundle.family, self._now() - began
        able = family.operations, family.on_drums, family.band, family.controls
        self._send(BundleReady(path, self._bundle.name, seconds, *able))

    def _begin(self, command: Begin) -> None:
        self._batch = None
        if self._bundle is None:
            raise MuseGenError("No model is loaded: choose one first.")
        self._batch = Batch(command, self._bundle, self._now)


def _next_command(inbox: Inbox, wait: bool) -> WorkerCommand | None:
    """The next command; None if there is none and we need not wait."""
    try:
        return inbox.get(block=wait)
    except Empty:
        return None


def worker_main(pipe: Connection) -> None:
    """The spawned process: this thread reads the pipe, another one works. Ends on `Quit` or when the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in the shell is the session's affair
    start_log("musegen-inference", shell=False)  # what goes wrong here is told in a sentence; details stay in the log
    inbox: Inbox = SimpleQueue()
    worker = InferenceWorker(pipe.send, _open_bundle, time.perf_counter)
    thread = threading.Thread(target=_serve, args=(worker, inbox), name="inference", daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            command: WorkerCommand = pipe.recv()
            inbox.put(command)
            if isinstance(command, Quit):
                break
    except (EOFError, OSError):
        inbox.put(Quit())
    thread.join(timeout=1.0)


def _serve(worker: InferenceWorker, inbox: Inbox) -> None:
    try:
        worker.run(inbox)
    except (BrokenPipeError, OSError):
        log.info("nobody listens any more; the inference worker ends")


def _open_bundle(path: str) -> LoadedBundle:
    from musegen_app.sampling.loading import open_bundle  # onnxruntime: only where a model is opened

    return open_bundle(path)
