"""The frozen window without hands: it opens, both processes start, eight bars are generated, and they are heard."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from musegen_app import formats
from musegen_app.score.model import Note, Score, Track
from musegen_app.score.time import TempoMap
from tests.engine.onsets import WOODBLOCK, onsets
from tests.frozen.conftest import RUN_SECONDS, Program, sound_libraries
from tests.jack.desk import SOUND, desk
from tests.jack.dummy import ENGINE_PORT, RATE, server

pytestmark = [pytest.mark.slow, pytest.mark.jack, pytest.mark.qt, pytest.mark.timeout(420)]

BAR = 4 * 960
SCALE = (62, 64, 66, 67, 69, 71, 73, 74)
BPM = 200.0
NEAR_SECONDS = 0.03  # nothing here measures the engine: see tests/jack


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    """A bar of rest, in which the recorder is connected, and two bars of quavers with a sharp attack."""
    notes = [Note(BAR + i * 480, 480, SCALE[i % 8]) for i in range(16)]
    track = Track("Blocks", program=WOODBLOCK).with_notes(notes)
    path = tmp_path / "seed.mid"
    formats.write_any(Score("Seed", (track,), tempo=TempoMap.of_bpm(BPM)), path)
    return path


def test_eight_bars_are_generated_and_heard(program: Program, seed: Path, tmp_path: Path) -> None:
    report, words = tmp_path / "check.json", tmp_path / "words.txt"
    with server(tmp_path), desk() as listener, words.open("w") as out:
        started = subprocess.Popen(
            program.command(seed, "--self-check", report, without=sound_libraries()),
            cwd=tmp_path,
            env=program.environment(),
            stdout=out,
            stderr=out,
        )
        try:
            listener.connect(ENGINE_PORT, SOUND)
            started.wait(RUN_SECONDS)
        finally:
            started.kill()
            started.wait(10)
            told = words.read_text("utf-8", "replace")
            sys.stdout.write(told)  # shown where the test fails
        heard = listener.take()
    found = json.loads(report.read_text("utf-8"))
    assert (started.returncode, found["failed"]) == (0, []), told
    assert program.complaints(told) == []
    assert found["bars"] == 8
    assert (found["host_api"], found["synth"].split()[0]) == ("JACK Audio Connection Kit", "FluidSynth")
    assert [port for port in found["ports"] if port.startswith("JACK: desk")] != []
    assert found["soundfont"].startswith(str(program.place if program.hidden else program.built))
    _expect_onsets(heard.sound, found["onsets"])
    assert _strange_files(program.home) == []


def _expect_onsets(sound: npt.NDArray[np.float32], written: list[float]) -> None:
    """Every note that the song has is in the recording at its time, and nothing else."""
    assert np.abs(sound).max() > 0.01
    times = onsets(sound.reshape(-1, 1)) / RATE
    assert len(times) == len(written)
    late = times - np.array(written)
    assert np.abs(late - np.median(late)).max() < NEAR_SECONDS


def _strange_files(home: Path) -> list[Path]:
    """What is not MuseGen's own, nor a cache of fonts: nobody else has a diary here."""
    files = (p.relative_to(home) for p in home.rglob("*") if p.is_file())
    return [p for p in files if not {"MuseGen", "fontconfig"} & set(p.parts)]
