"""What a command shows: lines and tables on stdout, progress on stderr and only where a person looks at it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress


def show(line: str) -> None:
    print(line)


def show_json(value: object) -> None:
    print(json.dumps(value, indent=1, ensure_ascii=False))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns wide enough for what is in them; the last one as long as it likes."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    for row in (head, *rows):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@contextmanager
def progress(title: str) -> Iterator[Callable[[float], None]]:
    """A bar with the time left on a terminal, nothing elsewhere; call what it yields with 0..1."""
    if not sys.stderr.isatty():
        yield lambda fraction: None
        return
    with bar() as shown:
        task = shown.add_task(title, total=1.0)
        yield lambda fraction: shown.update(task, completed=fraction)


def bar() -> Progress:
    """The look of every bar of the command line."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
