"""Programs for `test_hostile_disk.py`: each saves and autosaves where it cannot, and prints what came of it as JSON.

`python -m tests.document.hostile_disk WHAT FOLDER`; the test puts it where FOLDER is full or read-only.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import tempfile
import time
from pathlib import Path

from musegen_app.base.errors import FileFormatError
from musegen_app.formats.project import read_project, write_project
from musegen_app.score import edits
from musegen_app.score.model import Note, Score, Track
from musegen_app.session.session import Session
from musegen_app.session.settings import Settings
from tests.fakes.links import FakeLink, ManualClock

DEADLINE_SECONDS = 60.0
NOBODY = 65534


def song(notes: int, title: str) -> Score:
    """Notes that do not pack well."""
    rows = [Note(i * 97 + i * i % 89, 1 + i * i % 997, i * 31 % 128, 1 + i * 17 % 127) for i in range(notes)]
    return Score(title, (Track("Melody").with_notes(rows),))


def save_until_refused(folder: Path) -> dict[str, object]:
    """Save a song that grows until the disk is full."""
    path, size = folder / "song.musegen", 1_000
    last = song(size, "first")
    write_project(last, path)
    for _ in range(40):
        size = size * 3 // 2
        try:
            grown = song(size, str(size))
            write_project(grown, path)
            last = grown
        except FileFormatError as error:
            return {"sentence": str(error), "same": read_project(path) == last, "left": names(folder)}
    return {}


def save_where_nothing_may_be_written(folder: Path) -> dict[str, object]:
    path = folder / "song.musegen"
    before = path.read_bytes()
    try:
        write_project(song(10, "new"), path)
    except FileFormatError as error:
        return {"sentence": str(error), "same": path.read_bytes() == before, "left": names(folder)}
    return {}


def autosave_there(folder: Path) -> dict[str, object]:
    """The place for unsaved songs is on that disk; then there is room again and what was not kept is kept."""
    os.environ["MUSEGEN_HOME"] = str(folder / "home")
    clock = ManualClock()
    session = Session(Settings(), engine=FakeLink(), inference=FakeLink(), now=clock)
    filler = folder / "filler"
    if filler.exists():
        session.document.replace(song(3_000, "old"), None)
    session.document.edit("Rename", edits.set_title(session.document.score, "River"))
    clock.pass_by(26)
    waited(session)
    said, works = session.status.line, session.autosave.works
    if filler.exists():
        filler.unlink()
    clock.pass_by(26)
    waited(session)
    kept = [read_project(f).title for f in (folder / "home").glob("data/unsaved/*/*.musegen")]
    answer = {"sentence": said, "works": works, "then": session.autosave.works, "kept": kept}
    session.autosave.give_up()
    session.close()
    return answer


def waited(session: Session) -> None:
    session.poll()
    deadline = time.monotonic() + DEADLINE_SECONDS
    while session.autosave._writer.busy and time.monotonic() < deadline:
        time.sleep(0.005)
    session.poll()


def with_small_files(folder: Path) -> dict[str, object]:
    """The system refuses to let any file grow beyond 64 KB."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, 64 * 1024))
    return save_until_refused(folder)


def as_nobody(folder: Path) -> dict[str, object]:
    """Without the rights of an administrator, whom a folder's permissions do not bind."""
    folder.chmod(0o555)
    become_nobody()
    return save_where_nothing_may_be_written(folder)


def a_protected_file(folder: Path) -> dict[str, object]:
    """The folder may be written to, the song may not: a rename alone would not mind."""
    folder.chmod(0o777)
    (folder / "song.musegen").chmod(0o444)
    become_nobody()
    return save_where_nothing_may_be_written(folder)


def become_nobody() -> None:
    """Everything is imported before: the interpreter may lie where nobody may read."""
    with tempfile.TemporaryDirectory() as place:
        write_project(song(10, "first"), Path(place) / "first.musegen")
        read_project(Path(place) / "first.musegen")
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def names(folder: Path) -> list[str]:
    """What lies about that should not: temporary files."""
    return [p.name for p in folder.rglob("*.tmp")]


WHAT = {
    f.__name__: f
    for f in (
        save_until_refused,
        save_where_nothing_may_be_written,
        autosave_there,
        with_small_files,
        as_nobody,
        a_protected_file,
    )
}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(WHAT[sys.argv[1]](Path(sys.argv[2]))))
