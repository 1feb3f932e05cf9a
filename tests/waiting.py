"""Everything that tests wait for, with a deadline: a test may fail on a machine that stands still, but never hang."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

PATIENCE_SECONDS = 60.0  # for what usually takes a moment; a loaded machine may need longer
_LOOK_SECONDS = 0.005
_DYING_SECONDS = 10.0


def wait_until(condition: Callable[[], object], seconds: float = PATIENCE_SECONDS, what: object = "it") -> None:
    """Ask again and again until `condition()` holds. `what` (or what it returns) is told when that takes too long."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds:g} s in vain for: {what() if callable(what) else what}")
        time.sleep(_LOOK_SECONDS)


def joined(thread: threading.Thread, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for the end of `thread`, which should be a daemon: one that never ends must not keep pytest either."""
    thread.join(seconds)
    assert not thread.is_alive(), f"the thread {thread.name} has not ended within {seconds:g} s"


def finished(
    command: list[str],
    seconds: float = 120.0,
    cwd: Path | str | None = None,
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `command` to its end and return what it printed. After `seconds` it is killed with all its children.

    The output goes through files: with pipes, a grandchild that lives on would keep the reader waiting for ever,
    even after the timeout of `subprocess.run`.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        program = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=cwd, env=env, start_new_session=True
        )
        try:
            code = program.wait(seconds)
        except subprocess.TimeoutExpired:
            kill(program)
            told = f"{_text(out)[-2_000:]}\n{_text(err)[-2_000:]}".strip()
            raise AssertionError(f"not finished within {seconds:g} s: {command}; it said: {told}") from None
        except BaseException:  # the test itself is being ended
            kill(program)
            raise
        return subprocess.CompletedProcess(command, code, _text(out), _text(err))


def kill(program: subprocess.Popen[bytes]) -> None:
    """End a program and, where it leads a session of its own, everything it has started."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg") and os.getpgid(program.pid) == program.pid:
            os.killpg(program.pid, signal.SIGKILL)
    program.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        program.wait(_DYING_SECONDS)


def ended(program: subprocess.Popen[bytes], seconds: float = _DYING_SECONDS) -> None:
    """Ask a program to end; one that does not listen is killed."""
    program.terminate()
    try:
        program.wait(seconds)
    except subprocess.TimeoutExpired:
        kill(program)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace").replace("\r\n", "\n")
