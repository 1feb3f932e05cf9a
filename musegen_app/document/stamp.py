"""How a file looked from outside when it was read or written, to notice that another program has changed it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Stamp:
    """Time of the last change in nanoseconds, and size in bytes."""

    changed_ns: int
    size: int


def stamp_of(path: Path) -> Stamp | None:
    """The stamp of `path` now; None when there is no such file or it cannot be asked."""
    try:
        found = path.stat()
    except OSError:
        return None
    return Stamp(found.st_mtime_ns, found.st_size)
