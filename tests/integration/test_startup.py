"""The program as it is started by hand: window, engine, net, first generated note, and a clean end."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from musegen_app.base.paths import program_dir, shipped_models_dir
from tests.waiting import finished

pytestmark = [
    pytest.mark.qt,
    pytest.mark.slow,
    pytest.mark.skipif(not (shipped_models_dir() / "folk-lstm").is_dir(), reason="folk-lstm is not there yet"),
]

USABLE_SECONDS = 10.0  # ten times the promise: this test may share its machine with others
ORDER = ("shown", "bundle_ready", "continue_pressed", "first_ghost")


def test_the_program_starts_generates_and_ends(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    command = [sys.executable, "-m", "musegen_app", "--startup-report", str(report)]
    done = finished(command, cwd=program_dir())
    assert done.returncode == 0, done.stderr
    told = json.loads(report.read_text("utf-8"))
    times = [told["seconds"][step] for step in ORDER]
    assert times == sorted(times)
    assert told["seconds"]["usable"] < USABLE_SECONDS
    if told["synth"]:
        assert told["seconds"]["first_note_heard"] >= times[-1]
    assert "Traceback" not in done.stderr
