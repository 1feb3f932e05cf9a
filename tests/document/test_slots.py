"""Folders of running programs: held while they run, found when they have ended, and never two owners."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import BinaryIO

import pytest

from musegen_app.document import slots
from musegen_app.document.slots import left_places, take_place

NOBODY = 2**22 + 1  # above the highest number that Linux gives a program


def test_a_folder_is_held_until_it_is_let_go(tmp_path: Path) -> None:
    place = take_place(tmp_path)
    song = place.new_slot()
    song.write_bytes(b"a song")
    assert list(left_places(tmp_path)) == []
    place.let_go()
    place.let_go()
    (found,) = left_places(tmp_path)
    assert found.songs() == (song,)
    assert list(left_places(tmp_path)) == []
    found.let_go()


def test_a_folder_without_songs_goes_with_what_a_killed_write_left(tmp_path: Path) -> None:
    place = take_place(tmp_path)
    (place.folder / ".musegen-1-1.tmp").write_bytes(b"half")
    place.let_go()
    assert list(tmp_path.iterdir()) == []
    empty = tmp_path / f"1-{NOBODY}"
    empty.mkdir()
    assert list(left_places(tmp_path)) == []
    assert not empty.exists()


def test_songs_come_in_the_order_in_which_they_were_begun(tmp_path: Path) -> None:
    place = take_place(tmp_path)
    for name in ("10.musegen", "9.musegen", "other.musegen", "8.tmp"):
        (place.folder / name).write_bytes(b"")
    assert [p.stem for p in place.songs()] == ["9", "10"]
    place.let_go()


def test_a_program_that_looks_into_the_new_folder_of_another_one_takes_it_from_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes between opening the lock and taking it, and removes the folder, which is empty."""
    lock, others = slots._lock, []

    def late(file: BinaryIO) -> None:
        if not others:
            others.append("came")
            assert list(left_places(tmp_path)) == []
        lock(file)

    monkeypatch.setattr(slots, "_lock", late)
    place = take_place(tmp_path)
    place.new_slot().write_bytes(b"a song")
    assert others == ["came"]
    place.let_go()


@pytest.mark.parametrize(("owner", "found"), [(NOBODY, 1), (os.getppid(), 0)])
def test_on_a_disk_without_locks_the_number_of_the_program_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: int, found: int
) -> None:
    def unsupported(_: BinaryIO) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(slots, "_lock", unsupported)
    folder = tmp_path / f"1-{owner}"
    folder.mkdir()
    (folder / "1.musegen").write_bytes(b"a song")
    places = list(left_places(tmp_path))
    assert len(places) == found
    for place in (*places, take_place(tmp_path)):
        place.let_go()
