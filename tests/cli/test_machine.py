"""Commands that look at the machine and at the models."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from musegen_app.base.paths import shipped_models_dir
from musegen_app.cli import train
from musegen_app.cli.main import main
from musegen_app.score.model import Note, Score, Track
from tests.cli.conftest import Command, one_line
from tests.waiting import finished

shipped = pytest.mark.skipif(not (shipped_models_dir() / "folk-lstm").is_dir(), reason="no shipped bundle")


@shipped
def test_bundles_lists_the_shipped_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bundles"]) == 0
    assert "folk-lstm" in capsys.readouterr().out
    assert main(["bundles", "--json"]) == 0
    assert [b["codec"] for b in json.loads(capsys.readouterr().out) if b["name"] == "folk-lstm"] == ["lead"]


def test_a_broken_bundle_is_listed_with_its_problem(capsys: pytest.CaptureFixture[str]) -> None:
    from musegen_app.base.paths import existing, user_models_dir

    (existing(user_models_dir() / "mine") / "manifest.json").write_text("{")
    assert main(["bundles"]) == 0
    line = next(s for s in capsys.readouterr().out.splitlines() if s.startswith("mine"))
    assert len(line) > 20


@pytest.mark.slow
def test_devices_and_doctor(musegen: Command) -> None:
    done = musegen("devices", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["open"]["device"] == ""
    assert json.loads(done.stdout)["midi"] == {"inputs": [], "outputs": []}
    told = musegen("devices").stdout
    assert "silent" in told
    assert "no MIDI ports" in told
    done = musegen("doctor", "--json")
    findings = {f["what"]: f for f in json.loads(done.stdout)["findings"]}
    assert findings["Python"]["there"]
    assert findings["package mido"]["there"]
    assert not findings["audio output"]["needed"]
    assert not findings["MIDI"]["needed"]
    assert done.returncode == (0 if json.loads(done.stdout)["healthy"] else 1)


def test_devices_shows_outputs_and_ports_of_both_directions(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from musegen_app.engine import messages as engine
    from musegen_app.session import inventory

    ports = engine.PortList(
        (
            engine.PortInfo("MuseGen in", "JACK"),
            engine.PortInfo("Keys", "ALSA"),
            engine.PortInfo("Absent", "ALSA", present=False),
        ),
        (engine.PortInfo("MuseGen out", "JACK"), engine.PortInfo("Module", "JACK")),
    )
    devices = (engine.AudioDevice("Speakers", "JACK", True, 48_000),)
    found = inventory.Inventory(devices=devices, ports=ports)
    monkeypatch.setattr(inventory, "take_inventory", lambda settings: found)
    assert main(["devices"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["*", "Speakers", "JACK", "48000"] in rows
    assert ["in", "Keys", "ALSA"] in rows
    assert ["out", "Module", "JACK"] in rows
    assert not any("Absent" in row or "MuseGen" in row for row in rows)
    assert main(["devices", "--json"]) == 0
    assert [p["name"] for p in json.loads(capsys.readouterr().out)["midi"]["outputs"]] == ["Module"]


def test_doctor_says_how_to_get_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from musegen_app.cli import doctor
    from musegen_app.session.checkup import Finding

    monkeypatch.setattr("ctypes.util.find_library", lambda name: None)
    monkeypatch.setattr(doctor, "_heard", lambda: (Finding("audio output", False, needed=False),))
    assert main(["doctor"]) == 1
    told = capsys.readouterr().out
    assert "MISSING" in told
    assert "fluid" in told
    assert "install" in told


def test_training_without_torch_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "torch" else real(name))
    assert main(["train", "folk-lstm", "d", "--out", "b"]) == 1
    assert "make train-extra" in capsys.readouterr().err


def test_the_training_program_is_relayed(capsys: pytest.CaptureFixture[str]) -> None:
    lines = ['{"event": "say", "text": "2 tunes"}\n', "chatter\n", '{"event": "epoch", "epoch": 1, "valid": 0.93}\n']
    batch = '{"event": "batch", "done": 1, "total": 2, "loss": 0.5, "seconds_left": 61}\n'
    train._show([*lines, batch])
    told = capsys.readouterr()
    assert all(word in told.out + told.err for word in ("2 tunes", "chatter", "valid 0.93"))


@pytest.mark.torch
@pytest.mark.slow
def test_a_failing_training_fails_the_command(musegen: Command, tmp_path: Path) -> None:
    done = musegen("train", "folk-lstm", tmp_path / "nothing", "--out", tmp_path / "bundle")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr


@shipped
@pytest.mark.slow
def test_evaluate_a_folder(musegen: Command, tmp_path: Path) -> None:
    from musegen_app import formats

    folder = tmp_path / "music"
    folder.mkdir()
    scale = (62, 64, 66, 67, 69, 71, 73, 74)
    tune = Track("Tune").with_notes([Note(i * 480, 480, scale[i % 8]) for i in range(64)])
    formats.write_any(Score("Scale", (tune,)), folder / "scale.mid")
    (folder / "noise.mid").write_bytes(b"noise")
    (folder / "read.me").write_text("no music")
    done = musegen("evaluate", "--bundle", "folk-lstm", folder, "--json")
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert (facts["tunes"], facts["notes"], facts["coverage"]) == (1, 64, 1.0)
    assert 0.0 < facts["nats_per_note"] < 3.0
    assert [Path(s["file"]).name for s in facts["skipped"]] == ["noise.mid"]
    assert "bits per quarter" in musegen("evaluate", folder).stdout
    assert "noise.mid” cannot be opened" in one_line(musegen("evaluate", folder / "noise.mid"), 1)
    (folder / "scale.mid").unlink()
    told = one_line(musegen("evaluate", folder), 1)
    assert "no melody to measure in: music; 1 file" in told


def test_the_entry_point_of_the_readme_is_there() -> None:
    command = Path(__file__).resolve().parents[2] / ".venv" / "bin" / "musegen"
    if not command.exists():
        pytest.skip("not set up by the Makefile")
    done = finished([str(command), "--version"])
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("musegen ")
