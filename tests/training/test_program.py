# ruff: noqa: E402 (nothing is imported where torch is missing)
"""The whole way on toys: the training program makes runs, the export makes a bundle, the bundle writes and scores."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
torch.set_num_threads(1)
pytestmark = [pytest.mark.torch, pytest.mark.slow]

from musegen_app.bundles.graphs import StepGraphs
from musegen_app.bundles.scoring import score
from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.training import program
from musegen_app.training.export import folk_lstm
from musegen_app.training.run_folder import RunFolder
from tests.training.test_training import sheet

SETTINGS = ("epochs=2", "batch_events=300", "embedding=24", "hidden=32", "lane=8", "head=16", "threads=1", "bf16=false")


@pytest.fixture
def corpus(monkeypatch: pytest.MonkeyPatch) -> list[LeadSheet]:
    """Twelve toy tunes in three splits, where the program looks for its data."""
    splits = ["train"] * 8 + ["valid"] * 2 + ["test"] * 2
    sheets = [replace(sheet(i), source="cre_irish_dance", split=s) for i, s in enumerate(splits)]
    monkeypatch.setattr(program, "load_corpus", lambda *_: sheets)
    return sheets


def run(folder: Path, *flags: str, settings: tuple[str, ...] = SETTINGS) -> int:
    assignments = [part for s in settings for part in ("--set", s)]
    return program.main(["--data", "nowhere", "--run", str(folder), "--jsonl", *assignments, *flags])


def test_from_tunes_to_a_bundle_that_scores(
    tmp_path: Path, corpus: list[LeadSheet], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path / "melody") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines if line["event"] != "batch"] == ["say", "epoch", "epoch", "say"]
    assert run(tmp_path / "chords", "--chords", settings=("threads=1",)) == 0
    manifest = folk_lstm.export(tmp_path / "bundle", tmp_path / "melody", tmp_path / "chords", corpus)
    assert [(d.name, d.pieces) for d in manifest.data] == [("cre_irish_dance", 8)]
    assert (manifest.name, manifest.title) == ("bundle", "bundle")  # called like its folder, never like the shipped one
    graphs = StepGraphs(tmp_path / "bundle")
    assert graphs.writes_chords
    logp, _ = graphs.chord_step(
        graphs.zero_chord_state(), torch.zeros(1, 42, dtype=torch.long).numpy()[:, : manifest.sizes["chord_columns"]]
    )
    assert logp.shape == (1, 97)
    valid = [s for s in corpus if s.split == "valid"]
    measured = score(valid, StepGraphs(tmp_path / "bundle", "fp32")).figures()["nats_per_note"]
    logged = min(r["nats_per_note"] for r in RunFolder(tmp_path / "melody").records())
    assert measured == pytest.approx(logged, rel=2e-3)


def test_untold_is_what_the_log_calls_bare(tmp_path: Path, corpus: list[LeadSheet]) -> None:
    """Two ways to leave things out, one figure."""
    run(tmp_path / "melody", settings=(*SETTINGS[1:], "epochs=1"))
    folk_lstm.export(tmp_path / "bundle", tmp_path / "melody", None, corpus)
    graphs = StepGraphs(tmp_path / "bundle", "fp32")
    assert not graphs.writes_chords
    untold = score([s for s in corpus if s.split == "valid"], graphs, told=False).figures()["nats_per_note"]
    assert untold == pytest.approx(RunFolder(tmp_path / "melody").records()[0]["bare_nats_per_note"], rel=2e-3)


def test_a_run_that_is_finished_is_left_as_it_is(
    tmp_path: Path, corpus: list[LeadSheet], capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path / "run")
    before = RunFolder(tmp_path / "run").records()
    assert run(tmp_path / "run", settings=()) == 0
    assert RunFolder(tmp_path / "run").records() == before
    assert capsys.readouterr().err == ""
    assert len(corpus) == 12


@pytest.mark.parametrize(
    ("setting", "word"), [("epochs", "NAME=VALUE"), ("surprise=1", "surprise"), ("epochs=9", "other settings")]
)
def test_a_wrong_setting_is_one_sentence(
    tmp_path: Path, corpus: list[LeadSheet], capsys: pytest.CaptureFixture[str], setting: str, word: str
) -> None:
    run(tmp_path / "run")
    capsys.readouterr()
    assert run(tmp_path / "run", settings=(setting,)) == 1
    said = capsys.readouterr().err
    assert word in said
    assert said.count("\n") == 1
    assert len(corpus) == 12
