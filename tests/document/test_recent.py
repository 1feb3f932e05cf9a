"""Recently opened files."""

from __future__ import annotations

from pathlib import Path

import pytest

from musegen_app.base.paths import user_config_dir
from musegen_app.document.recent import MOST, RecentFiles


def made(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).write_text("x")
    return [folder / name for name in names]


def test_newest_first_no_doubles_only_what_exists(tmp_path: Path) -> None:
    first, second, third = made(tmp_path, "a.mid", "b.mid", "ç♫.mid")
    recent = RecentFiles()
    for path in (first, second, third, first):
        recent.add(path)
    assert RecentFiles().paths() == (first, third, second)
    third.unlink()
    assert RecentFiles().paths() == (first, second)
    recent.clear()
    assert recent.paths() == ()


def test_the_list_stays_short(tmp_path: Path) -> None:
    paths = made(tmp_path, *(f"{i}.mid" for i in range(20)))
    recent = RecentFiles()
    for path in paths:
        recent.add(path)
    assert recent.paths() == tuple(reversed(paths[-MOST:]))


@pytest.mark.parametrize("text", ["", "{}", "[1, null]", "no json", "[" * 100_000, '["\\u0000"]'])
def test_a_broken_list_is_forgotten(tmp_path: Path, text: str) -> None:
    user_config_dir().mkdir(parents=True)
    (user_config_dir() / "recent.json").write_text(text)
    recent = RecentFiles()
    assert recent.paths() == ()
    (song,) = made(tmp_path, "a.mid")
    recent.add(song)
    assert recent.paths() == (song,)


def test_a_folder_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (blocked,) = made(tmp_path, "file")
    recent = RecentFiles(blocked / "recent.json")
    recent.add(blocked)
    assert recent.paths() == ()
