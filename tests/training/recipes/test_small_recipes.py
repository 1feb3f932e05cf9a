# ruff: noqa: E402 (nothing is imported where torch is missing)
"""From a toy ABC book and toy drum performances to bundles that sound: the recipes abc-char and drums-rbm."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.torch, pytest.mark.slow]

from musegen_app.bundles.families import open_checked
from musegen_app.formats.midi import write_midi
from musegen_app.sampling.messages import Hearing, Steering
from musegen_app.sampling.offline import begin_of, generate_batch
from musegen_app.score.model import Note, Score, Track
from musegen_app.training.fit import Fit
from musegen_app.training.progress import Quiet
from musegen_app.training.recipes.catalog import Recipe, recipe
from musegen_app.training.run_folder import RunFolder

TITLES = ("Ash", "Birch", "Cedar", "Date", "Elm", "Fig", "Gorse", "Hazel", "Ivy", "Juniper", "Larch", "Maple")


def book(folder: Path) -> None:
    lines = []
    for i, title in enumerate(TITLES):
        notes = "".join("GABcdef"[(j * (i + 2) + i) % 7] + ("2" if j % 5 == i % 5 else "") for j in range(40))
        bars = "|".join(notes[j : j + 8] for j in range(0, len(notes), 8))
        lines.append(f"X:{i + 1}\nT:{title}\nM:4/4\nL:1/8\nK:G\n{bars}|\n")
    (folder / "toy.abc").write_text("\n".join(lines), "utf-8")


def performances(folder: Path) -> None:
    rows = ["drummer,session,id,style,bpm,beat_type,time_signature,midi_filename,audio_filename,duration,split"]
    for i, split in enumerate(("train", "train", "train", "validation")):
        notes = [Note(480 * j + 7 * (j % 3), 100, (36, 42, 38, 42)[(j + i) % 4], 60 + 10 * (j % 5)) for j in range(32)]
        write_midi(Score(tracks=(Track("Drums", 9).with_notes(notes),)), folder / f"{i}.mid")
        rows.append(f"d,d/s,d/s/{i},rock/slow,{90 + i},beat,4-4,{folder.name}/{i}.mid,,1.0,{split}")
    (folder / "info.csv").write_text("\n".join(rows) + "\n", "utf-8")


def trained(name: str, data: Path, out: Path, settings: dict[str, object]) -> Path:
    """A bundle after two short epochs."""
    found: Recipe = recipe(name)
    corpus = found.prepare([data], out / "cache", 1)
    folder = RunFolder(out / "run")
    whole = {**found.settings, **settings}
    folder.keep({"recipe": name, "run": {}, "settings": whole})
    run = replace(found.run, epochs=2, bf16=False)
    Fit(found.task(corpus, whole), run, folder, Quiet()).run()
    found.export(folder, corpus, out / "bundle")
    return out / "bundle"


def test_characters_from_a_book_to_notes(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    book(data)
    sizes = {"embedding": 8, "hidden": 12, "layers": 2, "head": 8, "batch_chars": 400}
    bundle = trained("abc-char", data, tmp_path, sizes)
    score = Score(tracks=(Track("Melody"),))
    begin = begin_of(score, score.tracks[0].id, 2, Steering(), Hearing(), 1)
    assert generate_batch(bundle, begin, 1)[0].notes
    family, opened = open_checked(bundle)
    tune = Score(tracks=(Track("Tune").with_notes([Note(480 * i, 480, 67 + i % 5) for i in range(16)]),))
    assert family.measure(opened, [tune])["nats_per_note"] > 0


def test_drums_from_performances_to_strokes(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    performances(data)
    sizes = {"units": 8, "touch": 8, "batch": 8, "cd_epochs": 1, "sweeps": 2, "judged": 6, "ais_steps": 5}
    bundle = trained("drums-rbm", data, tmp_path, sizes)
    score = Score(tracks=(Track("Drums", 9),))
    begin = begin_of(score, score.tracks[0].id, 2, Steering(), Hearing(), 1)
    take = generate_batch(bundle, begin, 1)[0]
    assert take.notes
    family, opened = open_checked(bundle)
    measured = family.measure(opened, [Score(tracks=(Track("Drums", 9).with_notes(list(take.notes)),))])
    assert measured["notes"] == len(take.notes)
