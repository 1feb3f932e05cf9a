"""How a run tells of itself: a line a reader likes, or JSON lines for the program that started it."""

from __future__ import annotations

import json
import sys
import time
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from musegen_app.base.small_curve import small_curve


class Reporter(Protocol):
    """`epoch` after each epoch, `batch` after each batch; `total` batches of the whole run are known ahead."""

    def start(self, total: int, done: int) -> None:
        """A run of `total` batches begins (or goes on) with `done` behind it."""

    def batch(self, loss: float) -> None:
        """One more batch; `loss` in nats per event."""

    def epoch(self, record: dict[str, float]) -> None:
        """One more epoch, with its figures by name."""

    def say(self, sentence: str) -> None:
        """Anything else that a reader should know."""

    def close(self) -> None:
        """The run is over."""


class Quiet:
    """Says nothing: one process of a run speaks for all."""

    def start(self, total: int, done: int) -> None: ...
    def batch(self, loss: float) -> None: ...
    def epoch(self, record: dict[str, float]) -> None: ...
    def say(self, sentence: str) -> None: ...
    def close(self) -> None: ...


class JsonLines:
    """One JSON object per line: {"event": "batch"|"epoch"|"say", …}; time left in seconds."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout

    def start(self, total: int, done: int) -> None:
        self._total, self._done, self._first, self._begin = total, done, done, time.monotonic()

    def batch(self, loss: float) -> None:
        self._done += 1
        spent = time.monotonic() - self._begin
        left = spent / (self._done - self._first) * (self._total - self._done)
        record = {"done": self._done, "total": self._total, "loss": round(loss, 4), "seconds_left": round(left)}
        self._write("batch", record)

    def epoch(self, record: dict[str, float]) -> None:
        self._write("epoch", record)

    def say(self, sentence: str) -> None:
        self._write("say", {"text": sentence})

    def close(self) -> None:
        """Nothing is kept open."""

    def _write(self, event: str, record: dict[str, float] | dict[str, str]) -> None:
        self._out.write(json.dumps({"event": event, **record}) + "\n")
        self._out.flush()


class Bar:
    """A progress bar with time left, and a line per epoch with the curve of the validation before it."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
        self._bar = Progress(*columns, console=Console(), refresh_per_second=2)
        self._task = TaskID(0)
        self._valid: list[float] = []

    def start(self, total: int, done: int) -> None:
        self._valid = []
        self._task = self._bar.add_task("training", total=total, completed=done)
        self._bar.start()

    def batch(self, loss: float) -> None:
        self._bar.update(self._task, advance=1, description=f"loss {loss:.3f}")

    def epoch(self, record: dict[str, float]) -> None:
        self._valid.append(record["valid"])
        figures = "  ".join(f"{k} {v:.4g}" for k, v in record.items())
        self._bar.console.print(f"{small_curve(self._valid)}  {figures}")

    def say(self, sentence: str) -> None:
        self._bar.console.print(sentence)

    def close(self) -> None:
        self._bar.stop()
