"""The frozen command line, and what the program folder is made of."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
from pathlib import Path

import mido
import numpy as np
import pytest
import soundfile
from PyInstaller.archive.readers import CArchiveReader

from tests.frozen.conftest import ROOT, RUN_SECONDS, Program, Run
from tests.waiting import finished

pytestmark = [pytest.mark.slow, pytest.mark.timeout(420)]

MOST_BYTES = 350_000_000
NEVER = re.compile(r"\b(torch|scipy|matplotlib|sympy|pytest|hypothesis|PIL|QtNetwork|QtQml|libgtk)", re.IGNORECASE)


def test_a_tune_is_generated_and_rendered(program: Program, musegen: Run, tmp_path: Path) -> None:
    tune, sound = tmp_path / "tune.mid", tmp_path / "tune.wav"
    done = musegen("generate", "--bars", 8, "--rng-seed", 7, "-o", tune)
    assert (done.returncode, done.stderr) == (0, "")
    starts = [m for m in mido.MidiFile(tune) if m.type == "note_on" and m.velocity]
    assert len(starts) > 8
    done = musegen("render", tune, "-o", sound)
    assert (done.returncode, done.stderr) == (0, "")
    frames, _rate = soundfile.read(sound)
    assert np.abs(frames).max() > 0.01
    assert len(frames) / 48_000 >= mido.MidiFile(tune).length
    assert program.complaints() == []


def test_it_generates_what_the_source_generates(musegen: Run, tmp_path: Path) -> None:
    words = ("generate", "--bars", "4", "--rng-seed", "7", "-o")
    assert musegen(*words, tmp_path / "frozen.mid").returncode == 0
    command = [str(ROOT / ".venv" / "bin" / "musegen"), *words, str(tmp_path / "source.mid")]
    assert finished(command, RUN_SECONDS).returncode == 0
    assert (tmp_path / "frozen.mid").read_bytes() == (tmp_path / "source.mid").read_bytes()


def test_the_progress_bar_of_a_terminal(program: Program, tmp_path: Path) -> None:
    """What draws it is imported only where a person looks."""
    ours, theirs = pty.openpty()
    try:
        command = program.command("generate", "--bars", 2, "-o", tmp_path / "tune.mid")
        environment = program.environment() | {"TERM": "xterm"}
        done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=theirs, timeout=RUN_SECONDS)
        told = os.read(ours, 100_000).decode("utf-8", "replace")
    finally:
        os.close(theirs)
        os.close(ours)
    assert done.returncode == 0, told
    assert "%" in told
    assert program.complaints(told) == []


def test_the_machine_is_looked_at(program: Program, musegen: Run) -> None:
    done = musegen("bundles", "--json")
    assert "folk-lstm" in [b["name"] for b in json.loads(done.stdout)]
    done = musegen("devices", "--json")
    assert json.loads(done.stdout)["open"]["synth"].startswith("FluidSynth"), done.stdout
    done = musegen("doctor", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, [f for f in told["findings"] if f["needed"] and not f["there"]]) == (0, [])
    findings = {f["what"]: f for f in told["findings"]}
    assert findings["library fluidsynth"]["detail"].endswith("_internal/libfluidsynth.so.3")
    assert not any(what.startswith(("package", "training", "program")) for what in findings)
    assert program.complaints(done.stderr) == []


def test_training_says_in_one_sentence_what_is_missing(musegen: Run) -> None:
    done = musegen("train", "folk-lstm", "d", "--out", "b")
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert "torch" in done.stderr


def test_nothing_of_training_tests_or_unused_qt_is_inside(built: Path) -> None:
    files = [p for p in built.rglob("*") if p.is_file() and not p.is_symlink()]
    modules = list(CArchiveReader(str(built / "musegen")).open_embedded_archive("PYZ.pyz").toc)
    assert "musegen_app.engine.host" in modules
    assert [n for n in modules if n.startswith(("musegen_app.training", "musegen_app.nets"))] == []
    names = [*modules, *(str(p.relative_to(built)) for p in files)]
    assert [n for n in names if NEVER.search(n)] == []
    assert sum(p.stat().st_size for p in files) < MOST_BYTES


def test_every_link_leads_somewhere(built: Path) -> None:
    assert [p for p in built.rglob("*") if not p.exists()] == []


def test_the_soundfont_comes_with_its_licence(built: Path) -> None:
    inside = built / "_internal"
    for font in inside.rglob("*.sf2"):
        assert font.name in (inside / "licences" / f"{font.stem}.txt").read_text("utf-8")
    assert (inside / "pretty_midi" / "TimGM6mb.sf2").is_file()
