"""Large songs are saved beside the window: written and read back in small steps by a thread, parsed again by a process.

The thread takes a snapshot (a score is a value), so one may go on editing. A save that fails leaves the old file as it
was, like any other.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from musegen_app.base.atomic import replacing
from musegen_app.base.errors import FileFormatError, MuseGenError
from musegen_app.base.paths import backups_dir
from musegen_app.document.stamp import Stamp, stamp_of
from musegen_app.score.model import Score
from musegen_app.session.jobs import Job, Progress
from musegen_app.session.stored_takes import Entries, entries_of, json_of
from musegen_app.session.takes import Kept
from musegen_app.session.writer import PATIENCE_SECONDS, Writer

log = logging.getLogger(__name__)
LARGE = 4_000  # notes; fewer are written and parsed within some 40 ms
_LOOK_SECONDS = 0.01
_BREATH_SECONDS = 0.001


@dataclass(frozen=True, slots=True)
class Saved:
    """How one save ended: `problem` is None when `path` holds `score` now, and if it is a project the takes `kept`;
    `stamp` tells how the file is then."""

    path: Path
    score: Score
    remarks: tuple[str, ...] = ()
    stamp: Stamp | None = None
    problem: MuseGenError | None = None
    kept: Kept = field(default_factory=Kept)


class Saver:
    """Saves one after the other; of several of one file only the last. GUI thread; `take` what has ended."""

    def __init__(self) -> None:
        self._writer = Writer("saving")
        self._ended: deque[Saved] = deque()

    @property
    def busy(self) -> bool:
        return self._writer.busy

    def save(self, score: Score, path: Path, kept: Kept) -> None:
        """Begin; nothing is refused here."""
        self._writer.write(path, lambda: self._ended.append(_saved(score, path, kept)))

    def take(self) -> Saved | None:
        """The next save that has ended, oldest first."""
        return self._ended.popleft() if self._ended else None

    def finish(self) -> bool:
        """Wait until everything is saved. A disk that hangs is not waited for for ever: False if something still is."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self._writer.busy and time.monotonic() < deadline:
            time.sleep(_LOOK_SECONDS)
        return not self._writer.busy

    def close(self) -> None:
        """Save what is left to save and end the thread; waits as long as `finish`."""
        self._writer.close()


def is_large(score: Score) -> bool:
    return sum(len(t.notes) + len(t.controls) for t in score.tracks) > LARGE


def write_large_project(score: Score, path: Path, parsed: Callable[[Path], str], more: Entries | None = None) -> None:
    """Like `write_project`, in small steps. `parsed` reads a file anew and gives the digest of what it holds, `more`
    are entries beside the song.

    Any thread. Raises FileFormatError, and then the old file is as it was.
    """
    from musegen_app.formats.project_stream import check_streamed, stream_project

    digest = ""

    def verify(temporary: Path) -> None:
        with temporary.open("rb") as written:
            check_streamed(written, digest)
        found = parsed(temporary)
        if found != digest and found != _sorted_digest(score):
            raise FileFormatError(f"“{path.name}” was not saved: it could not be read back as it was written.")

    with replacing(path, verify=verify, backups=backups_dir()) as file:
        digest = stream_project(score, file, more, lambda: time.sleep(_BREATH_SECONDS))


def parsed_by_a_process(path: Path) -> str:
    """`digest_of` in a process of its own. Raises FileFormatError."""
    job = Job("Check", digest_of, path)
    while job.running or not job.gone:
        job.poll()
        time.sleep(_LOOK_SECONDS)
    if job.state != "done":
        raise FileFormatError(job.problem or f"“{path.name}” was not saved: it could not be checked.")
    return str(job.result)


def digest_of(progress: Progress, path: Path) -> str:
    """Runs in a process: parse the project and tell the digest of its text. Raises FileFormatError."""
    from musegen_app.formats.project import read_project

    progress(0.0)
    return _digest(read_project(path))


def _digest(score: Score) -> str:
    from musegen_app.formats.project_stream import score_pieces

    digest = hashlib.sha256()
    for piece in score_pieces(score):
        digest.update(piece.encode("ascii"))
    return digest.hexdigest()


def _sorted_digest(score: Score) -> str:
    """Of the song as reading sorts it: one that came unsorted is saved all the same."""
    from musegen_app.formats.project_json import score_from, score_json

    return _digest(score_from(score_json(score)))


def _saved(score: Score, path: Path, kept: Kept) -> Saved:
    """Whatever happens is told: a save that ended without a word would pass for one that goes on."""
    try:
        return Saved(path, score, _written(score, path, kept), stamp_of(path), kept=kept)
    except MuseGenError as error:
        return Saved(path, score, problem=error)
    except Exception as error:
        log.exception("saving failed")
        sentence = (
            f"“{path.name}” was not saved, and an earlier version is as it was ({type(error).__name__}: {error})."
        )
        return Saved(path, score, problem=FileFormatError(sentence))


def _written(score: Score, path: Path, kept: Kept) -> tuple[str, ...]:
    from musegen_app import formats
    from musegen_app.formats.catalog import PROJECT, format_of

    if format_of(path.suffix) is PROJECT:
        write_large_project(score, path, parsed_by_a_process, entries_of(kept))
        return ()
    return formats.write_any(score, path, json_of(kept))
