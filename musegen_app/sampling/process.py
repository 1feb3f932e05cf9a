"""The session's end of the inference process: spawn it, send it commands, drain its reports.

One thread (the GUI's or the command line's main thread) uses a link. Spawning never imports onnxruntime or numpy
here; the child does that in its own time. Commands leave through a thread of their own, so that a worker that is stuck
cannot stop the window.
"""

from __future__ import annotations

import logging
import multiprocessing
import queue
import threading
from dataclasses import replace
from multiprocessing.connection import Connection

from musegen_app.sampling.limits import FED_BARS, NAMING_NOTES
from musegen_app.sampling.messages import Begin, JudgeTake, Listen, WorkerCommand, WorkerReport
from musegen_app.score.model import Score

log = logging.getLogger(__name__)
CLOSE_SECONDS = 1.0
FEW_NOTES = 8

_Outbox = queue.SimpleQueue[WorkerCommand | None]


class InferenceLink:
    """A spawned inference worker behind a duplex pipe. Started by `spawn` or by the first `send`."""

    def __init__(self) -> None:
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._outbox: _Outbox = queue.SimpleQueue()
        self._sender: threading.Thread | None = None

    @property
    def alive(self) -> bool:
        """Whether the process runs; False before the first `spawn`."""
        return self._process is not None and self._process.is_alive()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def sentinel(self) -> int | None:
        """A handle that becomes ready when the process ends, for `multiprocessing.connection.wait`."""
        return self._process.sentinel if self._process else None

    def spawn(self) -> None:
        """Start the process; returns at once. Does nothing while one is alive."""
        if self.alive:
            return
        self.close()  # what is left of one that died
        from musegen_app.sampling.worker import worker_main

        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=True)
        self._process = context.Process(target=worker_main, args=(theirs,), name="musegen-inference", daemon=True)
        self._process.start()
        theirs.close()  # so that the child's end is the only one and its death is an EOF here
        self._pipe, self._outbox = ours, queue.SimpleQueue()
        self._sender = threading.Thread(
            target=_send_all, args=(self._outbox, ours), name="inference-sender", daemon=True
        )
        self._sender.start()

    def send(self, command: WorkerCommand) -> None:
        """Hand over a command; never blocks. It is lost when the process has died (see `alive` and `restart`)."""
        if self._pipe is None:
            self.spawn()
        self._outbox.put(_light(command))

    def poll(self) -> list[WorkerReport]:
        """Everything reported since the last call; never blocks. Empty when the process has died."""
        reports: list[WorkerReport] = []
        try:
            while self._pipe is not None and self._pipe.poll():
                reports.append(self._pipe.recv())
        except (EOFError, OSError) as error:
            log.info("the inference process is gone: %s", error)
        return reports

    def restart(self) -> None:
        """End what is left of the process and spawn a fresh one, which knows nothing of earlier commands."""
        self.close()
        self.spawn()

    def close(self) -> None:
        """Close the pipe, which asks the process to end; wait up to a second, then end it the hard way."""
        self._end_sender()
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if self._process is not None:
            self._process.join(CLOSE_SECONDS)
            if self._process.is_alive():
                self._process.kill()
                self._process.join(CLOSE_SECONDS)
            self._process = None

    def _end_sender(self) -> None:
        """Nobody may be writing when the pipe is closed; one that waits for a stuck process is freed by its end."""
        if self._sender is None:
            return
        self._outbox.put(None)
        self._sender.join(CLOSE_SECONDS)
        if self._sender.is_alive() and self._process is not None:
            self._process.kill()
            self._sender.join(CLOSE_SECONDS)
        self._sender = None


def _send_all(outbox: _Outbox, pipe: Connection) -> None:
    """The sender thread: until None or until the worker is gone."""
    try:
        while (command := outbox.get()) is not None:
            pipe.send(command)
    except (OSError, ValueError) as error:
        log.info("a command was lost with the inference process: %s", error)


def _light(command: WorkerCommand) -> WorkerCommand:
    """The same command without the parts of the score that no net looks at: pickling a symphony takes a while."""
    match command:
        case Begin() if command.whole_song or command.operation.kind.replaces:
            return replace(command, score=_only_near(command.score, *_reach(command)))
        case Listen() if command.whole_song:
            return replace(command, score=_only_near(command.score, command.to_tick, command.to_tick))
        case JudgeTake():
            take = command.take
            return replace(command, score=_only_near(command.score, take.start_tick, take.end_tick))
        case Begin():
            return replace(command, score=_only_seed(command.score, command.track_id, command.start_tick))
        case Listen():
            return replace(command, score=_only_seed(command.score, command.track_id, command.to_tick))
        case _:
            return command


def _reach(begin: Begin) -> tuple[int, int]:
    """From the first to the last place that a request is about; the notes that name its take are among them."""
    operation, bar = begin.operation, begin.score.meter.at(begin.start_tick).bar_ticks
    ends = (begin.start_tick + begin.bars * bar, operation.end_tick, operation.to_end_tick)
    first = min(begin.start_tick, operation.to_from_tick) if operation.to_end_tick else begin.start_tick
    track = next((t for t in begin.score.tracks if t.id == begin.track_id), None)
    naming = [n.start_tick for n in track.notes if n.start_tick < begin.start_tick][-NAMING_NOTES:] if track else []
    return min([first, *naming[:1]]), max(ends)


def _only_near(score: Score, first: int, last: int) -> Score:
    """All tracks, without what lies further from [first, last) than any net's memory reaches."""
    far = FED_BARS * score.meter.at(max(0, first)).bar_ticks
    low, high = first - far, last + far
    tracks = [
        replace(t, notes=tuple(n for n in t.notes if n.end_tick > low and n.start_tick < high), texts=())
        for t in score.tracks
    ]
    return replace(score, tracks=tuple(tracks), texts=())


def _only_seed(score: Score, track_id: int, start_tick: int) -> Score:
    """The end of the seed and the locked notes after it. Where that is next to nothing, all notes of all tracks:
    they help to guess the key."""
    track = next((t for t in score.tracks if t.id == track_id), None)
    before = [n for n in track.notes if n.start_tick < start_tick and not n.muted] if track else []
    if track is None or len(before) <= FEW_NOTES:
        return replace(score, tracks=tuple(replace(t, controls=(), texts=()) for t in score.tracks), texts=())
    since = min(start_tick - FED_BARS * score.meter.at(start_tick).bar_ticks, before[-NAMING_NOTES:][0].start_tick)
    notes = (n for n in track.notes if since <= n.start_tick and (n.start_tick < start_tick or n.locked))
    return replace(score, tracks=(replace(track, notes=tuple(notes), controls=(), texts=()),), texts=())
