"""The real window is killed in the middle of editing, started again, and gives back what was not saved."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from musegen_app.document.slots import unsaved_dir
from musegen_app.document.unsaved import read_about
from musegen_app.formats.project import read_project, write_project
from tests.ui.conftest import river_song
from tests.waiting import finished, kill, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.qt]
needs_signals = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there are no such signals here")
COMMAND = [sys.executable, "-m", "tests.integration.window_program"]
HERE = Path(__file__).resolve().parents[2]


def environment() -> dict[str, str]:
    return os.environ | {"QT_QPA_PLATFORM": "offscreen"}


def kept() -> list[Path]:
    return list(unsaved_dir().glob("*/*.musegen"))


@pytest.fixture
def editing(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The real window with a song in which somebody is editing; unsaved changes were kept once."""
    song = tmp_path / "river.musegen"
    write_project(river_song(), song)
    program = subprocess.Popen([*COMMAND, "edit", str(song)], cwd=HERE, env=environment(), start_new_session=True)
    try:
        wait_until(kept, what="the first autosave")
        yield program
    finally:
        kill(program)


@needs_signals
def test_a_system_that_shuts_down_loses_nothing(editing: subprocess.Popen[bytes], tmp_path: Path) -> None:
    editing.send_signal(signal.SIGTERM)
    assert editing.wait(60) == 0
    (file,) = kept()
    assert read_about(file).set_aside
    assert read_project(file).title.startswith("River ")


@needs_signals
def test_killed_in_the_middle_of_editing_it_offers_what_was_not_saved(
    editing: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    song, out = tmp_path / "river.musegen", tmp_path / "out.musegen"
    before = song.read_bytes()
    first = read_project(kept()[0]).title
    wait_until(lambda: read_project(kept()[0]).title != first, what="another autosave")
    editing.send_signal(signal.SIGKILL)
    assert editing.wait(60) == -signal.SIGKILL
    (file,) = kept()
    unsaved = read_project(file)
    assert unsaved.title.startswith("River ")
    assert song.read_bytes() == before
    done = finished([*COMMAND, "recover", str(out)], cwd=HERE, env=environment())
    assert done.returncode == 0, done.stderr
    sentence, *answers, path, dirty = out.with_suffix(".txt").read_text("utf-8").splitlines()
    assert sentence.startswith(f"MuseGen ended unexpectedly. “{unsaved.title}” has changes from ")
    assert answers == ["Recover", "Throw away", "Not now"]
    assert (path, dirty) == (str(song), "True")
    assert read_project(out) == unsaved
    assert song.read_bytes() == before
    assert kept() == []
