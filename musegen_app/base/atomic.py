"""Writing files so that the old version survives everything: full disk, crash, power cut, a bug of ours.

The new content goes into a temporary file in the same folder, is forced to the disk, read again and checked,
the old version is kept as a backup, and only then does one rename put the new one in its place.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import itertools
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from musegen_app.base.errors import FileFormatError

BACKUPS_KEPT = 10
_numbers = itertools.count(1)


@contextmanager
def replacing(
    path: Path, *, verify: Callable[[Path], None] | None = None, backups: Path | None = None
) -> Iterator[BinaryIO]:
    """A binary file to write; when the block ends well it takes the place of `path`.

    `verify` is given the finished temporary file and raises if it is not what it should be. `backups` is a
    folder in which each song keeps its last ten versions. If anything fails (in the block, too) the file at
    `path` is untouched and the temporary file is gone. Raises FileFormatError with one sentence for whatever the
    operating system refuses; other exceptions pass.
    """
    target = Path(os.path.realpath(path))  # a link stays a link, its target is replaced
    temporary = target.parent / f".musegen-{os.getpid()}-{next(_numbers)}.tmp"
    try:
        with _open_new(temporary) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if verify is not None:
            verify(temporary)
        _keep_old(target, temporary, backups)
        os.replace(temporary, target)
        _sync_folder(target.parent)
    except OSError as error:
        raise FileFormatError(_sentence(path, error)) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def write_bytes(
    path: Path, data: bytes, *, verify: Callable[[Path], None] | None = None, backups: Path | None = None
) -> None:
    """Replace `path` by `data`; like `replacing`, and the bytes are read back and compared before `verify` is asked."""

    def compare(temporary: Path) -> None:
        if temporary.read_bytes() != data:
            raise OSError(errno.EIO, "read back differently")
        if verify is not None:
            verify(temporary)

    with replacing(path, verify=compare, backups=backups) as file:
        file.write(data)


def backup_folder(path: Path, backups: Path) -> Path:
    """The folder in `backups` for the versions of `path`: its name for people, a hash of its place to be unique."""
    target = os.path.realpath(path)
    digest = hashlib.sha256(target.encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return backups / f"{Path(target).stem[:40]}-{digest}"


def backup_versions(path: Path, backups: Path) -> list[Path]:
    """The kept versions of `path`, oldest first."""
    folder = backup_folder(path, backups)
    return sorted((p for p in folder.glob("*") if p.stem.isdigit()), key=lambda p: int(p.stem))


def _open_new(temporary: Path) -> BinaryIO:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    return os.fdopen(os.open(temporary, flags, 0o666), "w+b")


def _keep_old(target: Path, temporary: Path, backups: Path | None) -> None:
    """Give the new file the old one's permissions, and copy the old one to `backups`."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return
    if not os.access(target, os.W_OK):  # a rename would not ask
        raise PermissionError(errno.EACCES, "write-protected")
    with contextlib.suppress(OSError):  # some disks know no permissions
        os.chmod(temporary, stat.S_IMODE(mode))
    if backups is not None:
        _back_up(target, backups)


def _back_up(target: Path, backups: Path) -> None:
    folder = backup_folder(target, backups)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"the folder for earlier versions, {backups}, cannot be made; make room for it or set MUSEGEN_HOME"
        raise FileFormatError(
            f"“{target.name}” was not saved, and an earlier version is as it was: {reason}."
        ) from error
    versions = backup_versions(target, backups)
    number = int(versions[-1].stem) + 1 if versions else 1
    _copy(target, folder / f"{number:06d}{target.suffix}")
    for old in versions[: max(0, len(versions) + 1 - BACKUPS_KEPT)]:
        with contextlib.suppress(OSError):  # one version too many harms nobody
            old.unlink()


def _copy(target: Path, backup: Path) -> None:
    """Forced to the disk, with the time of the original. Half a copy (a full disk) does not stay."""
    try:
        shutil.copyfile(target, backup)
        with backup.open("rb+") as file:
            os.fsync(file.fileno())
        found = target.stat()
        os.utime(backup, ns=(found.st_atime_ns, found.st_mtime_ns))
    except OSError:
        with contextlib.suppress(OSError):
            backup.unlink()
        raise


def _sync_folder(folder: Path) -> None:
    """Make the rename itself last; not every system can, and by now the save has happened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


_REASONS: dict[int, str] = {
    errno.ENOSPC: "the disk is full; make room or save somewhere else",
    errno.EDQUOT: "your disk quota is used up; make room or save somewhere else",
    errno.EACCES: "the folder or the file may not be written to; save somewhere else",
    errno.EPERM: "the folder or the file may not be written to; save somewhere else",
    errno.EROFS: "the disk is read-only; save somewhere else",
    errno.ENOENT: "its folder does not exist; choose another one",
    errno.ENOTDIR: "its folder does not exist; choose another one",
    errno.EISDIR: "a folder has that name; choose another name",
    errno.EFBIG: "the file is too large for that disk; save somewhere else",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
}


def _sentence(path: Path, error: OSError) -> str:
    reason = _REASONS.get(error.errno or 0, f"the system says “{error.strerror or error}”; save somewhere else")
    return f"“{path.name}” was not saved, and an earlier version is as it was: {reason}."
