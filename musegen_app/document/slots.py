"""Where songs with unsaved changes are kept: a folder for each running program, held by a lock while it runs.

The operating system lets go of the lock when the program ends, however it ends: what lies in a folder without a
holder was left behind. Two windows never take each other's songs, nor both the same.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import logging
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from musegen_app.base.paths import existing, user_data_dir

log = logging.getLogger(__name__)
SUFFIX = ".musegen"
_LOCK = "lock"
_DAMAGED = "damaged"
_TRIES = 5  # another program that starts may look into the new folder before we hold it
_UNSUPPORTED = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}
_numbers = itertools.count(1)


def unsaved_dir() -> Path:
    """The folder of all these folders."""
    return user_data_dir() / "unsaved"


class Place:
    """One program's folder, held. Not thread-safe, but its files may be written by any thread."""

    def __init__(self, folder: Path, lock: BinaryIO) -> None:
        self.folder = folder
        self._lock: BinaryIO | None = lock

    def new_slot(self) -> Path:
        """A file name for one more song; nothing is made yet."""
        return self.folder / f"{next(_numbers)}{SUFFIX}"

    def songs(self) -> tuple[Path, ...]:
        """The songs that are kept here, in the order in which they were begun."""
        try:
            found = [p for p in self.folder.iterdir() if p.suffix == SUFFIX and p.stem.isdigit()]
        except OSError:
            return ()
        return tuple(sorted(found, key=lambda p: int(p.stem)))

    def put_aside(self, song: Path) -> Path:
        """A damaged song is kept where nobody looks for songs. Returns where; Raises OSError."""
        target = existing(self.folder.parent / _DAMAGED) / f"{self.folder.name}-{song.name}"
        os.replace(song, target)
        return target

    def let_go(self) -> None:
        """Hold it no longer; a folder without songs goes. Calling it twice is harmless."""
        if self._lock is None:
            return
        if sys.platform == "win32":  # where an open file cannot be removed
            self._lock.close()
        if not self.songs():  # only an owner writes here, so an empty folder stays empty
            _remove(self.folder)
        self._lock.close()
        self._lock = None


def take_place(root: Path | None = None) -> Place:
    """A new folder of this program. Raises OSError."""
    root = existing(unsaved_dir() if root is None else root)
    for _ in range(_TRIES):
        folder = root / f"{time.time_ns()}-{os.getpid()}"
        folder.mkdir()
        lock = _held(folder)
        if lock is not None:
            return Place(folder, lock)
    raise OSError(errno.EAGAIN, "the new folder is held already")


def left_places(root: Path | None = None) -> Iterator[Place]:
    """The folders that nobody holds any more, oldest first, each held by us from now on. Empty ones are removed."""
    root = unsaved_dir() if root is None else root
    try:
        folders = sorted(p for p in root.iterdir() if p.is_dir() and p.name != _DAMAGED)
    except OSError:
        return
    for folder in folders:
        lock = _held(folder)
        if lock is None:
            continue
        place = Place(folder, lock)
        if place.songs():
            yield place
        else:
            place.let_go()


def _held(folder: Path) -> BinaryIO | None:
    """The folder's lock, ours; None when somebody else has it or the folder cannot be used."""
    try:
        file = (folder / _LOCK).open("ab")
    except OSError as error:
        log.info("no lock in %s: %s", folder, error)
        return None
    try:
        _lock(file)
    except OSError as error:
        if error.errno not in _UNSUPPORTED or _runs(folder):  # else it is a disk that knows no locks
            file.close()
            return None
    if not (folder / _LOCK).exists():  # whoever held it before us has removed the folder
        file.close()
        return None
    return file


def _lock(file: BinaryIO) -> None:
    """Raises OSError when somebody else has it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _runs(folder: Path) -> bool:
    """Is the program that made the folder still there? Its number is the end of the folder's name."""
    number = folder.name.rpartition("-")[2]
    if not number.isdigit() or int(number) == os.getpid():
        return False
    if sys.platform == "win32":  # where asking a program by a signal would end it
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _remove(folder: Path) -> None:
    """The folder with its lock and what a killed write has left half done."""
    with contextlib.suppress(OSError):
        for file in folder.iterdir():
            if file.name == _LOCK or file.suffix == ".tmp":
                file.unlink()
        folder.rmdir()
