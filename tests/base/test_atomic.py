"""A save never destroys the previous version: failures are injected at every step, and the process killed there."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from musegen_app.base.atomic import BACKUPS_KEPT, backup_versions, replacing, write_bytes
from musegen_app.base.errors import FileFormatError
from tests.waiting import finished

OLD, NEW = b"the old song", b"the new song, a little longer"


@pytest.fixture
def song(tmp_path: Path) -> Path:
    path = tmp_path / "song.musegen"
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_a_new_file_and_a_replaced_one(song: Path) -> None:
    write_bytes(song, NEW)
    write_bytes(song.with_name("new.bin"), b"")
    assert song.read_bytes() == NEW
    assert names(song.parent) == ["new.bin", "song.musegen"]


@pytest.mark.parametrize("step", ["write", "fsync", "read", "replace", "mkdir", "copyfile", "open"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EDQUOT])
def test_whatever_fails_the_old_file_stays(
    song: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, code: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    targets: dict[str, tuple[object, str]] = {
        "fsync": (os, "fsync"),
        "read": (Path, "read_bytes"),
        "replace": (os, "replace"),
        "mkdir": (Path, "mkdir"),
        "copyfile": (shutil, "copyfile"),
        "open": (os, "open"),
    }
    with monkeypatch.context() as patch:
        if step == "write":
            data: object = _Failing(fail)
        else:
            data = NEW
            patch.setattr(*targets[step], fail)
        with pytest.raises(FileFormatError, match=r"^“song.musegen” was not saved, .*\.$"):
            _save(song, data, tmp_path / "backups")
    assert song.read_bytes() == OLD
    assert [n for n in names(song.parent) if n.startswith(".musegen")] == []


class _Failing:
    """Data whose writing fails."""

    def __init__(self, fail: Callable[[], None]) -> None:
        self.fail = fail


def _save(song: Path, data: object, backups: Path) -> None:
    if isinstance(data, bytes):
        write_bytes(song, data, backups=backups)
        return
    with replacing(song, backups=backups) as file:
        file.write(b"half")
        assert isinstance(data, _Failing)
        data.fail()


def test_a_folder_that_cannot_be_synced_is_no_failure(song: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "no")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    write_bytes(song, NEW)
    assert song.read_bytes() == NEW


def test_what_reads_back_differently_is_not_kept(song: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_bytes", lambda _: b"\0" * 10)
    with pytest.raises(FileFormatError, match="not saved"):
        write_bytes(song, NEW)
    monkeypatch.undo()
    assert song.read_bytes() == OLD


def test_other_exceptions_pass_and_leave_nothing(song: Path) -> None:
    def refuse(_: Path) -> None:
        raise FileFormatError("does not open again")

    with pytest.raises(FileFormatError, match="does not open again"):
        write_bytes(song, NEW, verify=refuse)
    with pytest.raises(KeyboardInterrupt):
        _interrupted(song)
    assert song.read_bytes() == OLD
    assert names(song.parent) == ["song.musegen"]


def _interrupted(song: Path) -> None:
    with replacing(song) as file:
        file.write(b"x")
        raise KeyboardInterrupt


def test_a_disk_without_permissions_is_no_failure(song: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def chmod(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no permissions here")

    monkeypatch.setattr(os, "chmod", chmod)
    write_bytes(song, NEW)
    assert song.read_bytes() == NEW


@pytest.mark.parametrize(
    ("name", "reason"),
    [("missing/a.mid", "folder does not exist"), ("x" * 300 + ".mid", "too long"), ("", "has that name")],
)
def test_places_that_cannot_be_written(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(FileFormatError, match=reason):
        write_bytes(tmp_path / name, NEW)


def test_a_folder_for_earlier_versions_that_cannot_be_made_is_named(song: Path, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    with pytest.raises(FileFormatError, match=r"song.musegen” was not saved.*earlier versions, .*home/backups, cannot"):
        write_bytes(song, NEW, backups=tmp_path / "home" / "backups")
    assert song.read_bytes() == OLD


@pytest.mark.parametrize("name", ["Lied für Élise ♫.musegen", "x" * 240 + ".musegen", " .musegen"])
def test_unusual_names(tmp_path: Path, name: str) -> None:
    for data in (OLD, NEW):
        write_bytes(tmp_path / name, data, backups=tmp_path / "backups")
    assert (tmp_path / name).read_bytes() == NEW
    assert [p.read_bytes() for p in backup_versions(tmp_path / name, tmp_path / "backups")] == [OLD]


def test_the_last_ten_versions_are_kept(song: Path, tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    for i in range(15):
        write_bytes(song, b"version %d" % i, backups=backups)
    kept = [p.read_bytes() for p in backup_versions(song, backups)]
    assert kept == [b"version %d" % i for i in range(4, 14)]
    assert len(kept) == BACKUPS_KEPT
    other = song.with_name("other.musegen")
    write_bytes(other, OLD, backups=backups)
    assert backup_versions(other, backups) == []


def test_permissions_and_links_stay(song: Path) -> None:
    song.chmod(0o640)
    link = song.with_name("link.musegen")
    link.symlink_to(song)
    write_bytes(link, NEW)
    assert link.is_symlink()
    assert song.read_bytes() == NEW
    assert stat.S_IMODE(song.stat().st_mode) == 0o640


KILLER = """
import os, signal, shutil, sys
from pathlib import Path
from musegen_app.base import atomic

count = 0
def deadly(real):
    def call(*args, **kwargs):
        global count
        count += 1
        if count == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)
    return call

for owner, name in [(os, "open"), (os, "fsync"), (os, "chmod"), (os, "replace"), (shutil, "copyfile"),
                    (Path, "read_bytes"), (Path, "unlink"), (Path, "mkdir"), (os, "fdopen")]:
    setattr(owner, name, deadly(getattr(owner, name)))
song = Path(sys.argv[1])
atomic.write_bytes(song, sys.argv[3].encode(), backups=song.parent / "backups")
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
def test_killed_at_every_step_there_is_always_a_whole_song(song: Path) -> None:
    outcomes = set()
    for step in range(1, 30):
        song.write_bytes(OLD)
        done = finished([sys.executable, "-c", KILLER, str(song), str(step), NEW.decode()])
        assert song.read_bytes() in (OLD, NEW)
        outcomes.add(song.read_bytes())
        if done.returncode == 0:
            break
    else:
        pytest.fail("the process was killed 29 times and never came through")
    assert step > 6
    assert outcomes == {OLD, NEW}
