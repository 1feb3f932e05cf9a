"""Reading a large file beside the window. The thread hands the song over when everything that the window and the
engine will ask about its notes has been worked out.

A process of its own would read without ever holding the window up, but 100,000 notes that come through a pipe are
unpickled for as long as it takes to parse them.
"""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from musegen_app.base.errors import FileFormatError
from musegen_app.score.model import Score
from musegen_app.score.note_table import table_of

if TYPE_CHECKING:
    from musegen_app.engine.build import PlaylistBuilder
    from musegen_app.formats.opened import Opened

log = logging.getLogger(__name__)
LARGE_BYTES = 64 * 1024  # MIDI and projects of that size, 2,000 to 10,000 notes, are read in a twentieth of a second
LARGE_TEXT_BYTES = 6 * 1024  # so is ABC of that size, which has 2,500
_PARSED = 0.85  # how much of the work is done then
_GRACE_SECONDS = 3.0


class _Stopped(BaseException):
    """Out of a parser that is not wanted any more; no `Exception`, which it would take for damage in the file."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A song that was read, and what was worked out for it."""

    opened: Opened
    builder: PlaylistBuilder


def is_large_file(path: Path) -> bool:
    """Does reading the file take longer than the window may stand still?"""
    try:
        return path.stat().st_size > (LARGE_TEXT_BYTES if path.suffix.lower() == ".abc" else LARGE_BYTES)
    except (OSError, ValueError):  # what is wrong with it is said by who reads it
        return False


class Opening:
    """One large file on its way in, called `name`; `progress` 0..1 may be read at any time. GUI thread."""

    def __init__(self, path: Path, name: str, prepare: Callable[[Score], None]) -> None:
        """Start reading. `prepare` is called by the thread."""
        self.name = name
        self._path = path
        self.progress = 0.0
        self._started = time.monotonic()
        self._prepare_more = prepare
        self._ready: Ready | None = None
        self._problem = FileFormatError(f"“{name}” was not opened: opening it was cancelled.")
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._read, name="opening", daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    @property
    def seconds(self) -> float:
        """How long it takes already."""
        return time.monotonic() - self._started

    def cancel(self) -> None:
        """Stop reading soon. Does not wait."""
        self._stop.set()

    def join(self) -> None:
        """Wait until the thread has ended, as it does soon after `cancel`; the program ends and takes what it uses."""
        self._thread.join(_GRACE_SECONDS)

    def result(self) -> Ready:
        """The song, when it is no longer running. Raises FileFormatError with one sentence."""
        if self._ready is None:
            raise self._problem
        return self._ready

    def _read(self) -> None:
        try:
            self._ready = self._parsed()
        except _Stopped:
            log.info("not opened: %s", self.name)
        except FileFormatError as error:
            self._problem = error
        except Exception as error:
            log.exception("opening failed")
            self._problem = FileFormatError(f"“{self.name}” cannot be opened ({type(error).__name__}: {error}).")

    def _parsed(self) -> Ready:
        from musegen_app import formats
        from musegen_app.engine.build import PlaylistBuilder  # numpy: not before a large file is opened
        from musegen_app.formats.progress import stretch, told_to

        with told_to(self._tell), stretch(0, _PARSED):
            opened = formats.open_any(self._path)
        gc.freeze()  # the collector need not walk through all these notes ever again: none of them is garbage
        builder = PlaylistBuilder()
        self._prepare(opened.score, builder)
        return Ready(opened, builder)

    def _prepare(self, score: Score, builder: PlaylistBuilder) -> None:
        for number, track in enumerate(score.tracks):
            table_of(track.notes).prepare()
            self._tell(_PARSED + (1 - _PARSED) * 0.4 * (number + 1) / len(score.tracks))
        builder.playlist_of(score)
        self._tell(0.97)
        self._prepare_more(score)
        self._tell(1.0)

    def _tell(self, fraction: float) -> None:
        if self._stop.is_set():
            raise _Stopped
        self.progress = fraction
