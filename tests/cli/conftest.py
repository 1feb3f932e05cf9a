"""Commands run as a person runs them: in a process of their own, away from a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.waiting import finished

ROOT = Path(__file__).resolve().parents[2]
Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def musegen(tmp_path: Path) -> Command:
    """`musegen("bundles", "--json")`; silent: no audio device and no port is opened."""
    environment = {**os.environ, "MUSEGEN_AUDIO": "none", "MUSEGEN_MIDI": "none", "PYTHONPATH": str(ROOT)}
    environment |= {"PYTHONUTF8": "1", "COLUMNS": "200"}

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "musegen_app.cli", *map(str, words)]
        return finished(command, cwd=tmp_path, env=environment)

    return run


def one_line(done: subprocess.CompletedProcess[str], code: int) -> str:
    """The complaint of a command that failed with `code`: exactly one line on stderr, nothing on stdout."""
    assert done.returncode == code, done.stdout + done.stderr
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("musegen")
    return lines[0]
