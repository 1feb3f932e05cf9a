"""The real window is killed in the middle of editing, started again, and gives back what was not saved."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from musegen_app.document.slots import unsaved_dir
from musegen_app.document.unsaved import read_unsaved
from musegen_app.formats.project import read_project, write_project
from tests.ui.conftest import river_song
from tests.waiting import finished, kill, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.qt]
HERE = Path(__file__).resolve().parents[2]


def kept() -> list[Path]:
    return list(unsaved_dir().glob("*/*.musegen"))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
def test_killed_in_the_middle_of_editing_it_offers_what_was_not_saved(tmp_path: Path) -> None:
    song, out = tmp_path / "river.musegen", tmp_path / "out.musegen"
    write_project(river_song(), song)
    before = song.read_bytes()
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.integration.window_program"]
    program = subprocess.Popen([*command, "edit", str(song)], cwd=HERE, env=environment, start_new_session=True)
    try:
        wait_until(kept, what="the first autosave")
        first = read_unsaved(kept()[0]).title
        wait_until(lambda: read_unsaved(kept()[0]).title != first, what="another autosave")
        os.kill(program.pid, signal.SIGKILL)
        program.wait(30)
    finally:
        kill(program)
    (file,) = kept()
    unsaved = read_unsaved(file)
    assert unsaved.title.startswith("River ")
    assert song.read_bytes() == before
    done = finished([*command, "recover", str(out)], cwd=HERE, env=environment)
    assert done.returncode == 0, done.stderr
    sentence, *answers, path, dirty = out.with_suffix(".txt").read_text("utf-8").splitlines()
    assert sentence.startswith(f"MuseGen ended unexpectedly. “{unsaved.title}” has changes from ")
    assert answers == ["Recover", "Throw away", "Not now"]
    assert (path, dirty) == (str(song), "True")
    assert read_project(out) == unsaved
    assert song.read_bytes() == before
    assert kept() == []
