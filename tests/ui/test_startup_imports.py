"""The window shows before anything heavy is imported."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.waiting import finished

pytestmark = pytest.mark.qt

HEAVY = ("torch", "onnxruntime", "numpy", "mido", "sounddevice", "fluidsynth", "rtmidi", "soundfile", "safetensors")
PROBE = """
import json, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
import musegen_app.app as program
from musegen_app.session.session import Session
from musegen_app.sampling.messages import Steering
from musegen_app.session.settings import Settings, load_settings, save_settings
from musegen_app.ui.shell import Shell
app = QApplication([])
kept = Path(sys.argv[1])
assert save_settings(Settings(steering=Steering(density=0.5)), kept)
session = Session(load_settings(kept))
assert session.settings.steering.density == 0.5
shell = Shell(session)
program.open_first_song(session, shell, [])
shell.show()
app.processEvents()
tunes = sum(len(t.notes) for t in session.document.score.tracks)
others = [m for m in ("midi", "midi_write", "project") if f"musegen_app.formats.{m}" in sys.modules]
print(json.dumps({"heavy": [m for m in %r if m in sys.modules], "notes": tunes, "other formats": others}))
"""


def test_the_window_with_the_demo_song_needs_nothing_heavy(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = finished([sys.executable, "-c", PROBE % (HEAVY,), str(tmp_path / "settings.json")], env=environment)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["heavy"] == []
    assert told["other formats"] == []
    assert told["notes"] > 20
