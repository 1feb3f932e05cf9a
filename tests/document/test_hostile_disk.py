"""Real disks that are full, small or read-only: the old file stays, one sentence says why, and nothing is left about.

Where this machine lets us, in mounts of our own; the limit on file sizes and the permissions are tried everywhere.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.waiting import finished

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="mounts and limits as Linux has them"),
]
HERE = Path(__file__).resolve().parents[2]


def mounts_allowed() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True, timeout=30).returncode == 0


def told(what: str, folder: Path, mount: str = "") -> dict[str, Any]:
    """What the program `what` of hostile_disk.py says of `folder`, after the shell command `mount` in a room of its
    own."""
    program = [sys.executable, "-m", "tests.document.hostile_disk", what, str(folder)]
    command = ["unshare", "-rm", "sh", "-c", f'{mount} && exec "$@"', "sh", *program] if mount else program
    done = finished(command, cwd=HERE, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"})
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert isinstance(answer, dict)
    return answer


@pytest.fixture
def room(tmp_path: Path) -> Path:
    if not mounts_allowed():
        pytest.skip("this machine lets nobody mount")
    place = tmp_path / "disk"
    place.mkdir()
    return place


def test_on_a_full_disk_the_old_song_stays(room: Path) -> None:
    found = told("save_until_refused", room, f"mount -t tmpfs -o size=256k none {room}")
    assert "the disk is full" in found["sentence"]
    assert found["same"]
    assert found["left"] == []


def test_a_read_only_disk_is_said(room: Path) -> None:
    (room / "song.musegen").write_bytes(b"the old song")
    found = told(
        "save_where_nothing_may_be_written", room, f"mount --bind {room} {room} && mount -o remount,bind,ro {room}"
    )
    assert "read-only" in found["sentence"]
    assert found["same"]
    assert found["left"] == []


def test_a_full_disk_for_the_autosave_is_said_and_it_goes_on_when_there_is_room(room: Path) -> None:
    fill = f"mount -t tmpfs -o size=256k none {room} && (head -c 300k /dev/zero > {room}/filler || true)"
    found = told("autosave_there", room, fill)
    assert "cannot be kept" in found["sentence"]
    assert (found["works"], found["then"], found["kept"]) == (False, True, ["River"])


def test_a_place_for_the_autosave_that_is_read_only_is_said(room: Path) -> None:
    found = told("autosave_there", room, f"mount --bind {room} {room} && mount -o remount,bind,ro {room}")
    assert "cannot be kept" in found["sentence"]
    assert (found["works"], found["kept"]) == (False, [])


def test_a_limit_on_the_size_of_files_is_said(tmp_path: Path) -> None:
    found = told("with_small_files", tmp_path)
    assert "too large for that disk" in found["sentence"]
    assert found["same"]
    assert found["left"] == []


@pytest.mark.parametrize("what", ["as_nobody", "a_protected_file"])
def test_a_folder_or_file_without_permission_is_said(what: str) -> None:
    with tempfile.TemporaryDirectory() as place:  # pytest's own folders are closed to others
        folder = Path(place)
        (folder / "song.musegen").write_bytes(b"the old song")
        try:
            found = told(what, folder)
        finally:
            folder.chmod(0o755)
    assert "may not be written to" in found["sentence"]
    assert found["same"]
    assert found["left"] == []
