"""Work on files in processes of their own: one that crashes, hangs or eats the memory costs its file, nothing else."""

from __future__ import annotations

import math
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

MEMORY = 3 << 30  # bytes of address space of a worker
SECONDS = 120.0  # of work on one file
_WAITING = 10  # times as long may pass on the clock: a worker may wait for disks and for other programs
_OUT_OF_TIME = getattr(signal, "SIGXCPU", 0)
_SPAWN = get_context("spawn")


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing came of a file; `lasting` when another try would end the same way."""

    reason: str
    lasting: bool


class _Worker:
    """One process and the file it works on."""

    def __init__(self, work: Callable[[Path], Any], seconds: float, memory: int) -> None:
        self.pipe, theirs = _SPAWN.Pipe()
        self.process = _SPAWN.Process(target=_serve, args=(theirs, work, seconds, memory), daemon=True)
        self.process.start()
        theirs.close()
        self.index, self.begun = -1, 0.0

    def give(self, index: int, path: Path) -> None:
        self.index, self.begun = index, time.monotonic()
        self.pipe.send(path)

    def answer(self) -> Any:
        """What came of the file. EOFError when the process is no more."""
        return self.pipe.recv()

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def over_files(
    files: Sequence[Path], work: Callable[[Path], Any], workers: int, seconds: float = SECONDS, memory: int = MEMORY
) -> Iterator[tuple[int, Any]]:
    """(index of the file, what `work` made of it or a Refused), in the order in which they are finished.

    `work` is a function of a module, or a partial of one; it and what it returns are sent between processes. `seconds`
    of a processor's time are for one file, where the system can tell, and `memory` bytes.
    """
    waiting, busy = deque(enumerate(files)), list[_Worker]()
    try:
        while waiting or busy:
            while waiting and len(busy) < max(1, min(workers, len(files))):
                busy.append(_Worker(work, seconds, memory))
                _next(busy[-1], waiting)
            yield from _answers(busy, waiting, seconds)
    finally:
        for worker in busy:
            worker.end()


def _next(worker: _Worker, waiting: deque[tuple[int, Path]]) -> None:
    worker.give(*waiting.popleft())


def _answers(busy: list[_Worker], waiting: deque[tuple[int, Path]], seconds: float) -> Iterator[tuple[int, Any]]:
    ready = connection.wait([w.pipe for w in busy], timeout=min(1.0, seconds))
    for worker in list(busy):
        if worker.pipe in ready:
            yield from _finished(worker, busy, waiting, seconds)
        elif time.monotonic() - worker.begun > _WAITING * seconds:
            busy.remove(worker)
            worker.end()
            yield worker.index, _too_slow(seconds)


def _too_slow(seconds: float) -> Refused:
    return Refused(f"it takes longer than {seconds:.0f} seconds", lasting=False)


def _finished(
    worker: _Worker, busy: list[_Worker], waiting: deque[tuple[int, Path]], seconds: float
) -> Iterator[tuple[int, Any]]:
    index = worker.index
    try:
        result = worker.answer()
    except (EOFError, OSError):
        worker.process.join(1.0)
        slow = worker.process.exitcode == -_OUT_OF_TIME
        result = _too_slow(seconds) if slow else Refused("its reader crashed", lasting=False)
        busy.remove(worker)
        worker.end()
    else:
        if waiting:
            _next(worker, waiting)
        else:
            busy.remove(worker)
            worker.end()
    yield index, result


def _serve(pipe: Connection, work: Callable[[Path], Any], seconds: float, memory: int) -> None:
    """The worker's process: one file after the other."""
    _limit_memory(memory)
    while True:
        try:
            path = pipe.recv()
        except EOFError:
            return
        _limit_time(seconds)
        pipe.send(_tried(work, path))


def _tried(work: Callable[[Path], Any], path: Path) -> Any:
    try:
        return work(path)
    except MemoryError:
        return Refused("it needs too much memory", lasting=False)
    except Exception as problem:  # noqa: BLE001  a reader of foreign files may raise anything; the report tells of it
        return Refused(f"cannot be read: {' '.join(str(problem).split()) or type(problem).__name__}", lasting=True)


def _limit_memory(memory: int) -> None:
    """Where the system knows such limits."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _limit_time(seconds: float) -> None:
    """So many more seconds of this process's work, then the system ends it with a signal of its own."""
    if sys.platform != "win32":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time() + seconds), hard))
