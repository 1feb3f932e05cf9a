"""A program to be killed: it edits, saves and autosaves with the real code as fast as it can, and keeps a journal.

`python -m tests.document.storm FOLDER` reads lines "steps seconds seed": each forks such a program, kills it with
SIGKILL so many seconds after it has made so many steps, and answers "killed" (or "ended" and how, which is a failure).
Each one starts as the window does: it opens the song, then takes up what its predecessor left unsaved.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
import traceback
from pathlib import Path

from musegen_app.base.errors import FileFormatError
from musegen_app.formats import project_stream
from musegen_app.formats.project import read_project
from musegen_app.score import edits
from musegen_app.score.model import Note, Score, Track
from musegen_app.session.kept import KeptSong
from musegen_app.session.session import Session
from musegen_app.session.settings import Settings
from tests.fakes.links import FakeLink, ManualClock

IMPORTED_BEFORE_THE_FORK = (project_stream,)  # what the program imports when it first needs it
LONGEST_LIFE_SECONDS, LOOK_SECONDS = 5.0, 0.001
BREATH_SECONDS = 0.001
SONG, JOURNAL = "song.musegen", "journal"


def main(folder: Path) -> None:
    signal.alarm(170)
    for line in sys.stdin:
        steps, seconds, seed = line.split()
        pid = os.fork()
        if pid == 0:
            one_life(folder, int(seed))
        wait_for_steps(folder / JOURNAL, int(steps))
        time.sleep(float(seconds))
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        sys.stdout.write("killed\n" if killed else f"ended {status}\n")
        sys.stdout.flush()


def wait_for_steps(journal: Path, steps: int) -> None:
    """A machine that is busy gives the program fewer steps in a second; it lives for so many all the same."""
    deadline = time.monotonic() + LONGEST_LIFE_SECONDS
    while steps and time.monotonic() < deadline:
        try:
            if journal.read_bytes().count(b"\n") >= steps:
                return
        except FileNotFoundError:
            pass
        time.sleep(LOOK_SECONDS)


def one_life(folder: Path, seed: int) -> None:
    """Ends by a signal from outside, at the latest after a minute; an exception ends it with code 1 and is in the
    journal's folder."""
    signal.alarm(60)
    try:
        storm(folder, random.Random(seed))
    except BaseException:  # noqa: BLE001 - the parent must be told
        (folder / "problem").write_text(traceback.format_exc())
    os._exit(1)


def storm(folder: Path, chance: random.Random) -> None:
    journal = os.open(folder / JOURNAL, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    clock = ManualClock()
    session = Session(Settings(), engine=FakeLink(), inference=FakeLink(), now=clock)
    number = start(session, folder / SONG)
    while True:
        number += 1
        os.write(journal, f"edit {number} {clock()}\n".encode())
        session.document.edit("Edit", edited(session.document.score, number, chance))
        session.poll()
        if chance.random() < 0.015:
            session.files.save()
            os.write(journal, f"save {number} {clock()}\n".encode())
        elif chance.random() < 0.05:
            session.document.undo()
            session.poll()
            session.document.redo()
        if session.autosave._writer.busy:  # the disk is slow for a clock and hands that are this fast
            time.sleep(BREATH_SECONDS)
        else:
            clock.pass_by(chance.uniform(0.5, 4.0))
        session.poll()


def start(session: Session, song: Path) -> int:
    """As after a crash: the number of the last edit that has come back."""
    if song.exists():
        session.files.open(song)
    else:
        session.document.replace(first_song(), song, saved=False)
        session.files.save()
    found = [k for k in session.kept.find() if isinstance(k, KeptSong)]
    newest = max(found, key=lambda k: number_in(k.file), default=None)
    if newest is not None and number_in(newest.file) >= number_of(session.document.score):
        session.kept.open(newest)
    for kept in session.kept.songs:
        session.kept.throw_away(kept)
    session.poll()
    return number_of(session.document.score)


def first_song() -> Score:
    return Score("0", (Track("Melody").with_notes([Note(i * 240, 200, 40 + i % 50) for i in range(300)]),))


def edited(score: Score, number: int, chance: random.Random) -> Score:
    """The song with its number as the title, and a note moved."""
    track = score.tracks[0]
    moved = edits.move_notes(score, track.id, [chance.choice(track.notes).id], 0, chance.choice((-1, 1)))
    return edits.set_title(moved, str(number))


def number_of(score: Score) -> int:
    return int(score.title)


def number_in(file: Path) -> int:
    """-1 for a file that cannot be read, which is what the test looks for itself."""
    try:
        return number_of(read_project(file))
    except FileFormatError:
        return -1


if __name__ == "__main__":
    main(Path(sys.argv[1]))
