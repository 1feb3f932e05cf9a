# ruff: noqa: E402 (nothing is imported where torch is missing)
"""The whole way of somebody with a folder of tunes: from MIDI files to a model that writes."""

from __future__ import annotations

import json
from pathlib import Path

import mido
import pytest

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.torch, pytest.mark.slow]

from musegen_app.bundles.manifest import read_manifest
from musegen_app.cli.main import main
from musegen_app.training import program
from tests.training.corpus.test_songs import midi_bytes

SETTINGS = ("epochs=1", "batch_events=400", "embedding=16", "hidden=16", "lane=8", "head=8", "bf16=false")


def test_a_folder_of_midi_becomes_a_model_that_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    music, bundle = tmp_path / "tunes", tmp_path / "mine"
    music.mkdir()
    for i in range(12):
        midi_bytes(music / f"tune {i}.mid", bars=12, seed=i)
    midi_bytes(music / "chords.mid", voices=3)
    flags = [part for setting in SETTINGS for part in ("--set", setting)]
    assert program.main(["folk-lstm", str(music), "--out", str(bundle), "--jsonl", *flags]) == 0
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert any("piano-lstm is for such music" in line.get("text", "") for line in said)
    manifest = read_manifest(bundle)
    assert [(d.name, d.licence) for d in manifest.data] == [("tunes", "that of the files")]
    assert manifest.licence == "that of the files it learned from"
    assert manifest.description == "One melody line, learned from tunes."
    card = (bundle / "card.md").read_text("utf-8")
    assert "few files teach little" in card
    assert "British" not in card
    song = tmp_path / "new.mid"
    assert main(["generate", "--bundle", str(bundle), "--bars", "4", "--rng-seed", "3", "-o", str(song)]) == 0
    notes = [m for track in mido.MidiFile(song).tracks for m in track if m.type == "note_on" and m.velocity]
    assert len(notes) >= 3
